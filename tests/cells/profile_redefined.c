// tests/cells/profile_redefined.c - a profile names the cell that defined a function
int f(void) { return 1; }
// ---
int f(void) { return 2; }
int g(void) { return f(); }
// ---
%prun g()
// expect display: In[2]:1(f)
// expect display: In[2]:2(g)
