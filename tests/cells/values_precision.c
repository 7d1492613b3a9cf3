// tests/cells/values_precision.c - %precision sets how reals are shown
%precision 3
3.14159265   // expect: 3.142
// ---
double d[] = {1, 2.5};
d   // expect: {1.000, 2.500}
// ---
7   // expect: 7
// ---
%precision %.10g
struct { float f; long double ld; } s = {0.1f, 0.1L};
s   // expect: {.f = 0.1000000015, .ld = 0.1}
// ---
%precision
0.1f   // expect: 0.1
