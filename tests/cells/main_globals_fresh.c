// tests/cells/main_globals_fresh.c - a program's objects start anew each time it runs
#include <stdio.h>
static int count = 5;
static int table[3];
int main(void) { static int calls; count++; table[0] += 2; calls++; printf("%d %d %d\n", count, table[0], calls); return 0; }   // expect stdout: 6 2 1
// ---
#include <stdio.h>
static int count = 5;
static int table[3];
int main(void) { static int calls; count++; table[0] += 2; calls++; printf("%d %d %d\n", count, table[0], calls); return 0; }   // expect stdout: 6 2 1
