// tests/cells/profile_function_pointer.c - a library function's address from a profiled run works later
#include <stdlib.h>
int (*magnitude)(int);
%prun -q magnitude = abs;
// ---
magnitude(-7)  // expect: 7
// ---
%prun magnitude(-7);
// expect display:  1 <any>{built-in abs}
