// tests/cells/locals_list.c - a traceback shows arguments and locals of the function that failed
#include <stddef.h>
struct node { int value; struct node *next; };
struct node last = {2, NULL}, first = {1, &last};
// ---
double total(struct node *p, int times)
{
	volatile double sum = 0.5;
	volatile int steps = 0;
	while (steps < times) {
		sum += p->value;
		p = p->next;
		steps++;
	}
	volatile int later = 7;
	return sum + later;
}
total(&first, 5)
// expect error: SIGSEGV
// expect error:     p = NULL, times = 5, sum = 3.5, steps = 2
// ---
struct node get(int number, struct node by_value)
{
	struct node *volatile none = NULL;
	return number ? *none : by_value;
}
get(3, last).value
// expect error:     number = 3, by_value = {.value = 2, .next = NULL}, none = NULL
// ---
int item(volatile int *items, int i)
{
	return items[i];
}
item(NULL, 1000)
// expect error:     items = NULL, i = 1000
