// tests/cells/tier_traceback.c - a fault in optimised code tells its lines, and what was inlined
#include <stdlib.h>
int deref(const int *p, int n)
{
	int s = 0;
	for (int i = 0; i < n; i++)
		s += p[i * i];
	return s;
}
// ---
int outer(int n)
{
	int *p = calloc(1, 4);
	free(p);
	return deref((int *)0, n) + 1;
}
// ---
%jit wait
// ---
outer(100000)
// expect error: SIGSEGV
// expect error: In[<any>]:6 in deref()
// expect error: In[<any>]:5 in outer()
// ---
outer(0)   // expect: 1
