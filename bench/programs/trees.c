// bench/programs/trees.c - binary trees: malloc, free, recursion
#include <stdlib.h>
struct tree { struct tree *left, *right; };
// ---
struct tree *grow(int depth)
{
	struct tree *t = malloc(sizeof *t);
	t->left = depth ? grow(depth - 1) : NULL;
	t->right = depth ? grow(depth - 1) : NULL;
	return t;
}
// ---
int check(const struct tree *t) { return t->left ? 1 + check(t->left) + check(t->right) : 1; }
// ---
void fell(struct tree *t)
{
	if (t->left) {
		fell(t->left);
		fell(t->right);
	}
	free(t);
}
// ---
double bench(void)
{
	int sum = 0;
	for (int i = 0; i < 40; i++) {
		struct tree *t = grow(13);
		sum += check(t);
		fell(t);
	}
	return sum;
}
