// tests/cells/headers_assert.c - a true assert passes, a false one ends the cell
#include <assert.h>
assert(1 + 1 == 2);
// ---
int n = 3;
assert(n == 4);   // expect error: n == 4
// ---
n   // expect: 3
