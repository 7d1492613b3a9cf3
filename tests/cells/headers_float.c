// tests/cells/headers_float.c - float.h with what C11 added
#include <float.h>
DBL_MAX > 1e308 && FLT_EPSILON < 1e-6   // expect: 1
// ---
DECIMAL_DIG   // expect: 21
// ---
DBL_TRUE_MIN > 0 && DBL_TRUE_MIN < DBL_MIN   // expect: 1
// ---
DBL_DECIMAL_DIG * 100 + FLT_DECIMAL_DIG   // expect: 1709
