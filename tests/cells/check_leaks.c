// tests/cells/check_leaks.c - %%leaks tells what nothing leads to any more
#include <stdlib.h>
char *kept;
// ---
%%leaks
kept = malloc(10);
void lose(void)
{
    malloc(100);
}
lose();
lose();
// expect stdout: leak: 200 bytes in 2 blocks that In[2]:5 in lose() allocated
// ---
%leaks free(malloc(5))
// expect stdout: no leaks: 1 allocations, 1 of them freed
// ---
%leaks
// expect error: there is nothing to run
