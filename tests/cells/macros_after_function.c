// tests/cells/macros_after_function.c - a new macro means nothing to what stands before it
int max(int a, int b) { return a > b ? a : b; }
int twice(int limit) { return 2 * limit; }
#define max(a, b) 77
max(1, 2)   // expect: 77
// ---
(max)(1, 2)   // expect: 2
// ---
#define limit 5
twice(4)   // expect: 8
// ---
int use(void) { return max(1, limit); }
use()   // expect: 77
