// tests/cells/functions_callbacks.c - the library calls back
#include <stdlib.h>
int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int list[] = {5, 3, 9, 1};
qsort(list, 4, sizeof *list, by_value);
list   // expect: {1, 3, 5, 9}
// ---
int key = 5;
(int *)bsearch(&key, list, 4, sizeof *list, by_value) - list   // expect: 2
