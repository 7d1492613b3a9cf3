// tests/cells/functions_static_local_library.c - a static local with the name of a library function
#include <string.h>
int count(void) { static int index = 3; return index++; }
count(); count()   // expect: 4
