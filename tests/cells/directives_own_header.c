// tests/cells/directives_own_header.c - a header of the user's
#include <stdio.h>
FILE *f = fopen("own.h", "w");
fputs("#define OWN 3\nstatic inline int own(int n) { return n + OWN; }\nstruct own { int n; };\n", f);
fclose(f);   // expect no output
// ---
#include "own.h"
struct own o = {own(4)};
o.n   // expect: 7
