// tests/cells/output_strtol.c - numbers in texts, their ends and errors
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
char *end;
strtol("  -42xyz", &end, 10)   // expect: -42
// ---
end   // expect: "xyz"
// ---
strtol("0x1f", NULL, 0) + strtol("077", NULL, 0) + strtol("zz", NULL, 36)   // expect: 1389
// ---
errno = 0;
strtol("99999999999999999999", NULL, 10) == LONG_MAX && errno == ERANGE   // expect: 1
// ---
strtod("0x1p4", NULL) + strtod("1e2x", &end)   // expect: 116.0
