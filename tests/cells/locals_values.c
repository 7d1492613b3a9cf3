// tests/cells/locals_values.c - long values are cut, and no text of them reaches the terminal
#include <stdlib.h>
#include <string.h>
void texts(volatile int n)
{
	char plain[20] = "abc", colour[20] = "\033[31mred\a";
	char filled[4] = {'a', 'b', 'c', 'd'};
	char whole[400];
	int items[300];
	memset(whole, 'x', sizeof whole);
	memset(items, 0, sizeof items);
	whole[399] = 0;
	if (strlen(plain) + strlen(colour) + strlen(whole) + filled[0] + items[n])
		abort();
}
texts(1);
// expect error:     n = 1, plain = "abc", colour = "\033[31mred\a", filled = "abcd",
// expect error: whole = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx<any>x"...
// expect error: items = {0, 0, 0, <any>}
// ---
int lots(void)
{
	volatile int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10;
	volatile int k = 11, l = 12, m = 13, n = 14;
	abort();
}
lots()
// expect error: k = 11, l = 12 and 2 more
