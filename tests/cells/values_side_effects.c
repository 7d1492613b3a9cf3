// tests/cells/values_side_effects.c - a trailing expression is evaluated once
#include <stdio.h>
int calls = 0;
int next(void) { return ++calls; }
next()   // expect: 1
// ---
calls   // expect: 1
// ---
printf("hi\n")   // expect: 3
// expect stdout: hi
// ---
struct pair { int a, b; } make(void) { calls++; return (struct pair){1, 2}; }
make()   // expect: {.a = 1, .b = 2}
// ---
calls   // expect: 2
