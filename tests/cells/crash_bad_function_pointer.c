// tests/cells/crash_bad_function_pointer.c - a call of what is no function
int (*f)(void) = (int (*)(void))8;
f()   // expect error: SIGSEGV
// ---
3   // expect: 3
