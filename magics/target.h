// magics/target.h - the statement, or the cell, that a magic is to run.
#ifndef CICLE_MAGICS_TARGET_H
#define CICLE_MAGICS_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "magics/magic.h"

struct target {
	size_t start_byte, end_byte; // without blanks around it
	uint32_t line, line_cnt;
	bool is_cell; // of a cell magic
};

// Finds what stands behind a magic's options, which end at rest_byte. Returns -1 with err filled
// when there is nothing.
int target_init(struct target *target, const struct magic_call *call, size_t rest_byte,
		const char *usage, struct err *err);

// Gives a title for it: its first line, cut when it is long. The caller frees.
char *target_title(const struct target *target, const struct magic_call *call);

#endif
