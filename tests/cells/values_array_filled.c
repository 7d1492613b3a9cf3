// tests/cells/values_array_filled.c - an array that is too long for one line goes on below
int a[40];
a
// expect: {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
// expect:  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
