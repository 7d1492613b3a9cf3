// tests/cells/values_reals.c - reals show with the fewest digits that read back
0.1f   // expect: 0.1
// ---
0.1   // expect: 0.1
// ---
0.1L   // expect: 0.1
// ---
float f[] = {1e10f, 3, 1.17549435e-38f};
f   // expect: {10000000000.0, 3.0, 1.1754944e-38}
// ---
double odd[] = {0.0 / 0, 1 / 0.0, -1 / 0.0, -0.0};
odd   // expect: {nan, inf, -inf, -0.0}
