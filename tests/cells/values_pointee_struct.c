// tests/cells/values_pointee_struct.c - a pointer to a struct shows its fields once
struct node { int value; struct node *next; } n = {1, &n};
&n   // expect: (struct node *) 0x<any> -> {.value = 1, .next = 0x<any>}
// ---
n   // expect: {.value = 1, .next = 0x<any>}
// ---
typedef struct node *list;
list l = 0;
l   // expect: (struct node *) NULL
