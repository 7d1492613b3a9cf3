// tests/cells/types_forward_typedef.c - a struct that is announced, named, and then defined by that name
struct node;
typedef struct node node;
struct node { node *next; int value; };
node last = {0, 2}, first = {&last, 1};
first.next->value   // expect: 2
// ---
struct tree;
typedef struct tree tree;
// ---
tree *root = 0;
struct tree { tree *left; int value; };
tree leaf = {0, 7};
root = &leaf;
root->value   // expect: 7
