// tests/cells/functions_implicit.c - a library function may be called without a declaration
abs(-4)   // expect: 4
// expect stderr: implicit declaration
// ---
int f(void) { return labs(-7L); }
f()   // expect: 7
// expect stderr: implicit declaration
