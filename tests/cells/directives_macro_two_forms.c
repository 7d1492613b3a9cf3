// tests/cells/directives_macro_two_forms.c - a macro that is another one now says nothing when a header is read
#define PAIR(a) a
// ---
#define PAIR(a, b) a
// ---
#include <ctype.h>
#if 1
PAIR(isdigit('5') != 0, 0)   // expect: 1
#endif
