// "complex" behind a type is part of it.
#include <complex.h>
double complex square(double complex z) { return z * z; }
// ---
double complex z = square(1 + 2 * I), *where = &z;
cimag(*where)   // expect: 4.0
// ---
#define WORD int
unsigned WORD small = 3;
unsigned WORD *(*find)(void) = 0;
long WORD twice(unsigned WORD x) { return 2 * x; }
twice(small)   // expect: 6
