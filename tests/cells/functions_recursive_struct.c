// tests/cells/functions_recursive_struct.c - a tree that is built and summed by recursion
#include <stdlib.h>
struct tree { struct tree *left, *right; int value; };
struct tree *build(int depth)
{
    struct tree *t = calloc(1, sizeof *t);
    t->value = depth;
    if (depth > 1) {
        t->left = build(depth - 1);
        t->right = build(depth - 1);
    }
    return t;
}
int sum(const struct tree *t) { return t ? t->value + sum(t->left) + sum(t->right) : 0; }
sum(build(5))   // expect: 57
