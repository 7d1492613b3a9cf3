// profiler/walk.c - visits a profile's tree in the order of calls.
#include "profiler/walk.h"

#include <stdlib.h>

#include "base/mem.h"

#define NO_NODE UINT32_MAX

struct walk {
	const struct profile *profile;
	uint32_t *first_child;
	uint32_t *next_sibling;
	walk_step *leave;
	void *context;
};

static void link_children(struct walk *walk)
{
	size_t cnt = walk->profile->node_cnt;

	walk->first_child = mem_grow(NULL, cnt, sizeof *walk->first_child);
	walk->next_sibling = mem_grow(NULL, cnt, sizeof *walk->next_sibling);
	for (size_t i = 0; i < cnt; i++)
		walk->first_child[i] = walk->next_sibling[i] = NO_NODE;
	for (uint32_t i = (uint32_t)cnt; i-- > 1;) {
		uint32_t parent = walk->profile->nodes[i].parent;

		walk->next_sibling[i] = walk->first_child[parent];
		walk->first_child[parent] = i;
	}
}

// Leaves a node without children, and those above that it was the last in. Gives the next node
// to enter; NO_NODE after the root.
static uint32_t leave_up(const struct walk *walk, uint32_t at)
{
	while (at != NO_NODE) {
		uint32_t next = walk->next_sibling[at];

		walk->leave(walk->context, at);
		if (next != NO_NODE)
			return next;
		at = walk->profile->nodes[at].parent; // NO_PARENT is NO_NODE
	}
	return NO_NODE;
}

void walk_tree(const struct profile *profile, walk_step *enter, walk_step *leave, void *context)
{
	struct walk walk = {.profile = profile, .leave = leave, .context = context};
	uint32_t at = 0;

	link_children(&walk);
	while (at != NO_NODE) {
		enter(context, at);
		at = walk.first_child[at] != NO_NODE ? walk.first_child[at] : leave_up(&walk, at);
	}
	free(walk.first_child);
	free(walk.next_sibling);
}
