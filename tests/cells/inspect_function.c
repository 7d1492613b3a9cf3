// tests/cells/inspect_function.c - the comment above a function, its source and its last profile
// Adds two numbers.
//
// Never overflows.
int add(int a, int b)
{
	static int calls;
	return a + b + 0 * calls++;   // as typed
}
// ---
add?   // expect page: Never overflows.
// ---
%prun -q add(1, 2)
// ---
add??   // expect page: 	static int calls;
// ---
add??   // expect page: 1 call, <any> with all that it calls (add(1, 2), In[3])
