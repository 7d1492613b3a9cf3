// tests/cells/objects_rerun.c - a cell that runs again initialises again
#include <stdio.h>
int counter = 10;
// ---
counter++;
counter   // expect: 11
// ---
counter++;
counter   // expect: 12
// ---
#include <stdio.h>
int counter = 10;
// ---
counter   // expect: 10
