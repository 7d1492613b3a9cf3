// terminal/notebook.h - the code cells of a Jupyter notebook's file.
#ifndef CICLE_TERMINAL_NOTEBOOK_H
#define CICLE_TERMINAL_NOTEBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct notebook_cell {
	char *text;    // owned
	bool may_fail; // it is tagged "raises-exception": what comes after it runs all the same
};

// `struct notebook n = {0};` has no cells.
struct notebook {
	struct notebook_cell *cells; // owned
	size_t cnt;
};

// Appends a cell with a copy of a text.
void notebook_add(struct notebook *notebook, const char *text, bool may_fail);

// Appends a file's code cells, in order; those that are blank are left out. text is the file, of
// format 3 or 4. Returns -1 with err filled when it is no notebook.
int notebook_read(struct notebook *notebook, const char *text, struct err *err);

void notebook_release(struct notebook *notebook);

#endif
