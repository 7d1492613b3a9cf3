// tests/cells/headers_math.c - math: functions and constants
#include <math.h>
sqrt(2) * sqrt(2) - 2 < 1e-12   // expect: 1
// ---
pow(2, 10) + floor(2.7) + fabs(-1)   // expect: 1027.0
// ---
M_PI > 3.14 && M_PI < 3.15   // expect: 1
// ---
hypotf(3, 4)   // expect: 5.0
// ---
double inf = HUGE_VAL;
inf   // expect: inf
// ---
NAN   // expect: <any>nan
