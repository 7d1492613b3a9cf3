// tests/cells/values_cube.c - an array of three dimensions
char c[2][2][2] = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};
int cube[2][2][2] = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};
cube
// expect: {{{1, 2},
// expect:   {3, 4}},
// expect:  {{5, 6},
// expect:   {7, 8}}}
