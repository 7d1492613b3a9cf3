// tests/cells/check_asan.c - %%asan finds accesses outside of blocks and of freed ones
#include <stdlib.h>
#include <string.h>
struct node { int value; struct node *next; };
struct node *list;
void push(int value)
{
    struct node *n = malloc(sizeof *n);
    n->value = value;
    n->next = list;
    list = n;
}
int at(int *a, int n) { return a[n]; }
// ---
%%asan
int *make(int n)
{
    return malloc(n * sizeof(int));
}
int *p = make(10);
p[10] = 3;
// expect error: heap overflow: write of 4 bytes at byte 40 of a block of 40 bytes; allocated at In[2]:4 in make()
// ---
%%asan
int *q = make(4);
q[3] = 1;
free(q);
at(q, 2)
// expect error: use after free: read of 4 bytes at byte 8 of a freed block of 16 bytes in at(); allocated at In[2]:4 in make(), freed at In[3]:4
// ---
%asan at(make(2), -1)
// expect error: heap underflow: read of 4 bytes, 4 bytes before a block of 8 bytes in at(); allocated at In[2]:4 in make()
// ---
%%asan
push(1);
push(2);
struct node *old = list;
list = list->next;
free(old);
free(old);
// expect error: double free of a block of 16 bytes; allocated at In[1]:7 in push(), freed at In[5]:6
// ---
list->value   // expect: 1
// ---
%%asan
char *s = strdup("abc");
strcpy(s, "abcd");
// expect error: heap overflow: write of 5 bytes at byte 0 of a block of 4 bytes; allocated at In[7]:2
// ---
%%asan
for (int i = 0; i < 50000; i++)
    push(i);
int sum = 0;
for (struct node *n = list; n; n = n->next)
    sum += n->value & 1;
while (list->next) {
    struct node *next = list->next;
    free(list);
    list = next;
}
list = realloc(list, 100);
sum
// expect: 25001
// ---
push(7);
list->value + list->next->value   // expect: 8
// ---
%%asan
struct node *gone = list;
free(list);
list = NULL;
gone->value   // of a block that an unchecked cell allocated
// expect error: use after free: read of 4 bytes at byte 0 of a freed block
// ---
%%asan
int squares[4];
for (int i = 0; i <= 4; i++) squares[i] = i * i;
// expect stderr: In[11]:3:<any>: runtime error: index 4 out of bounds for type 'int [4]'
// expect error: object overflow: write of 4 bytes at byte 16 of an object of 16 bytes; it is 'squares', defined at In[11]:2
// ---
%asan
// expect error: there is nothing to run
