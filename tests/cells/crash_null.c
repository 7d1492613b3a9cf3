// tests/cells/crash_null.c - a null pointer ends the cell; the session goes on
int *p = 0;
int n = 7;
// ---
n = 8; *p = 1; n = 9;   // expect error: SIGSEGV
// ---
n   // expect: 8
