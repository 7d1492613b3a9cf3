// tests/cells/values_double.c - doubles show the shortest text that reads back as the same value
0.1 + 0.2   // expect: 0.30000000000000004
// ---
1.0   // expect: 1.0
// ---
100.0   // expect: 100.0
// ---
123456789.0   // expect: 123456789.0
// ---
-0.0   // expect: -0.0
// ---
1e300   // expect: 1e+300
// ---
1.5e-7   // expect: 1.5e-07
// ---
1.0 / 0.0   // expect: inf
// ---
-1.0 / 0.0   // expect: -inf
