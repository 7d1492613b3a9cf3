// tests/cells/objects_order.c - initialisers and statements run in the order of the cell
#include <stdio.h>
int a = printf("a\n");
printf("b\n");
int c = printf("cc\n");
a + c   // expect: 5
// expect stdout: a
// expect stdout: b
// expect stdout: cc
