// tests/cells/objects_nonconstant.c - an initialiser may be any expression
#include <math.h>
double y = sin(1) * sin(1) + cos(1) * cos(1);
y > 0.999999 && y < 1.000001   // expect: 1
// ---
int n = 5; int twice = n * 2; int third[3] = {n, twice, n + twice};
third   // expect: {5, 10, 15}
