// tests/cells/directives_include_later.c - #include behind statements
int a = -4;
a += 1;
#include <stdlib.h>
abs(a)   // expect: 3
