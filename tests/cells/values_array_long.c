// tests/cells/values_array_long.c - of more than a hundred items the ends are shown
int a[1000];
for (int i = 0; i < 1000; i++) a[i] = i + 1;
a   // expect: {1, 2, 3, ..., 998, 999, 1000} (1000 items)
