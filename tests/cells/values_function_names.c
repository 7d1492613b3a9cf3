// tests/cells/values_function_names.c - functions show by name, the session's and libraries'
#include <stdio.h>
#include <string.h>
int add(int a, int b) { return a + b; }
struct op { const char *name; int (*run)(int, int); } op = {"add", add};
op   // expect: {.name = "add", .run = add}
// ---
int (*ops[2])(int, int) = {add};
ops   // expect: {add, NULL}
// ---
add   // expect: (int (int, int)) add
// ---
int (*out)(const char *) = puts;
out   // expect: (int (*)(const char *)) puts
// ---
strlen   // expect: (unsigned long (const char *)) strlen
