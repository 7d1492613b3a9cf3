// tests/cells/undo_lost_runner.c - a runner that is killed leaves the last checkpoint, and says so
#include <stdlib.h>
%checkpoint on
int n = 1, again = 1;
int get(void) { return n; }
// ---
n = 2;
int get(void) { return n * 10; }
// ---
n = 3; int made = 4; system("kill -9 $PPID");
// expect error: was killed by signal 9 (Killed); memory is as it was before In[3]. Functions, types and macros are kept
// ---
get()   // expect: 20
// ---
made   // expect error: 'made' undeclared
// ---
%checkpoint off
int young = 5;
int count(void) { static int cnt; return ++cnt; }
int old(void) { return n + 1; }
// ---
system("kill -9 $PPID");
// expect error: memory is as it was before In[6]. Functions, types and macros are kept; gone, with the memory that they had: count, young
// ---
old() + get()   // expect: 23
