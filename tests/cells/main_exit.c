// tests/cells/main_exit.c - exit in a function ends the cell, not the session
#include <stdlib.h>
#include <stdio.h>
int n = 1;
void leave(int status) { n = 2; exit(status); }
leave(0); n = 3;
// ---
n   // expect: 2
// ---
leave(4); puts("not reached");   // expect stderr: 4
// ---
n   // expect: 2
