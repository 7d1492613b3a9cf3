// tests/cells/statements_loops.c - loops at the top of a cell
#include <stdio.h>
for (int i = 0; i < 3; i++) printf("%d ", i);
int n = 3;
while (n) printf("%d ", n--);
do { n++; } while (n < 4);
printf("%d\n", n);   // expect stdout: 0 1 2 3 2 1 4
