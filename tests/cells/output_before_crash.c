// tests/cells/output_before_crash.c - what was printed before a crash is not lost
#include <stdio.h>
printf("so far");
*(int *)0 = 1;
// expect stdout: so far
// expect error: SIGSEGV
