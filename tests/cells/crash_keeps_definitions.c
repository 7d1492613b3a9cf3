// tests/cells/crash_keeps_definitions.c - definitions of a cell that crashes are kept
int made = 4;
int get(void) { return made; }
*(int *)0 = 1;   // expect error: SIGSEGV
// ---
get()   // expect: 4
