// tests/cells/tier_labels.c - tables of labels, constants, callbacks, variable arguments, recursion
#include <stdarg.h>
#include <stdlib.h>
int interpret(const char *code)
{
	static void *const ops[] = {&&inc, &&dbl, &&end};
	int acc = 1;
	goto *ops[*code++ - 'a'];
inc: acc++; goto *ops[*code++ - 'a'];
dbl: acc *= 2; goto *ops[*code++ - 'a'];
end: return acc;
}
int digit(int i) { static const int digits[] = {3, 1, 4, 1, 5}; return digits[i]; }
int total(int cnt, ...)
{
	va_list args;
	int s = 0;
	va_start(args, cnt);
	while (cnt--)
		s += va_arg(args, int);
	va_end(args);
	return s;
}
int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int median(void) { int list[] = {5, 3, 9, 1, 7}; qsort(list, 5, sizeof *list, compare); return list[2]; }
int odd(int n);
int even(int n) { return n == 0 ? 1 : odd(n - 1); }
int odd(int n) { return n == 0 ? 0 : even(n - 1); }
// ---
%jit wait
// ---
interpret("abac") * 100 + digit(2) * 10 + total(3, 1, 2, 3)   // expect: 546
// ---
median() * 10 + even(1000)   // expect: 51
// ---
%tier interpret
// expect stdout: function<any>
// expect stdout: interpret<any>cc<any>
// expect stdout: <any>
