// tests/cells/redefine_library.c - a function of the user's hides the library's
int abs(int n) { return 1000 + n; }
abs(-1)   // expect: 999
// ---
#include <stdlib.h>
abs(-2)   // expect: 998
