// tests/cells/functions_func_name.c - __func__ is the function's own name
#include <stdio.h>
const char *who(void) { return __func__; }
who()   // expect: "who"
// ---
void say(void) { printf("%s\n", __func__); }
say();   // expect stdout: say
