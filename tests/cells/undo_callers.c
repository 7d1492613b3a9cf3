// tests/cells/undo_callers.c - older functions call the functions that %undo brought back
%checkpoint on
int step(int x) { return x + 1; }
int walk(int x) { return step(step(x)); }
int (*kept)(int) = step;
// ---
int step(int x) { return x + 100; }
// ---
walk(0) + kept(0)   // expect: 300
// ---
%undo 2
walk(0) + kept(0)
// expect stdout: back before In[2]; undone: In[2], In[3]
// expect: 3
// ---
int step(int x) { return x + 5; }
walk(0) + kept(0)   // expect: 15
