// tests/cells/objects_large_nonconstant.c - a large object whose initialiser is no constant
int n = 3;
int big[100000] = {n, n + 1};
big[0] + big[1] + big[99999]   // expect: 7
