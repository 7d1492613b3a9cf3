// tests/cells/errors_definitions.c - macro definitions that are none
int a = 1;
#define
// expect error line 2: a macro's name or parameters are wrong: '#define'
// ---
#define 5 3   // expect error line 1: a macro's name or parameters are wrong
// ---
#define f(a, a) 1   // expect error line 1: a macro's name or parameters are wrong
// ---
#if 1
#define g(a
#endif
// expect error line 2: <any>
// ---
#undef   // expect error line 1: a macro's name or parameters are wrong
// ---
#define good(a) (a + 1)
good(1)   // expect: 2
