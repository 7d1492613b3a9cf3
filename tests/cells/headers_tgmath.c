// tests/cells/headers_tgmath.c - functions by their arguments' types
#include <tgmath.h>
float f = 2;
sizeof(sqrt(f)) * 100 + sizeof(sqrt(2)) * 10 + sizeof(pow(f, 2))   // expect: 488
// ---
sizeof(sqrt(2.0L))   // expect: 16
// ---
fabs(-2.5f)   // expect: 2.5
// ---
pow(2, 10)   // expect: 1024.0
