// A header that nobody has.
#include <no_such_header.h>   // expect error line 1: no_such_header.h: No such file or directory <or> 'no_such_header.h' file not found
// ---
1 + 1   // expect: 2
