// tests/cells/values_show_cycle.c - %show ends where a structure leads back
struct node { int value; struct node *next; };
struct node b = {2}, a = {1, &b};
b.next = &a;
%show a
// expect display: #0 struct node {.value = 1, .next = #1}
// expect display: #1 struct node {.value = 2, .next = #0}
