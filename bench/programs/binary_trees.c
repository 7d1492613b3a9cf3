// binary_trees.c - trees made and taken down: malloc, free, recursion.
#include <stdlib.h>

struct tree {
	struct tree *left, *right;
};

struct tree *grow(int depth)
{
	struct tree *tree = malloc(sizeof *tree);

	tree->left = depth ? grow(depth - 1) : 0;
	tree->right = depth ? grow(depth - 1) : 0;
	return tree;
}

int count(const struct tree *tree)
{
	return tree->left ? 1 + count(tree->left) + count(tree->right) : 1;
}

void fell(struct tree *tree)
{
	if (tree->left) {
		fell(tree->left);
		fell(tree->right);
	}
	free(tree);
}

double run(void)
{
	double sum = 0;

	for (int i = 0; i < 24; i++) {
		struct tree *tree = grow(14);

		sum += count(tree);
		fell(tree);
	}
	return sum;
}
