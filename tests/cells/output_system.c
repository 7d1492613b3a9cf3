// tests/cells/output_system.c - a program that is started prints into the cell
#include <stdlib.h>
system("echo started")   // expect: 0
// expect stdout: started
