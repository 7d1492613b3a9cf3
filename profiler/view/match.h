// profiler/view/match.h - finds the functions and calls of one profile in a later one.
//
// Functions are the same when their names are; where a profile has several of a name, when the
// files are the same too (and then the lines). What is left over is the same when only one of the
// name is left on each side. Calls are the same when their whole paths from the root are.
#ifndef CICLE_PROFILER_VIEW_MATCH_H
#define CICLE_PROFILER_VIEW_MATCH_H

#include <stdint.h>

#include "profiler/model.h"

enum match_lane { BEFORE, AFTER, LANE_CNT };

// What one profile knows about a node; zeros where it has no such call.
struct match_node {
	uint64_t call_cnt, total_ns;
};

struct match {
	// All functions and calls of both; a function that both have stands where the later one
	// has it; call_cnt and total_ns are sums. Title and cell are the later one's. Owned.
	struct profile *both;
	uint32_t *functions[LANE_CNT];     // a profile's function -> that of both; owned
	struct match_node *lane[LANE_CNT]; // by node of both; owned
};

#define MATCH_NONE UINT32_MAX

// Gives for each function of the later profile that of the earlier one which is the same, or
// MATCH_NONE. The caller frees.
uint32_t *match_functions(const struct profile *before, const struct profile *after);

// Matches two profiles that hold to profile_check(). Free with match_free().
struct match *match_new(const struct profile *before, const struct profile *after);
void match_free(struct match *match);

#endif
