// tests/cells/objects_pointers_to.c - objects whose initialisers are addresses
int values[4] = {1, 2, 3, 4};
int *middle = &values[2], *end = values + 4;
struct node { struct node *next; int value; } last = {0, 3}, first = {&last, 2};
end - middle   // expect: 2
// ---
first.next->value + *middle   // expect: 6
