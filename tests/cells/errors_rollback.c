// tests/cells/errors_rollback.c - a failed cell leaves the session as it was
int a = 1;
int f(void) { return a; }
// ---
int a = 2; int c = 3; int f(void) { return 100; } typedef int T; unknown_thing;   // expect error line 1: <any>
// ---
a + f()   // expect: 2
// ---
c   // expect error: 'c' undeclared
// ---
T x;   // expect error: <any>
