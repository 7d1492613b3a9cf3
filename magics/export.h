// magics/export.h - the cells that ran, and one C program made of them.
#ifndef CICLE_MAGICS_EXPORT_H
#define CICLE_MAGICS_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include <uthash.h>

#include "base/str.h"
#include "jit/read/symbol.h"

// A cell's C that ran well, with blanks where its magics stood.
struct logged_cell {
	UT_hash_handle hh;
	int number;     // In[number]
	bool is_undone; // by %undo or %restore: as if it had not run
	bool declares;  // not only statements
	char text[];
};

// In the order of the last run of each text.
struct cell_log {
	struct logged_cell *cells; // owned; uthash by text
	size_t trim_at;            // so many are looked through next
	size_t dropped_cnt;
};

// Adds a cell; an equal one that ran before goes. declares: it is not only statements. Of those
// that are, the oldest go when there are too many.
void cell_log_put(struct cell_log *log, const char *text, int number, bool declares);
void cell_log_release(struct cell_log *log);

// Appends a C file: the includes, macros, types, objects and functions that the session has now,
// then main() with the cells' statements in order. A definition that was replaced is left out.
// Cells that were undone are left out; a comment tells of statements that were dropped. A main() of
// a cell becomes a function that is called where the cell ran.
void export_program(const struct cell_log *log, struct symbols *symbols, struct str *out);

#endif
