// profiler/runtime/tree.c - one thread's tree of calls: where its nodes live and are found.
#include "profiler/runtime/tree.h"

#include <string.h>
#include <sys/mman.h>

struct probe_node tree_no_child = {.function = TREE_NO_FUNCTION};

void *tree_map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

struct probe_tree *tree_new(void)
{
	struct probe_tree *tree = tree_map(sizeof *tree);

	if (!tree)
		return NULL;
	if (durations_init(&tree->durations) == 0)
		return tree;
	munmap(tree, sizeof *tree);
	return NULL;
}

// Gives the chunk of a node other than the root, and its place there.
static uint32_t chunk_of(uint32_t index, uint32_t *place)
{
	uint32_t shifted = index - 1 + TREE_FIRST_CHUNK;
	uint32_t chunk = (uint32_t)(__builtin_clz(TREE_FIRST_CHUNK) - __builtin_clz(shifted));

	*place = shifted - ((uint32_t)TREE_FIRST_CHUNK << chunk);
	return chunk;
}

static size_t chunk_bytes(uint32_t chunk)
{
	return ((size_t)TREE_FIRST_CHUNK << chunk) * sizeof(struct probe_node);
}

struct probe_node *tree_node(struct probe_tree *tree, uint32_t index)
{
	uint32_t place, chunk;

	if (index == 0)
		return &tree->root;
	chunk = chunk_of(index, &place);
	return &tree->chunks[chunk][place];
}

static uint32_t hash(uint32_t parent, uint32_t function)
{
	uint64_t mixed = ((uint64_t)parent << 32 | function) * 0x9E3779B97F4A7C15u;

	return (uint32_t)((mixed ^ mixed >> 29) * 0x9E3779B97F4A7C15u >> 32);
}

static void put_slot(uint32_t *slots, uint32_t slot_cnt, const struct probe_node *node)
{
	uint32_t at = hash(node->parent->index, node->function) & (slot_cnt - 1);

	while (slots[at] != 0)
		at = (at + 1) & (slot_cnt - 1);
	slots[at] = node->index;
}

static bool grow_slots(struct probe_tree *tree)
{
	uint32_t slot_cnt = tree->slot_cnt ? tree->slot_cnt * 2 : TREE_FIRST_SLOTS;
	uint32_t *old = tree->slots;
	uint32_t *slots = tree_map(slot_cnt * sizeof *slots);

	if (!slots)
		return false;
	for (uint32_t i = 1; i < tree->node_cnt; i++)
		put_slot(slots, slot_cnt, tree_node(tree, i));
	tree->slots = slots;
	if (old)
		munmap(old, tree->slot_cnt * sizeof *old);
	tree->slot_cnt = slot_cnt;
	return true;
}

// Gives the memory of the next node, NULL when there is none.
static struct probe_node *room(struct probe_tree *tree)
{
	uint32_t place, chunk = chunk_of(tree->node_cnt, &place);

	if (chunk >= TREE_CHUNK_CNT)
		return NULL;
	if (!tree->chunks[chunk])
		tree->chunks[chunk] = tree_map(chunk_bytes(chunk));
	return tree->chunks[chunk] ? &tree->chunks[chunk][place] : NULL;
}

static struct probe_node *add_child(struct probe_tree *tree, struct probe_node *parent,
				    uint32_t function)
{
	struct probe_node *node;

	if (2 * tree->node_cnt >= tree->slot_cnt && !grow_slots(tree))
		return NULL;
	node = room(tree);
	if (!node)
		return NULL;
	*node = (struct probe_node){
	    .parent = parent,
	    .last_child = &tree_no_child,
	    .function = function,
	    .index = tree->node_cnt,
	    .skip_cnt = tree->first_skip_cnt,
	    .review_at = tree->first_review_at,
	    .least = UINT64_MAX,
	};
	__atomic_store_n(&tree->node_cnt, tree->node_cnt + 1, __ATOMIC_RELEASE);
	put_slot(tree->slots, tree->slot_cnt, node);
	return node;
}

static struct probe_node *find_child(struct probe_tree *tree, const struct probe_node *parent,
				     uint32_t function)
{
	uint32_t mask = tree->slot_cnt - 1;

	if (tree->slot_cnt == 0)
		return NULL;
	for (uint32_t at = hash(parent->index, function) & mask; tree->slots[at] != 0;
	     at = (at + 1) & mask) {
		struct probe_node *node = tree_node(tree, tree->slots[at]);

		if (node->parent == parent && node->function == function)
			return node;
	}
	return NULL;
}

struct probe_node *tree_child(struct probe_tree *tree, struct probe_node *parent, uint32_t function)
{
	struct probe_node *node = find_child(tree, parent, function);

	if (!node)
		node = add_child(tree, parent, function);
	if (node)
		parent->last_child = node;
	return node;
}

// Keeps the memory that every tree needs, gives back what grew.
static void shrink(struct probe_tree *tree)
{
	for (uint32_t i = 1; i < TREE_CHUNK_CNT; i++) {
		if (tree->chunks[i])
			munmap(tree->chunks[i], chunk_bytes(i));
		tree->chunks[i] = NULL;
	}
	if (tree->slot_cnt > TREE_FIRST_SLOTS) {
		munmap(tree->slots, tree->slot_cnt * sizeof *tree->slots);
		tree->slots = NULL;
		tree->slot_cnt = 0;
	}
}

void tree_reset(struct probe_tree *tree, uint64_t collection, uint32_t function)
{
	shrink(tree);
	durations_reset(&tree->durations);
	if (tree->slots)
		memset(tree->slots, 0, tree->slot_cnt * sizeof *tree->slots);
	tree->root = (struct probe_node){.last_child = &tree_no_child, .function = function};
	tree->folded = (struct probe_node){
	    .last_child = &tree_no_child,
	    .function = TREE_NO_FUNCTION,
	    .index = UINT32_MAX,
	    .review_at = UINT64_MAX,
	};
	tree->node_cnt = 1;
	tree->current = &tree->root;
	__atomic_store_n(&tree->collection, collection, __ATOMIC_RELEASE);
}
