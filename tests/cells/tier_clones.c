// tests/cells/tier_clones.c - a function that gcc made a special form of has its name in a traceback
#include <stddef.h>
int at(const int *p) { return *p; }
int total(const int *p, int cnt, int (*get)(const int *))
{
	int sum = 0;
	while (cnt > 1) {
		sum += total(p, cnt / 2, get);
		p = p && cnt == 1024 ? p + cnt / 2 : NULL;
		cnt -= cnt / 2;
	}
	return sum + get(p);
}
int numbers[4096];
int all(int cnt)
{
	return total(numbers, cnt, at) + 1;
}
// ---
%jit wait
// ---
all(2)
// expect error: SIGSEGV
// expect error: In[<any>]:<any> in all()
// expect error: In[<any>]:<any> in total()
// ---
all(1)   // expect: 1
