// tests/cells/settings_cc.c - flags that ask for gcc: a cell's own, and the session's
//%cflags: -O3
int is_fast(void)
{
#ifdef __OPTIMIZE__
	return 1;
#else
	return 0;
#endif
}
is_fast()   // expect: 1
// ---
#ifdef __OPTIMIZE__
int is_next_fast = 1;
#else
int is_next_fast = 0;
#endif
is_next_fast   // expect: 0
// ---
%cflags -fopenmp
int threads(void)
{
#ifdef _OPENMP
	return 1;
#else
	return 0;
#endif
}
threads() + is_fast()   // expect: 2
// ---
%cflags --clear
threads()   // expect: 1
// ---
%cflags -fsanitize=undefined
int shift(int n) { return 1 << n; }
shift(40) != 0   // expect: <any>
// expect stderr: shift exponent 40 is too large
// ---
%cflags -fsanitize=address
// expect error: the flag '-fsanitize=address' has no place here
