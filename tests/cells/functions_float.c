// tests/cells/functions_float.c - floats and doubles in and out
float half(float x) { return x / 2; }
double third(double x) { return x / 3; }
long double tenth(long double x) { return x / 10; }
half(3) + third(9)   // expect: 4.5
// ---
tenth(5)   // expect: 0.5
