// tests/cells/values_show_long.c - %show counts what it does not tell
#include <stdlib.h>
struct node { int value; struct node *next; } nodes[100];
for (int i = 0; i < 99; i++)
    nodes[i].next = &nodes[i + 1];
%show nodes[0].next
// expect display: #59 struct node {.value = 0, .next = 0x<any>}
// expect display: ... 40 more
// ---
struct node *all = NULL;
for (int i = 0; i < 20000; i++) {
    struct node *first = malloc(sizeof *first);
    first->value = i;
    first->next = all;
    all = first;
}
%show all
// expect display: ... over 9940 more
