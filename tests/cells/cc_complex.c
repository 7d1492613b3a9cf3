// Complex numbers: libtcc does not know them, gcc compiles the cell in the same session.
#include <complex.h>
#include <stdio.h>
_Complex double z = 3 + 4 * I;
cabs(z)   // expect: 5.0
// ---
// The object lives on, and changes.
z *= I;
printf("%g %g\n", creal(z), cimag(z));
// expect stdout: -4 3
// ---
// What gcc and libtcc compiled calls each other.
double twice(double x) { return 2 * x; }
_Complex double grow(_Complex double w) { return twice(creal(w)) + cimag(w) * I; }
// ---
double real_of_grown(double x) { return x; }
real_of_grown(creal(grow(z)))   // expect: -8.0
