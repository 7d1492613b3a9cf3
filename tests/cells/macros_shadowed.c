// tests/cells/macros_shadowed.c - an object or a function takes the place of an older cell's macro
#define N 10
#define square(x) ((x) * (x))
int cells(void) { return N; }
// ---
int N = 5;
N + cells()   // expect: 15
// ---
int square(int x) { return -x; }
square(3)   // expect: -3
