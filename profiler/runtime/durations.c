// profiler/runtime/durations.c - how long a function's timed calls lasted, counted by powers of
// two.
#include "profiler/runtime/durations.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/mem.h"
#include "base/pack.h"
#include "profiler/runtime/probe.h"
#include "profiler/runtime/tree.h"

enum {
	HALF_ROWS = 8192, // functions of the session that have a row, and of the library
	ROW_CNT = 2 * HALF_ROWS,
	ALL_BYTES = ROW_CNT * PROBE_DURATION_CNT * sizeof(uint64_t),
	NO_ROW = -1,
};

// A product with more ticks than this could overflow; they lasted an hour, which is as much.
#define TICKS_MAX ((uint64_t)1 << 43)

int durations_init(struct durations *durations)
{
	durations->rows = tree_map(ALL_BYTES);
	return durations->rows ? 0 : -1;
}

void durations_reset(struct durations *durations)
{
	durations->note_cnt = 0;
	madvise(durations->rows, ALL_BYTES, MADV_DONTNEED);
}

static int row_of(uint32_t function)
{
	uint32_t number = function & ~PROBE_LIBRARY;

	if (number >= HALF_ROWS)
		return NO_ROW;
	return (int)number + (function & PROBE_LIBRARY ? HALF_ROWS : 0);
}

static int group_of(uint64_t ticks, uint32_t scale)
{
	uint64_t ns = (ticks < TICKS_MAX ? ticks : TICKS_MAX) * scale >> DURATION_SHIFT;
	int group = 63 - __builtin_clzll(ns | 1);

	return group < PROBE_DURATION_CNT ? group : PROBE_DURATION_CNT - 1;
}

static void count_note(const struct durations *durations, const struct duration_note *note)
{
	int row = row_of(note->function);

	if (row != NO_ROW)
		durations
		    ->rows[row * PROBE_DURATION_CNT + group_of(note->ticks, durations->scale)]++;
}

void durations_count(struct durations *durations)
{
	uint32_t cnt = __atomic_load_n(&durations->note_cnt, __ATOMIC_RELAXED);

	if (cnt > DURATIONS_NOTED)
		cnt = DURATIONS_NOTED;
	__atomic_store_n(&durations->note_cnt, 0, __ATOMIC_RELAXED);
	for (uint32_t i = 0; i < cnt; i++)
		count_note(durations, &durations->notes[i]);
}

// Appends a function's row unless it is empty. Returns how many were appended.
static uint32_t pack_row(const uint64_t *row, uint32_t function, struct str *out)
{
	uint64_t used = 0;

	for (int i = 0; i < PROBE_DURATION_CNT; i++)
		used |= (uint64_t)(row[i] > 0) << i;
	if (!used)
		return 0;
	pack_u32(out, function);
	pack_u64(out, used);
	for (int i = 0; i < PROBE_DURATION_CNT; i++)
		if (row[i])
			pack_u64(out, row[i]);
	return 1;
}

uint32_t durations_pack(struct probe_tree *tree, struct str *out)
{
	uint32_t node_cnt = __atomic_load_n(&tree->node_cnt, __ATOMIC_ACQUIRE), row_cnt = 0;
	bool *is_packed = mem_zalloc(ROW_CNT);
	const uint64_t *rows = tree->durations.rows;

	durations_count(&tree->durations);
	for (uint32_t i = 1; i < node_cnt; i++) {
		uint32_t function = tree_node(tree, i)->function;
		int row = row_of(function);

		if (row == NO_ROW || is_packed[row])
			continue;
		is_packed[row] = true;
		row_cnt += pack_row(rows + row * PROBE_DURATION_CNT, function, out);
	}
	free(is_packed);
	return row_cnt;
}
