// profiler/runtime/snapshot.h - a tree's numbers as they stood at the end of its collection.
//
// Exact times are as they were measured. Estimated ones are made to fit between them, so that no
// node's children ever exceed it.
#ifndef CICLE_PROFILER_RUNTIME_SNAPSHOT_H
#define CICLE_PROFILER_RUNTIME_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "profiler/runtime/probe.h"
#include "profiler/runtime/tree.h"

struct snapshot_clock {
	enum probe_clock kind;
	double ns_per_tick;
	uint64_t start_ticks, stop_ticks;
	double outside_ticks; // what timing a call adds to its caller's own time
};

// What several trees' snapshots came to.
struct snapshot_sum {
	uint32_t node_cnt;
	uint32_t thread_cnt;
	uint64_t wall_ns;
	uint64_t call_cnt, timed_cnt;
	uint64_t folded_cnt;
};

// Appends a tree's nodes as probe_pack() says, numbered from sum->node_cnt, and adds to the sum.
// The main thread's tree begins with its root; of others, which may still be running, the root's
// children come without a parent.
void snapshot_pack(struct probe_tree *tree, const struct snapshot_clock *clock, bool is_main,
		   struct snapshot_sum *sum, struct str *out);

#endif
