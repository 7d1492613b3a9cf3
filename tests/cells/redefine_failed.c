// tests/cells/redefine_failed.c - a definition that fails changes nothing
int f(void) { return 1; }
struct s { int a; } s = {3};
#define N 10
// ---
int f(void) { return 2 }
// expect error line 1: <any>
// ---
#define N 20
struct s { double broken; oops };
// expect error: <any>
// ---
f() + s.a + N   // expect: 14
