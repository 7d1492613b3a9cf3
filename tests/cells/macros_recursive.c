// tests/cells/macros_recursive.c - macros that name themselves
#define foo foo
#define a b
#define b a
int foo = 3;
int a = 4;
foo + a   // expect: 7
// ---
#define f(x) f(x + 1)
int (f)(int n) { return n; }
f(1)   // expect: 2
