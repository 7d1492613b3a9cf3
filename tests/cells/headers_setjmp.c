// tests/cells/headers_setjmp.c - setjmp and longjmp, in functions and across them
#include <setjmp.h>
jmp_buf env;
int depth(int n) { if (n == 0) longjmp(env, 7); return depth(n - 1); }
int jump(void) { int code = setjmp(env); if (code) return code; depth(5); return -1; }
jump()   // expect: 7
// ---
jump()   // expect: 7
