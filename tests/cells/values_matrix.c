// tests/cells/values_matrix.c - rows stand one below the other, numbers in columns
double m[2][3] = {{1.5, 2, 3}, {100, 0.001, 0}};
m
// expect: {{  1.5,   2.0,   3.0},
// expect:  {100.0, 0.001,   0.0}}
// ---
m[1]   // expect: {100.0, 0.001, 0.0}
// ---
struct { int m[2][2]; } s = {{{1, 2}, {3, 4}}};
s   // expect: {.m = {{1, 2}, {3, 4}}}
