// tests/cells/redefine_typedef_tag.c - a typedef follows its struct's new definition
typedef struct node { int key; } node, *node_ptr;
// ---
struct node { double weight; };
node n = {2.5};
node_ptr p = &n;
p->weight   // expect: 2.5
// ---
typedef int node;
node number = 3;
struct node other = {1.5};
number + other.weight   // expect: 4.5
// expect stderr: 'n' was dropped
