// tests/cells/directives_macro_type.c - a macro may stand for a type
#define real double
real x = 1.5;
real twice(real v) { return 2 * v; }
twice(x)   // expect: 3.0
// ---
real y = 2;
y   // expect: 2.0
