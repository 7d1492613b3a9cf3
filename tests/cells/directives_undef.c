// tests/cells/directives_undef.c - #undef takes a macro away
#define HERE 1
// ---
#undef HERE
// ---
HERE   // expect error: 'HERE' undeclared
// ---
#ifdef HERE
1
#else
2   // expect: 2
#endif
