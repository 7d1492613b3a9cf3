// tests/cells/functions_static_local_again.c - static locals start again when the function is defined again
int next(void) { static int n; return ++n; }
next() + next()   // expect: 3
// ---
int next(void) { static int n; return ++n; }
next()   // expect: 1
