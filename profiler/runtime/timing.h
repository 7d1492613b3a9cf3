// profiler/runtime/timing.h - which calls are timed, and what the others are taken to have lasted.
//
// A node begins with every call timed. While its calls are short, reading the clock costs more
// than they do: then only a sample is timed, about one call in 16, at irregular distances. When
// they become long again, so does the timing of every call. Calls between two such changes are a
// phase; what a phase's untimed calls lasted is told by the mean of its timed ones.
#ifndef CICLE_PROFILER_RUNTIME_TIMING_H
#define CICLE_PROFILER_RUNTIME_TIMING_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/runtime/probe.h"
#include "profiler/runtime/tree.h"

// The rules of a collection.
struct timing {
	enum probe_clock clock;
	uint64_t short_ticks; // calls that last less on average are timed by samples
};

// Sets how a tree's nodes begin.
void timing_begin(const struct timing *timing, struct probe_tree *tree);

// Decides how a node's next calls are timed; for when its call_cnt has come to review_at. The call
// that was just closed is in its numbers. Any thread, on its own tree.
void timing_review(const struct timing *timing, struct probe_tree *tree, struct probe_node *node);

// Gives how long a node's closed calls lasted, in ticks.
double timing_total(const struct probe_node *node);

// Gives how many of a node's closed calls were timed.
uint64_t timing_timed_cnt(const struct probe_node *node);

#endif
