// Compound literals at the top of a cell live as long as the session.
int *row = (int[]){4, 5, 6};
struct node { int value; struct node *next; };
struct node *list = &(struct node){1, &(struct node){2, &(struct node){3}}};
struct table { const char *name; int *values; } table = {"abc", (int[]){
	9, 8}};
// ---
int stack_use(int n) { char junk[500]; for (int i = 0; i < 500; i++) junk[i] = (char)n; return junk[n]; }
stack_use(77)   // expect: 77
// ---
row[2] + list->next->next->value + table.values[1]   // expect: 17
// ---
row = (int[]){10, 20};
list->next = &(struct node){.value = 7};
// ---
stack_use(99);
row[1] + list->next->value   // expect: 27
// ---
// One that a copy is made of needs no keeping.
struct node one = (struct node){.value = 5};
one.value + ((int[]){1, 2, 3}[1])   // expect: 7
