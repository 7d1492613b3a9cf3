// profiler/selection.c - which nodes of a big profile a page holds.
#include "profiler/selection.h"

#include <stdlib.h>

#include "base/mem.h"

// Parents stand before their children: one pass does.
static uint32_t *depths_of(const struct profile *profile)
{
	uint32_t *depths = mem_zalloc(profile->node_cnt * sizeof(*depths));

	for (size_t i = 1; i < profile->node_cnt; i++)
		depths[i] = depths[profile->nodes[i].parent] + 1;
	return depths;
}

static int compare_falling(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a > b ? -1 : a < b;
}

// Gives the least time that a node must take so that not more than node_max others do.
static uint64_t least_total_ns(const struct profile *profile, const uint32_t *depths,
			       size_t node_max, uint32_t depth_max)
{
	uint64_t *totals = mem_zalloc(profile->node_cnt * sizeof(*totals));
	uint64_t least_ns = 0;
	size_t cnt = 0;

	for (size_t i = 1; i < profile->node_cnt; i++)
		if (depths[i] <= depth_max)
			totals[cnt++] = profile->nodes[i].total_ns;
	if (cnt >= node_max) {
		qsort(totals, cnt, sizeof(*totals), compare_falling);
		least_ns = totals[node_max - 1] + 1;
	}
	free(totals);
	return least_ns;
}

void selection_init(struct selection *selection, const struct profile *profile, size_t node_max,
		    uint32_t depth_max)
{
	uint32_t *depths = depths_of(profile);
	uint64_t least_ns = least_total_ns(profile, depths, node_max, depth_max);
	uint32_t *numbers = mem_zalloc(profile->node_cnt * sizeof(*numbers));

	selection->numbers = numbers;
	selection->cut_ns = mem_zalloc(profile->node_cnt * sizeof(*selection->cut_ns));
	selection->cnt = 1;
	for (size_t i = 1; i < profile->node_cnt; i++) {
		const struct profile_node *node = &profile->nodes[i];

		numbers[i] = NOT_SELECTED;
		if (numbers[node->parent] == NOT_SELECTED)
			continue;
		if (depths[i] <= depth_max && node->total_ns >= least_ns)
			numbers[i] = (uint32_t)selection->cnt++;
		else
			selection->cut_ns[node->parent] += node->total_ns;
	}
	free(depths);
}

void selection_release(struct selection *selection)
{
	free(selection->numbers);
	free(selection->cut_ns);
}
