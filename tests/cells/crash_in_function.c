// tests/cells/crash_in_function.c - a crash names its function
#include <stddef.h>
int first(int *p) { return *p; }
// ---
first(NULL)   // expect error: first
