// magics/source_line.h - a line of a cell, by the name that compiled texts have for the cell.
#ifndef CICLE_MAGICS_SOURCE_LINE_H
#define CICLE_MAGICS_SOURCE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jit/session.h"

// Borrowed until the next run.
struct source_line {
	const char *label; // of the cell: "In[3]"
	const char *text;
	size_t len; // without the newline
};

// Returns false when no cell has that name, or it has no such line.
bool source_line_find(struct session *session, const char *file, uint32_t line,
		      struct source_line *found);

#endif
