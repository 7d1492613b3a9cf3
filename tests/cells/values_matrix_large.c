// tests/cells/values_matrix_large.c - a large matrix shows its corners and its shape
int m[200][300];
m[0][1] = 7; m[199][299] = 12345;
m
// expect: {{    0,     7,     0, ...,     0,     0,     0},
// expect:  {    0,     0,     0, ...,     0,     0,     0},
// expect:  {    0,     0,     0, ...,     0,     0,     0},
// expect:  ...,
// expect:  {    0,     0,     0, ...,     0,     0,     0},
// expect:  {    0,     0,     0, ...,     0,     0,     0},
// expect:  {    0,     0,     0, ...,     0,     0, 12345}} (200 x 300)
