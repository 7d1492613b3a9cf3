// tests/cells/directives_missing_header.c - a header that is not there
#include <no_such_header.h>
// expect error line 1: no_such_header.h
// ---
1   // expect: 1
