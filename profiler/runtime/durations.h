// profiler/runtime/durations.h - how long a function's timed calls lasted, counted by powers of
// two.
//
// 1. A tree has a row of counts per function number, in one mapping whose pages come when they are
//    touched. Numbers beyond the last row have none.
// 2. A probe only notes a call. Counting it at once cost 8 ns in place of 2: the place of the count
//    depends on the clock, and what the CPU does next must wait for it. So notes are counted in
//    batches.
// 3. A signal handler may note calls in the middle of a note: then one call may be lost or counted
//    in another group, and nothing worse.
#ifndef CICLE_PROFILER_RUNTIME_DURATIONS_H
#define CICLE_PROFILER_RUNTIME_DURATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

// A power of two: 4 KB, a part of the CPU's first cache.
#define DURATIONS_NOTED 256u

struct duration_note {
	uint64_t ticks;
	uint32_t function;
};

// Of a tree. Only its thread notes and counts while a collection is on.
struct durations {
	uint64_t *rows;    // mapped
	uint32_t note_cnt; // since the last batch
	uint32_t scale;    // ns per tick, times 2^DURATION_SHIFT; good to 0.1 % at least
	struct duration_note notes[DURATIONS_NOTED];
};

#define DURATION_SHIFT 20

// Counts what was noted.
void durations_count(struct durations *durations);

// Notes a call, and tells whether it is time to count. Any thread, on its own tree; signal handlers
// too.
static inline bool durations_note(struct durations *durations, uint32_t function, uint64_t ticks)
{
	uint32_t at = durations->note_cnt;
	struct duration_note *note = &durations->notes[at % DURATIONS_NOTED];

	__atomic_store_n(&durations->note_cnt, at + 1, __ATOMIC_RELAXED);
	note->ticks = ticks;
	note->function = function;
	return at + 1 >= DURATIONS_NOTED;
}

// Maps the rows, all zero. Returns -1 when there is no memory. May change errno.
int durations_init(struct durations *durations);

// Forgets all counts and notes.
void durations_reset(struct durations *durations);

struct probe_tree;

// Counts what was noted, and appends the rows of a tree's functions as probe_pack() says. Returns
// how many. Call when the collection is over.
uint32_t durations_pack(struct probe_tree *tree, struct str *out);

#endif
