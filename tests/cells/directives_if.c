// tests/cells/directives_if.c - #if chooses items
#define LEVEL 2
#if LEVEL > 1
int chosen = 20;
#else
int chosen = 10;
#endif
chosen   // expect: 20
// ---
#if 0
this is not C at all (
#elif LEVEL == 2
int second = 2;
#else
int second = 3;
#endif
second   // expect: 2
// ---
#ifndef UNKNOWN
#define UNKNOWN 8
#endif
UNKNOWN   // expect: 8
