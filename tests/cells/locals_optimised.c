// tests/cells/locals_optimised.c - what optimised code still has of its locals; nothing else
//%cflags: -O2
#include <stddef.h>
#include <stdio.h>
struct node { int value; struct node *next; };
int total(struct node *p, int n)
{
	double sum = 0.5;
	char buf[20] = "abc";
	snprintf(buf, sizeof buf, "%d", n);
	for (int i = 0; i < 100; i++) {
		int n = i * 2;
		sum += p->value + n;
		p = p->next;
	}
	return (int)sum + buf[0];
}
struct node second = {2, NULL}, first = {1, &second};
total(&first, 5)
// expect error:     p = NULL, sum = 5.5, buf = "5", i = <optimized out>, n = 4
// ---
//%cflags: -O2
int inner(int *p, int unused)
{
	int half = *p / 2;
	return half;
}
int outer(int m)
{
	int *none = NULL;
	return inner(none + m, 4);
}
outer(2)
// expect error: in inner()
// expect error:     p = 0x8, unused = 4
// ---
//%cflags: -O1
int down(int n, int *end)
{
	int local[3] = {n, n + 1, n + 2};
	if (n == 0)
		return *end;
	return down(n - 1, end) + local[n % 3];
}
down(4, NULL)
// expect error:     n = 0, end = NULL, local = {0, 1, 2}
