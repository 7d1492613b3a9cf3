// tests/cells/values_show_bad.c - %show and pointers that lead nowhere
struct node { int value; struct node *next; } n = {1, (struct node *)8};
%show n
// expect display: struct node {.value = 1, .next = 0x8 (not readable)}
// ---
%show (struct node *)0
// expect display: (struct node *) NULL
