// tests/cells/crash_free.c - a double free is an error of the cell, and nothing hangs
#include <stdlib.h>
char *p = malloc(100000);
// ---
free(p);
// ---
// expect stderr: double free
free(p);   // expect error: inside of malloc or free
// ---
1 + 1   // expect: 2
