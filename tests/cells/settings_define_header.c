// tests/cells/settings_define_header.c - %define makes headers that are there declare more
#include <stdlib.h>
system("printf '#ifndef H\\n#define H\\ntypedef struct { int n; } one;\\n#ifdef WIDE\\n#define TWO 2\\nint abs(int);\\n#endif\\n#endif\\n' >wide.h")   // expect: 0
// ---
%include_dir .
#include <wide.h>
one c = {3};
TWO
// expect error: 'TWO' undeclared
// ---
#include <wide.h>
one c = {3};
c   // expect: {.n = 3}
// ---
%define WIDE
TWO   // expect: 2
// ---
c   // expect: {.n = 3}
// ---
abs(-4)   // expect: 4
