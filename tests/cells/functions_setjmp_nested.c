// tests/cells/functions_setjmp_nested.c - longjmp through several frames, twice
#include <setjmp.h>
jmp_buf place;
int depth;
void dive(int n) { depth++; if (!n) longjmp(place, depth); dive(n - 1); }
int try(int n) { depth = 0; int jumped = setjmp(place); if (!jumped) dive(n); return jumped; }
try(3) * 10 + try(5)   // expect: 46
