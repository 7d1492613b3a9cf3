// profiler/runtime/spans.h - when calls began and how long they lasted, for a picture in time
// order.
//
// 1. Only calls that are all timed are recorded: samples would be gaps.
// 2. The record is bounded. When it is full, the shorter half goes, and calls as short as those are
//    no longer recorded: a call outlasts those inside it, so what is left is a tree.
// 3. A signal handler may record in the middle of a record: then a call may be lost.
#ifndef CICLE_PROFILER_RUNTIME_SPANS_H
#define CICLE_PROFILER_RUNTIME_SPANS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { SPANS_MAX = 16384 };

struct span {
	uint64_t entered, taken; // ticks
	uint32_t node;           // its index in its tree
};

struct spans {
	uint64_t least; // ticks; shorter calls are left out
	uint32_t cnt;
	bool is_thinning;
	struct span items[SPANS_MAX];
};

// Makes an empty record; takes an old one over unless that is NULL. NULL when there is no memory.
struct spans *spans_begin(struct spans *old);

// Makes room by leaving out the shorter half.
void spans_thin(struct spans *spans);

// Records a call.
static inline void spans_note(struct spans *spans, uint32_t node, uint64_t entered, uint64_t taken)
{
	uint32_t at = spans->cnt;

	if (taken < spans->least || at >= SPANS_MAX || spans->is_thinning)
		return;
	spans->items[at] = (struct span){entered, taken, node};
	spans->cnt = at + 1;
	if (at + 1 == SPANS_MAX)
		spans_thin(spans);
}

// Appends the record as probe_pack() says; an empty one for NULL.
void spans_pack(const struct spans *spans, uint64_t start_ticks, double ns_per_tick,
		struct str *out);

#endif
