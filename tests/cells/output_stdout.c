// tests/cells/output_stdout.c - what a cell prints, in order
#include <stdio.h>
for (int i = 0; i < 3; i++) printf("line %d\n", i);
// expect stdout: line 0
// expect stdout: line 1
// expect stdout: line 2
// ---
puts("end");   // expect stdout: end
