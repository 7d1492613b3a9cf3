// tests/cells/memprof_kinds.c - every function that allocates, called by name or by pointer
#define _GNU_SOURCE
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
void *all[20];
int cnt;
void keep(void *p) { all[cnt++] = p; }
// ---
%%memprof -l 40
char *text;
void *aligned;
keep(malloc(1));
keep(calloc(1, 2));
keep(realloc(NULL, 3));
keep(reallocarray(NULL, 2, 2));
keep(aligned_alloc(64, 64));
keep(memalign(64, 5));
keep(valloc(6));
if (!posix_memalign(&aligned, 64, 7)) keep(aligned);
keep(strdup("1234567"));
keep(strndup("123456789", 8));
keep(wcsdup(L"12"));
if (asprintf(&text, "%d", 1234567890) > 0) keep(text);
keep(realpath("/", NULL));
keep(getcwd(NULL, 0));
FILE *file = tmpfile();
fputs("a line\n", file);
rewind(file);
char *line = NULL;
size_t cap = 0;
if (getline(&line, &cap, file) == 7) keep(line);
fclose(file);
// expect display: Kept: 15 blocks of
// expect display:          1              1 kept, at In[2]:4 along <cell>
// expect display:          1              2 kept, at In[2]:5 along <cell>
// expect display:          1              3 kept, at In[2]:6 along <cell>
// expect display:          1              4 kept, at In[2]:7 along <cell>
// expect display:          1             64 kept, at In[2]:8 along <cell>
// expect display:          1              5 kept, at In[2]:9 along <cell>
// expect display:          1              6 kept, at In[2]:10 along <cell>
// expect display:          1              7 kept, at In[2]:11 along <cell>
// expect display:          1              8 kept, at In[2]:12 along <cell>
// expect display:          1              9 kept, at In[2]:13 along <cell>
// expect display:          1             12 kept, at In[2]:14 along <cell>
// expect display:          1             11 kept, at In[2]:15 along <cell>
// expect display:          1              2 kept, at In[2]:16 along <cell>
// expect display: kept, at In[2]:17 along <cell>
// expect display:          1            120 kept, at In[2]:23 along <cell>
// ---
void each(void (*f)(void *)) { while (cnt) f(all[--cnt]); }
each(free);
cnt   // expect: 0
// ---
void fill_and_empty(void (*f)(void *)) { for (int i = 0; i < 5; i++) keep(malloc(8)); each(f); }
// ---
%memprof fill_and_empty(free)
// expect display: 5 allocations of 40 bytes, at most 40 bytes at one time; 5 were freed.
// expect display: Nothing is left of them.
