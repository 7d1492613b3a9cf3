// tests/cells/profile_crash.c - a crash inside of a profiled run is shown, and the profile up to it
int crash(int *p) { return *p; }
// ---
%prun crash((int *)0)
// expect error: SIGSEGV
// expect display: In[1]:1(crash)
// ---
%%prun -q
*(int *)0 = 1;
// expect error: SIGSEGV
