// profiler/selection.h - which nodes of a big profile a page holds.
#ifndef CICLE_PROFILER_SELECTION_H
#define CICLE_PROFILER_SELECTION_H

#include <stddef.h>
#include <stdint.h>

#include "profiler/model.h"

// Of a node that is left out.
#define NOT_SELECTED UINT32_MAX

struct selection {
	uint32_t *numbers; // of each node of the profile: its number among the selected
	uint64_t *cut_ns;  // of each node: the time of its children that are left out
	size_t cnt;        // how many are selected
};

// Selects the nodes that take the most time, at most node_max of them and none below depth_max
// (the root is at depth 0). The root is always selected, and a selected node's parent too.
// Release with selection_release().
void selection_init(struct selection *selection, const struct profile *profile, size_t node_max,
		    uint32_t depth_max);
void selection_release(struct selection *selection);

#endif
