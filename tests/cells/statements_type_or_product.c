// tests/cells/statements_type_or_product.c - a name decides whether a star multiplies
int a = 6, b = 7;
a * b;
a * b   // expect: 42
// ---
typedef int T;
T *p;
p   // expect: (T *) NULL
// ---
int T2 = 3;
T2 * b   // expect: 21
