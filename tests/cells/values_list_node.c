// tests/cells/values_list_node.c - a struct that points to its own type shows its pointers
struct node { int value; struct node *next; };
struct node last = {2, 0}, first = {1, &last};
last   // expect: {.value = 2, .next = NULL}
// ---
*first.next   // expect: {.value = 2, .next = NULL}
// ---
first.next->value   // expect: 2
