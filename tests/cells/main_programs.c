// tests/cells/main_programs.c - two programs with names in common
#include <stdio.h>
#include <stdlib.h>
struct node { int value; struct node *next; };
static struct node *head;
static void push(int value)
{
    struct node *node = malloc(sizeof *node);
    *node = (struct node){value, head};
    head = node;
}
int main(void)
{
    for (int i = 0; i < 3; i++)
        push(i);
    for (struct node *n = head; n; n = n->next)
        printf("%d ", n->value);
    puts("");
    return 0;
}
// expect stdout: 2 1 0 
// ---
#include <stdio.h>
static int head;
static double stack[8];
static double pop(void) { return stack[--head]; }
int main(void)
{
    stack[head++] = 2.5;
    stack[head++] = 4;
    printf("%g\n", pop() * pop());
    return 0;
}
// expect stdout: 10
// expect stderr: <any>
