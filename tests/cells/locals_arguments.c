// tests/cells/locals_arguments.c - arguments in registers and on the stack, of all kinds
#include <stddef.h>
struct point { double x, y; };
struct wide { long v[4]; };
enum color { RED, GREEN };
int many(int a, double b, char c, long d, short e, unsigned f, float g, long h, int i, double *k)
{
	volatile int sum = 0;
	sum += (int)*k;
	return sum + a + (int)b + c + (int)d + e + (int)f + (int)g + (int)h + i;
}
many(1, 2.5, 'x', 4, -5, 6, 7.5f, 1L << 40, 9, NULL)
// expect error:     a = 1, b = 2.5, c = 'x', d = 4, e = -5, f = 6, g = <any>, h = 1099511627776, i = 9, k = NULL,
// expect error:     sum = 0
// ---
int structs(struct point p, struct wide w, enum color color, _Bool flag, int *bad)
{
	volatile struct point copy = p;
	volatile int n = color + flag;
	return *bad + n + (int)copy.x + (int)w.v[1];
}
structs((struct point){1.5, -2}, (struct wide){{1, 2, 3, 4}}, GREEN, 1, NULL)
// expect error: w = {.v = {1, 2, 3, 4}}, color = GREEN, flag = true
// expect error: copy = {.x = 1.5, .y = -2.0}, n = 2
// ---
int divide(int a, int b)
{
	volatile unsigned char octet = 200;
	return a / b + octet;
}
divide(3, 0)
// expect error: SIGFPE
// expect error:     a = 3, b = 0, octet = 200
// ---
int call(int a)
{
	int (*volatile f)(int) = NULL;
	volatile short before = -2;
	return f(a) + before;
}
call(3)
// expect error: f = NULL, before = -2
