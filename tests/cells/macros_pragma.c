// tests/cells/macros_pragma.c - _Pragma and macros of it before a loop
#define UNROLL _Pragma("GCC unroll 4")
int s = 0;
UNROLL
for (int i = 0; i < 4; i++) { s++; s++; }
int after = s;
after   // expect: 8
// ---
_Pragma("GCC ivdep")
for (int i = 0; i < 4; i++) { s--; s--; }
int done = s;
done   // expect: 0
