// terminal/notebook.h - the code cells of a Jupyter notebook's file.
#ifndef CICLE_TERMINAL_NOTEBOOK_H
#define CICLE_TERMINAL_NOTEBOOK_H

#include "base/err.h"
#include "base/list.h"

// Appends the texts of a notebook's code cells, in order; those that are blank are left out. text
// is the file, of format 3 or 4. Returns -1 with err filled when it is no notebook.
int notebook_cells(const char *text, struct list *cells, struct err *err);

#endif
