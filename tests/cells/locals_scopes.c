// tests/cells/locals_scopes.c - names mean what they mean at the place that failed
#include <stddef.h>
#include <stdlib.h>
int shadowed(int *p)
{
	volatile int n = 1;
	{
		volatile double n = 2.5;
		if (n > 2)
			n++;
	}
	for (volatile int i = 0; i < 9; i++) {
		volatile short n = (short)(i + 40);
		if (i == 3)
			*p = n;
	}
	for (volatile int i = 0; i < 9; i++)
		n++;
	return n;
}
shadowed(NULL)
// expect error:     p = NULL, i = 3, n = 43
// ---
int behind(int *p)
{
	volatile int n = 1;
	if (!p) {
		volatile int n = 7;
		if (n < 3)
			return n;
	}
	if (p) {
		volatile int n = 2;
		return n;
	} else {
		*p = n;
	}
	volatile int later = 5;
	return later;
}
behind(NULL)
// expect error:     p = NULL, n = 1
// ---
int until(volatile int *p)
{
	volatile int n = 1;
	do {
		volatile int n = 9;
		if (n)
			continue;
		return n;
	} while (*p);
	return n;
}
until(NULL)
// expect error:     p = NULL, n = 1
// ---
int counted(int *p)
{
	static int calls;
	volatile int own = 3;
	calls += 2;
	return p ? 1 : *p + own;
}
int number = 0;
counted(&number) + counted(NULL)
// expect error: calls = 4, own = 3
// ---
int variable(int n)
{
	volatile int before = 1;
	int items[n];
	volatile int behind = 2;
	items[0] = behind;
	if (items[0] + before == 3)
		abort();
	return items[0];
}
variable(4)
// expect error: before = 1
// expect error: behind = 2
// ---
for (volatile int i = 0; i < 10; i++) {
	volatile int square = i * i;
	if (i == 7)
		*(volatile int *)0 = square;
}
// expect error:     i = 7, square = 49
// ---
#define EACH(p, list) for (int *p = (list); ; p++)
int each(int *list, volatile int *p)
{
	volatile int sum = 0;
	EACH(p, list) { sum += *p; }
	return sum + *p;
}
each(NULL, &number)
// expect error:     sum = 0
