// tests/cells/output_large.c - output of some megabytes arrives whole
#include <stdio.h>
char *line = "0123456789012345678901234567890123456789012345678901234567890123456789";
for (int i = 0; i < 30000; i++) fputs(line, stdout);
// expect stdout: 01234567890<any>89
