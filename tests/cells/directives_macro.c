// tests/cells/directives_macro.c - macros that look like objects
#define N 10
#define SQUARES N * N
N   // expect: 10
// ---
SQUARES   // expect: 100
// ---
int a[N];
sizeof a / sizeof *a   // expect: 10
