// magics/carriers.c - which cells' outputs carry the script of the profile view.
#include "magics/carriers.h"

#include <string.h>

#define CARRIERS_WANTED 2

static void forget(struct carriers *carriers, size_t at)
{
	memmove(&carriers->cells[at], &carriers->cells[at + 1],
		(--carriers->cnt - at) * sizeof carriers->cells[0]);
}

static void forget_cell(struct carriers *carriers, uint64_t cell)
{
	for (size_t i = 0; i < carriers->cnt; i++) {
		if (carriers->cells[i].cell == cell) {
			forget(carriers, i);
			return; // a cell is there once
		}
	}
}

static size_t carrying_cnt(const struct carriers *carriers)
{
	size_t cnt = 0;

	for (size_t i = 0; i < carriers->cnt; i++)
		cnt += carriers->cells[i].carries;
	return cnt;
}

bool carriers_next(struct carriers *carriers, uint64_t cell, int run)
{
	struct carrier next = {.cell = cell, .run = run};

	if (carriers->cnt) {
		const struct carrier *last = &carriers->cells[carriers->cnt - 1];

		if (last->cell == cell && last->run == run)
			return false; // an output of this run was asked for already
		next.carries = last->cell == cell && !last->carries;
	}
	forget_cell(carriers, cell);
	if (carrying_cnt(carriers) < CARRIERS_WANTED)
		next.carries = true;
	if (carriers->cnt == CARRIERS_REMEMBERED)
		forget(carriers, 0);
	carriers->cells[carriers->cnt++] = next;
	return next.carries;
}
