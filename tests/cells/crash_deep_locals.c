// tests/cells/crash_deep_locals.c - locals larger than the stack
int deep(int n) { char big[1 << 20]; big[0] = n; return n > 100 ? 0 : deep(n + 1) + big[0]; }
deep(0)   // expect error: SIGSEGV
// ---
2   // expect: 2
