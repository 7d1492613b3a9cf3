// tests/cells/locals_callers.c - %xmode Verbose tells what callers had, as far as that is certain
%xmode Verbose
// expect stdout: Exception reporting mode: Verbose
// ---
//%cflags: -O1
int fail(int *p, volatile int q) { return *p + q; }
int (*volatile call)(int *, int) = fail;
int twice(int a)
{
	volatile int w = a * 2;
	volatile char word[4] = "hey";
	int kept = a * a;
	return call((int *)0, w) + word[0] + kept;
}
int (*volatile calltwice)(int) = twice;
int most(int z)
{
	volatile long y = z;
	return calltwice((int)y) + 1;
}
most(3);
// expect error: in most()
// expect error: y = 3
// expect error: in twice()
// expect error: w = 6, word = "hey" <or> w = 6
// expect error: in fail()
// expect error:     p = NULL, q = 6
// ---
%jit off
int down(int n)
{
	int twice = 2 * n;
	if (!n)
		return *(int *)0;
	return down(n - 1) + twice;
}
down(20);
// expect error:     n = 20, twice = 40
// expect error:   ... and so on ...
// expect error:     n = 4, twice = 8
// expect error:     n = 0, twice = 0
// ---
#include <string.h>
unsigned long measure(const char *text, int extra)
{
	return strlen(text) + extra;
}
unsigned long measure_all(int n)
{
	unsigned long sum = 5;
	return measure((char *)8, n) + sum;
}
measure_all(1)
// expect error:     n = 1, sum = 5
// expect error: in measure()
// expect error:     text = (char *) 0x8 (not readable), extra = 1
