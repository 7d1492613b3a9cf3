// profiler/runtime/tree.h - one thread's tree of calls: where its nodes live and are found.
//
// Only the thread that owns a tree changes it. Nodes never move and are published by node_cnt,
// parents first, so another thread may read them while the owner goes on. Memory comes from
// mmap alone: these functions run inside probes.
#ifndef CICLE_PROFILER_RUNTIME_TREE_H
#define CICLE_PROFILER_RUNTIME_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiler/runtime/durations.h"

#define TREE_NO_FUNCTION UINT32_MAX

enum {
	TREE_CHUNK_CNT = 11,        // chunk i holds TREE_FIRST_CHUNK << i nodes:
	TREE_FIRST_CHUNK = 1 << 10, // PROBE_NODE_MAX nodes together
	TREE_FIRST_SLOTS = 1 << 10,
};

// One chain of calls. At most one activation of it is open at a time, as recursion goes down to
// other nodes: so the open activation's state lives here too. The first cache line is what every
// call needs, the second what timed ones do (timing.h).
struct probe_node {
	struct probe_node *parent;     // NULL for the root
	struct probe_node *last_child; // the child entered last, never NULL: tree_no_child at first
	uint64_t entered;              // ticks, while open; 0 when this call is not timed
	const void *place;             // the open activation's, on the stack
	uint64_t total;                // ticks in the phase's timed activations, children included
	uint64_t call_cnt;             // closed activations
	uint64_t review_at;            // call_cnt from which on a timed call is reviewed
	uint32_t function;
	uint32_t skip_cnt; // calls before the next timed one

	uint32_t index; // 0 for the root
	uint64_t least,
	    most; // ticks of a timed activation; least is UINT64_MAX while there is none
	uint64_t settled_cnt;       // activations of earlier phases
	uint64_t settled_timed_cnt; // how many of them were timed
	uint64_t settled_total;     // ticks in all of them, estimated when not all were timed
	uint64_t sample_cnt;        // timed activations of a sampled phase
	uint64_t window_total;      // total at the last review
	bool is_sampled;            // the phase's calls are not all timed
	bool was_sampled;           // this phase's or an earlier one's are not
} __attribute__((aligned(64)));

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): there are few; read in this order
struct probe_tree {
	struct probe_node *current; // the innermost open node
	uint64_t collection;        // which collection the tree belongs to
	uint64_t chance;            // state of the generator of distances between samples
	uint32_t *slots;            // by hash of parent and function: index, 0 when free
	uint32_t slot_cnt;          // a power of two, or 0
	uint32_t node_cnt;          // the root included
	uint32_t first_skip_cnt;    // how nodes begin
	uint64_t first_review_at;
	struct probe_tree *next; // in the list of all trees
	bool is_owned;           // by a living thread
	struct probe_node *chunks[TREE_CHUNK_CNT];
	struct probe_node root;
	struct probe_node folded; // stands for the call that found no room, and all below it
	struct durations durations;
	struct spans *spans; // NULL: not recorded
};

// Matches no function: saves probes the test for "no child yet".
extern struct probe_node tree_no_child;

// Makes an empty tree. NULL when there is no memory. May change errno.
struct probe_tree *tree_new(void);

// Empties a tree for a collection; its root stands for a function and is current. How nodes begin
// stays as it was.
void tree_reset(struct probe_tree *tree, uint64_t collection, uint32_t function);

// Finds or adds the child of a node. NULL when there is no room for another.
struct probe_node *tree_child(struct probe_tree *tree, struct probe_node *parent,
			      uint32_t function);

// Gives a published node.
struct probe_node *tree_node(struct probe_tree *tree, uint32_t index);

// Maps zeroed memory, NULL when there is none. May change errno.
void *tree_map(size_t size);

#endif
