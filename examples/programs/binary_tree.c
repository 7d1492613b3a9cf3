// binary_tree.c - an AA tree: balanced insertion, deletion, walks with a callback, and a check.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
	int key, level;
	struct node *left, *right;
};

typedef void visit_fn(const struct node *node, void *ctx);

static struct node nil = {.level = 0, .left = &nil, .right = &nil};

static struct node *skew(struct node *t)
{
	struct node *left = t->left;

	if (t->level == 0 || left->level != t->level)
		return t;
	t->left = left->right;
	left->right = t;
	return left;
}

static struct node *split(struct node *t)
{
	struct node *right = t->right;

	if (t->level == 0 || right->right->level != t->level)
		return t;
	t->right = right->left;
	right->left = t;
	right->level++;
	return right;
}

static struct node *insert(struct node *t, int key)
{
	if (t == &nil) {
		t = malloc(sizeof *t);
		if (!t)
			abort();
		*t = (struct node){key, 1, &nil, &nil};
		return t;
	}
	if (key < t->key)
		t->left = insert(t->left, key);
	else if (key > t->key)
		t->right = insert(t->right, key);
	return split(skew(t));
}

static struct node *rebalance(struct node *t)
{
	int level = (t->left->level < t->right->level ? t->left->level : t->right->level) + 1;

	if (level < t->level) {
		t->level = level;
		if (level < t->right->level)
			t->right->level = level;
	}
	t = skew(t);
	t->right = skew(t->right);
	if (t->right != &nil)
		t->right->right = skew(t->right->right);
	t = split(t);
	t->right = split(t->right);
	return t;
}

static struct node *erase(struct node *t, int key)
{
	if (t == &nil)
		return t;
	if (key < t->key) {
		t->left = erase(t->left, key);
	} else if (key > t->key) {
		t->right = erase(t->right, key);
	} else if (t->left == &nil || t->right == &nil) {
		struct node *child = t->left == &nil ? t->right : t->left;

		free(t);
		return child;
	} else {
		struct node *next = t->right;

		while (next->left != &nil)
			next = next->left;
		t->key = next->key;
		t->right = erase(t->right, next->key);
	}
	return rebalance(t);
}

static void walk(const struct node *t, visit_fn *visit, void *ctx)
{
	if (t == &nil)
		return;
	walk(t->left, visit, ctx);
	visit(t, ctx);
	walk(t->right, visit, ctx);
}

static void release(struct node *t)
{
	if (t == &nil)
		return;
	release(t->left);
	release(t->right);
	free(t);
}

static int height(const struct node *t)
{
	int left, right;

	if (t == &nil)
		return 0;
	left = height(t->left);
	right = height(t->right);
	return 1 + (left > right ? left : right);
}

struct summary {
	int count, last;
	long sum;
	bool is_sorted;
};

static void summarise(const struct node *node, void *ctx)
{
	struct summary *summary = ctx;

	summary->is_sorted = summary->is_sorted && (!summary->count || node->key > summary->last);
	summary->last = node->key;
	summary->sum += node->key;
	summary->count++;
}

static void print_key(const struct node *node, void *ctx)
{
	(void)ctx;
	printf(" %d", node->key);
}

static void show(const char *title, const struct node *t)
{
	struct summary s = {.is_sorted = true};

	walk(t, summarise, &s);
	printf("%s: %d keys, sum %ld, height %d, %s\n", title, s.count, s.sum, height(t),
	       s.is_sorted ? "sorted" : "NOT SORTED");
}

int main(void)
{
	struct node *tree = &nil;

	for (int i = 0; i < 1000; i++)
		tree = insert(tree, i * 37 % 1009);
	show("full", tree);
	for (int i = 0; i < 1009; i++)
		if (i % 50)
			tree = erase(tree, i);
	show("thin", tree);
	printf("keys:");
	walk(tree, print_key, NULL);
	printf("\n");
	release(tree);
	return 0;
}
