// tests/cells/output_value.c - a value and output in one cell
#include <stdio.h>
printf("out\n");   // expect stdout: out
42   // expect: 42
