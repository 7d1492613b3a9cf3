// tests/cells/types_typedef_same_tag.c - a typedef may be spelled like its tag
typedef struct node node;
struct node { int v; node *next; };
node a = {1, 0}, b = {2, &a};
b.next->v   // expect: 1
// ---
typedef struct list { struct list *next; } list;
list l;
l.next == 0   // expect: 1
