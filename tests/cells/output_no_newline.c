// tests/cells/output_no_newline.c - output without a newline comes at the cell's end
#include <stdio.h>
printf("no newline");   // expect stdout: no newline
// ---
putchar('x');   // expect stdout: x
