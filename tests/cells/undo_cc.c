// tests/cells/undo_cc.c - the same with gcc's code: objects, functions, statics and headers
//%cflags: -O2
%checkpoint on
#include <stdatomic.h>
int n = 1;
int next(void) { static int calls = 3; return ++calls * n; }
// ---
//%cflags: -O2
atomic_int shared = 4;
int next(void) { return 1000; }
n = 7;
// ---
//%cflags: -O2
next() + atomic_load(&shared)   // expect: 1004
// ---
%undo 2
// expect stdout: back before In[2]; undone: In[2], In[3]
// ---
next()   // expect: 4
// ---
//%cflags: -O2
next()   // expect: 5
// ---
shared   // expect error: 'shared' undeclared
// ---
//%cflags: -O2
#include <stdlib.h>
n = 9; system("kill -9 $PPID");   // expect error: memory is as it was before In[8]
// ---
next()   // expect: 6
