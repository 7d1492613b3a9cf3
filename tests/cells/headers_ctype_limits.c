// tests/cells/headers_ctype_limits.c - ctype, limits, float, stddef and stdbool
#include <ctype.h>
toupper('a') == 'A' && isdigit('5') && !isalpha('5')   // expect: 1
// ---
#include <limits.h>
INT_MAX   // expect: 2147483647
// ---
LLONG_MIN   // expect: -9223372036854775808
// ---
CHAR_BIT   // expect: 8
// ---
#include <float.h>
DBL_DIG   // expect: 15
// ---
1.0 + DBL_EPSILON > 1.0   // expect: 1
// ---
#include <stddef.h>
struct s { char c; double d; };
offsetof(struct s, d)   // expect: 8
// ---
#include <stdbool.h>
bool yes = true; yes   // expect: true
// ---
true && !false   // expect: 1
