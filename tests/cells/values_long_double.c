// tests/cells/values_long_double.c - a long double keeps its extra digits
long double x = 1.0L / 3;
x   // expect: 0.333333333333333333<any>
// ---
x * 3 == 1.0L   // expect: 1
// ---
1.5L   // expect: 1.5
