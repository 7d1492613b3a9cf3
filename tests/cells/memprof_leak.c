// tests/cells/memprof_leak.c - %memprof tells what was allocated, where, and what is lost
#include <stdlib.h>
#include <string.h>
void leak(void)
{
    char *p = malloc(100);

    p = realloc(p, 1000);
    p = NULL;
}
void tidy(int n)
{
    while (n-- > 0)
        free(calloc(10, 20));
}
// ---
%%memprof
leak();
tidy(5);
char *word = strdup("seven.");
// expect display: 8 allocations of 2,107 bytes, at most 1,200 bytes at one time; 6 were freed.
// expect display: Lost: 1 block of 1,000 bytes that nothing in the session leads to.
// expect display: Kept: 1 block of 7 bytes by objects of the session.
// expect display:     allocs          bytes           peak           left function
// expect display:          2          1,100          1,000          1,000 In[1]:3(leak)
// expect display:          5          1,000            200              0 In[1]:10(tidy)
// expect display:          1              7              7              7 In[2]:2(<cell>)
// expect display:          2          1,100          1,000 <cell> > leak
// expect display:          1          1,000 lost, at In[1]:7 along <cell> > leak
// expect display:          1              7 kept, at In[2]:4 along <cell>
// ---
%memprof leak(), tidy(1)
// expect display: 3 allocations of 1,300 bytes
// ---
free(word);
