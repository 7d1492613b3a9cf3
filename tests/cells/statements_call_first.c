// tests/cells/statements_call_first.c - a call at the top is a call, not a declaration
#include <stdio.h>
void test(void) { puts("called"); }
test();   // expect stdout: called
// ---
(test)();   // expect stdout: called
// ---
(*test)();   // expect stdout: called
