// tests/cells/statements_alloca.c - alloca and variable-length arrays in functions
#include <alloca.h>
int sum(int n)
{
    int a[n], *b = alloca(n * sizeof *b), s = 0;
    for (int i = 0; i < n; i++) { a[i] = i; b[i] = 2 * i; }
    for (int i = 0; i < n; i++) s += a[i] + b[i];
    return s;
}
sum(10)   // expect: 135
