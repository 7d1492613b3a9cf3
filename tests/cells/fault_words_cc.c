// tests/cells/fault_words_cc.c - the same words and lines for code of the second compiler
%cflags -O1
// ---
#include <stdio.h>
struct node { struct node *next; int value; };
int value_of(struct node *top)
{
	return top->value;
}
struct node one = {0, 3};
// ---
value_of(one.next)
// expect error: SIGSEGV: segmentation fault in value_of(): read of address 0x8 through `top`, a null `struct node *`
// expect error: -> <any>5 | 	return top->value;
