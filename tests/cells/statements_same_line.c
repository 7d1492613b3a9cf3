// tests/cells/statements_same_line.c - declarations and statements on one line
#include <stdio.h>
int a = 1; a++; int b = a; printf("%d\n", b); struct s { int v; } c = {b}; c.v++; c.v   // expect: 3
// expect stdout: 2
// ---
for (int k = 0; k < 2; k++) a++; int d = a; { d++; } d   // expect: 5
