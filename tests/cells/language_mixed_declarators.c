// tests/cells/language_mixed_declarators.c - objects, pointers, arrays and prototypes in one declaration
int a = 1, *p = &a, f(int), arr[3] = {1, 2, 3}, (*g)(int) = f, *h(void);
int f(int n) { return n + 1; }
int *h(void) { return p; }
*h() + g(arr[2])   // expect: 5
// ---
typedef struct node { int v; } node, *node_ptr, nodes[2];
nodes two = {{1}, {2}};
node_ptr second = &two[1];
second->v   // expect: 2
// ---
const struct pair { int x, y; } one = {3, 4}, *to = &one;
to->y   // expect: 4
// ---
long unsigned int long x = 5; int const y = 6; int static z = 7; int typedef number;
number w = 8;
x + y + z + w   // expect: 26
