// tests/cells/crash_division.c - a division by zero
int zero = 0;
1 / zero   // expect error: SIGFPE
// ---
zero   // expect: 0
