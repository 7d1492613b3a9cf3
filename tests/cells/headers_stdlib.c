// tests/cells/headers_stdlib.c - stdlib: memory, numbers, random
#include <stdlib.h>
int *p = malloc(10 * sizeof *p);
for (int i = 0; i < 10; i++) p[i] = i * i;
p = realloc(p, 20 * sizeof *p);
p[9]   // expect: 81
// ---
free(p);
// ---
strtol("ff", NULL, 16)   // expect: 255
// ---
atoi("42") + atof("0.5")   // expect: 42.5
// ---
div(17, 5)   // expect: {.quot = 3, .rem = 2}
// ---
int r = rand(); r >= 0 && r <= RAND_MAX   // expect: 1
// ---
getenv("NO_SUCH_VARIABLE_HERE")   // expect: NULL
