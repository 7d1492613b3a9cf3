// tests/cells/headers_math_macros.c - what math.h makes by pasting names together
#include <math.h>
double x = 1, none = NAN;
isnan(none) && !isnan(x)   // expect: 1
// ---
isinf(INFINITY) && !isinf(x) && isfinite(x)   // expect: 1
// ---
signbit(-x) != 0   // expect: 1
// ---
isnan(NAN) != 0   // expect: 1
