// tests/cells/main_program.c - a whole program with types, globals and functions
#include <stdio.h>
#include <stdlib.h>
#define COUNT 3
typedef struct item { int key; struct item *next; } item;
static item *head = NULL;
static void push(int key)
{
    item *i = malloc(sizeof *i);
    i->key = key;
    i->next = head;
    head = i;
}
int main(void)
{
    for (int i = 0; i < COUNT; i++)
        push(i);
    for (item *i = head; i; i = i->next)
        printf("%d ", i->key);
    putchar('\n');
    return 0;
}
// expect stdout: 2 1 0 
// ---
head->key   // expect: 2
