// tests/cells/language_variable_size.c - an array whose size is no constant
int n = 5;
double a[n];
// expect error line 2: the size of 'a' must be a constant, as it outlives the cell: write 'double *a = malloc((n) * sizeof *a);'
// ---
int n = 5;
{ double a[n]; a[4] = 2; n = sizeof a / sizeof *a; }
n   // expect: 5
// ---
enum { K = 3 };
int b[sizeof n], c[sizeof(n) + K], d[sizeof b / sizeof *b];
sizeof c / sizeof *c + sizeof d / sizeof *d   // expect: 11
// ---
static unsigned long e[2 * n];   // expect error: write 'unsigned long *e = malloc((2 * n) * sizeof *e);'
// ---
int size(void) { return 4; }
int f[3][size()];   // expect error: the size of 'f' must be a constant
