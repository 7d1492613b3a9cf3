// tests/cells/memprof_kept.c - what objects of the session lead to is kept, also through other blocks
#include <stdlib.h>
struct node { struct node *next; int value; };
struct node *list;
void push(int value)
{
    struct node *node = malloc(sizeof *node);

    *node = (struct node){list, value};
    list = node;
}
int *remember(void)
{
    static int *inner;

    return inner = (int *)malloc(40) + 5;
}
struct node *cycle(void)
{
    struct node *a = malloc(sizeof *a), *b = malloc(sizeof *b);

    a->next = b;
    b->next = a;
    return a;
}
// ---
%%memprof
for (int i = 0; i < 3; i++)
    push(i);
remember();
cycle();
// expect display: Lost: 2 blocks of 32 bytes
// expect display: Kept: 4 blocks of 88 bytes
// expect display:          2             32 lost, at In[1]:19 along <cell> > cycle
// expect display: 3             48 kept, at In[1]:6 along <cell> > push
// expect display: 1             40 kept, at In[1]:15 along <cell> > remember
// ---
%%memprof
while (list) {
    struct node *next = list->next;
    free(list);
    list = next;
}
// expect display: 0 allocations of 0 bytes
// ---
list == 0   // expect: 1
