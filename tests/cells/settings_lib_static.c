// tests/cells/settings_lib_static.c - a static library, and an object that is no library
#include <stdlib.h>
system("printf 'int part_value = 4; int part(void) { return part_value; }' >part.c && cc -c part.c && ar rcs libpart.a part.o && echo none >bad.o")   // expect: 0
// ---
%ldflags -L. -lpart
int part(void); extern int part_value;
part() + part_value   // expect: 8
// ---
part_value = 5;
part()   // expect: 5
// ---
%lib ./bad.o
// expect error: bad.o' cannot be made a shared library
// ---
part()   // expect: 5
