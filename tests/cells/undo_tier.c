// tests/cells/undo_tier.c - optimised code goes back too, and is made anew
%checkpoint on
int one(int x) { return x + 1; }
int many(int n) { int sum = 0; for (int i = 0; i < n; i++) sum += one(i); return sum; }
// ---
%jit wait
// ---
many(10)   // expect: 55
// ---
int one(int x) { return x + 100; }
// ---
%jit wait
// ---
many(10)   // expect: 1045
// ---
%undo 2
many(10)
// expect stdout: back before In[4]; undone: In[4], In[6]
// expect: 55
// ---
%jit wait
// ---
many(10)   // expect: 55
// ---
int one(int x) { return x + 2; }
// ---
%jit wait
// ---
#include <stdlib.h>
system("kill -9 $PPID");   // expect error: memory is as it was before In[12]
// ---
many(10)   // expect: 65
// ---
%undo 2
many(10)
// expect stdout: back before In[10]; undone: In[10], In[13]
// expect: 55
