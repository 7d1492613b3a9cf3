// tests/cells/values_array_long.c - a long array is cut after a hundred items
int a[1000];
a   // expect: {0, 0, 0, <any>0, ...}
