// tests/cells/undo_statics.c - static variables of functions go back too
%checkpoint on
int next(void) { static int n = 5; return ++n; }
next()   // expect: 6
// ---
next()   // expect: 7
// ---
int next(void) { static int n = 50; return ++n; }
next()   // expect: 51
// ---
next()   // expect: 52
// ---
%undo 2
next()
// expect stdout: back before In[3]; undone: In[3], In[4]
// expect: 8
