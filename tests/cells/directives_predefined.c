// tests/cells/directives_predefined.c - macros that gcc predefines
__INT32_MAX__   // expect: 2147483647
// ---
__SIZEOF_LONG_DOUBLE__ * 100 + __CHAR_BIT__ * 10 + __FLT_DIG__   // expect: 1686
// ---
__UINT32_TYPE__ all = -1;
all   // expect: 4294967295
// ---
#if __INT_MAX__ == 2147483647 && defined __x86_64__ && defined __SIZE_MAX__
int small = 1;
#else
int small = 0;
#endif
small   // expect: 1
// ---
int inside(void)
{
#ifdef __DBL_EPSILON__
    return __DBL_EPSILON__ > 0 && __DBL_EPSILON__ < 1e-15;
#else
    return -1;
#endif
}
inside()   // expect: 1
// ---
__SIG_ATOMIC_MIN__   // expect: -2147483648
