// tests/cells/profile_longjmp.c - longjmp and exit inside of a profiled run
#include <setjmp.h>
#include <stdlib.h>
jmp_buf env;
void leap(void) { longjmp(env, 1); }
int jump(void) { if (setjmp(env)) return 1; leap(); return 0; }
void out(void) { exit(0); }
// ---
%prun jump()
// expect display: In[1]:4(leap)
// ---
%prun out()
// expect display: In[1]:6(out)
