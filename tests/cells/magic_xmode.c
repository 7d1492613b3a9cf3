// tests/cells/magic_xmode.c - %xmode says how much a traceback tells
%jit off
struct node { int v; struct node *next; };
int depth(struct node *n, int k)
{
	double half = k / 2.0;
	return n->next->v + (int)half;
}
int outer(int a)
{
	struct node n = {a, 0};
	char name[] = "abc";
	{ int gone = 1; a += gone - 1; }
	int r = depth(&n, a + name[0] - 'a');
	return r;
}
// ---
%xmode verbose
// expect stdout: Exception reporting mode: Verbose
outer(3)
// expect error:     a = 3, n = {.v = 3, .next = NULL}, name = "abc"
// expect error: in depth()
// expect error: , k = 3, half = 1.5
// ---
%xmode
// expect stdout: Exception reporting mode: Minimal
outer(3)
// expect error: SIGSEGV<any>: segmentation fault in depth(): read of address 0x0
// ---
%xmode
// expect stdout: Exception reporting mode: Context
outer(3)
// expect error: in outer()
// expect error: , k = 3, half = 1.5
// ---
%xmode Plain
// expect error: 'Plain' is none of Context, Verbose and Minimal
