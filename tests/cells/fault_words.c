// tests/cells/fault_words.c - a fault says what was tried, through which pointer, and what may help
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct node { struct node *next; int value; };
int value_of(struct node *top)
{
	return top->value;
}
struct node one = {0, 3};
// ---
value_of(one.next)
// expect error: SIGSEGV: segmentation fault in value_of(): read of address 0x8 through `top`, a null `struct node *`
// expect error: -> <any>7 | 	return top->value;
// expect error: hint: `top` points to nothing
// ---
int n = 0;
// expect error: write to address 0x0
sscanf("5", "%d", n);   // expect error: hint: scanf() stores through pointers: &n, not n
// ---
char *text = malloc(1ul << 60);
*text = 1;   // expect error: hint: malloc() gives NULL when it fails: check `text`
// ---
int a[10];
for (int i = 0; ; i += 1000)
	a[i] = i;   // expect error: hint: is the index within `a`?
// ---
int big(void) { volatile char a[64 << 20]; a[5] = 1; return a[5]; }
big()   // expect error: hint: large arrays do not fit on the stack
// ---
int down(int k) { return down(k + 1) + 1; }
down(0)   // expect error: hint: down() calls itself again and again
// ---
int zero = 0;
5 / zero   // expect error: hint: check the divisor
// ---
strlen(*(char **)0x7000000000000000)   // expect error: access to an address that no memory can have
// ---
((void (*)(void))16)();   // expect error: jump to address 0x10
