// tests/cells/locals_callback.c - the innermost function of a cell, when the library failed or called
#include <assert.h>
#include <stdlib.h>
#include <string.h>
unsigned long measure(const char *volatile text, volatile int extra)
{
	volatile long twice = 2 * extra;
	unsigned long len = strlen(text);
	return len + twice;
}
measure((char *)8, 4)
// expect error:     text = (char *) 0x8 (not readable), extra = 4, twice = 8
// ---
int compare(const void *a, const void *b)
{
	const int *volatile x = a;
	const int *volatile y = b;
	volatile int left = *x;
	if (left == 3)
		abort();
	return left - *y;
}
int sorted(int n)
{
	int v[4] = {4, 3, 2, 1};
	qsort(v, n, sizeof v[0], compare);
	return v[0];
}
sorted(4)
// expect error: SIGABRT
// expect error: left = 3
// ---
void check(volatile int v)
{
	volatile int w = v + 1;
	assert(w == 3);
}
check(7);
// expect error: assertion
// expect error:     v = 7, w = 8
// ---
int down(int n, int *end)
{
	volatile int twice = 2 * n;
	if (n == 0)
		return *end;
	return down(n - 1, end) + twice;
}
down(3, NULL)
// expect error:     n = 0, end = NULL, twice = 0
// ---
void twice_freed(char *volatile p, volatile int k)
{
	free(p);
	free(p);
	k++;
}
twice_freed(malloc(10), 3);
// expect stderr: free(): double free
// expect error: SIGABRT
// expect error: k = 3
