// tests/cells/values_void.c - an expression without a value shows nothing
#include <stdlib.h>
void nothing(void) { }
nothing()   // expect no output
// ---
(void)1   // expect no output
// ---
free(NULL)   // expect no output
