// tests/cells/functions_noreturn.c - functions with attributes
#include <stdlib.h>
__attribute__((noinline)) int plain(int n) { return n; }
int tagged(int n) __attribute__((const));
int tagged(int n) { return n + 1; }
plain(1) + tagged(1)   // expect: 3
