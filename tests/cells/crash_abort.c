// tests/cells/crash_abort.c - abort
#include <stdlib.h>
int n = 5;
abort();   // expect error: SIGABRT
// ---
n   // expect: 5
