// tests/cells/directives_variadic.c - macros with any number of arguments
#include <stdio.h>
#define LOG(...) printf("log: " __VA_ARGS__)
#define SAY(format, ...) printf(format "\n", ##__VA_ARGS__)
LOG("%d %d\n", 1, 2);   // expect stdout: log: 1 2
// ---
SAY("none");   // expect stdout: none
// ---
SAY("%s-%d", "two", 2);   // expect stdout: two-2
