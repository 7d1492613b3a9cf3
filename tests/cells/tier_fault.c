// tests/cells/tier_fault.c - statements before the one that faults have stored what they did
int count;
int step(void) { static int n; return n += 3; }
// ---
for (int i = 0; i < 4; i++) count = step();
*(volatile int *)0 = 1;
for (int i = 0; i < 4; i++) count = step();
// expect error: SIGSEGV
// ---
count   // expect: 12
// ---
%jit wait
// ---
for (int i = 0; i < 4; i++) count = step();
*(volatile int *)0 = 1;
for (int i = 0; i < 4; i++) count = step();
// expect error: SIGSEGV
// ---
count   // expect: 24
