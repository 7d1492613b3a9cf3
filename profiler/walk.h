// profiler/walk.h - visits a profile's tree in the order of calls.
#ifndef CICLE_PROFILER_WALK_H
#define CICLE_PROFILER_WALK_H

#include <stdint.h>

#include "profiler/model.h"

// Gets each node once.
typedef void walk_step(void *context, uint32_t node);

// Calls enter for the root and, before leave for the same node, does so for each child in
// first-seen order. Uses 8 bytes a node and no stack: recursion may be 10^5
// levels deep.
void walk_tree(const struct profile *profile, walk_step *enter, walk_step *leave, void *context);

#endif
