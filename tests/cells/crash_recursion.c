// tests/cells/crash_recursion.c - a recursion without an end
int forever(int n) { return forever(n + 1) + 1; }
forever(0)   // expect error: stack overflow
// ---
forever(0)   // expect error: SIGSEGV
// ---
int x = 3; x   // expect: 3
