// tests/cells/output_printf_count.c - %n in a format that may be written to
#include <stdio.h>
int n = 0;
char format[] = "abc%n\n";
printf(format, &n);   // expect stdout: abc
n   // expect: 3
