// profiler/caller_graph.h - what a cProfile file knows: functions, and who called whom.
#ifndef CICLE_PROFILER_CALLER_GRAPH_H
#define CICLE_PROFILER_CALLER_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "profiler/model.h"

struct caller_numbers {
	uint64_t call_cnt, own_ns, cumulative_ns;
};

struct caller_edge {
	uint32_t caller, callee; // functions of the profile
	struct caller_numbers numbers;
};

struct caller_graph {
	struct profile *profile;          // borrowed: its functions, and nothing but its root
	struct caller_numbers *functions; // owned: one for each function of the profile
	struct caller_edge *edges;        // owned
	size_t edge_cnt, edge_cap;
};

// Fills the graph's profile with a tree in which every function has exactly the calls and the own
// time of the graph; which path they are on is estimated.
void caller_graph_unfold(struct caller_graph *graph);

void caller_graph_release(struct caller_graph *graph);

#endif
