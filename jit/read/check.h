// jit/read/check.h - what is refused before a compiler sees a cell: its message would be about the
// text that the cell is wrapped in, or nothing would show it the mistake.
//
// Each check returns -1 with err filled: "In[3]:2: error: ...".
#ifndef CICLE_JIT_READ_CHECK_H
#define CICLE_JIT_READ_CHECK_H

#include "base/err.h"
#include "jit/read/cell.h"

// Open comments and strings, control characters. To be called when cell->tokens are there.
int check_tokens(const struct cell *cell, struct err *err);

// Brackets that are never closed, or close nothing. To be called with the tokens, too.
int check_brackets(const struct cell *cell, struct err *err);

// Macro definitions that are none, declarators without a name, functions defined twice. To be
// called when cell->items are there.
int check_items(const struct cell *cell, struct err *err);

// Arrays of variable size. To be called when cell->objects are there.
int check_sizes(const struct cell *cell, struct err *err);

#endif
