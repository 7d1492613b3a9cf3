// tests/cells/statements_return.c - a return ends the cell
#include <stdio.h>
puts("before");   // expect stdout: before
return;
puts("after");
