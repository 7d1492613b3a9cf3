// tests/cells/headers_nan.c - NaN and infinity print as gcc's do
#include <math.h>
#include <stdio.h>
printf("%f %f %g\n", NAN, INFINITY, -HUGE_VAL);   // expect stdout: nan inf -inf
// ---
NAN   // expect: nan
// ---
double values[] = {NAN, 1};
isnan(values[0]) && !isnan(values[1])   // expect: 1
// ---
(NAN == NAN) + (NAN < 1) + (NAN > 1)   // expect: 0
