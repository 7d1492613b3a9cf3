// magics/history_range.h - cells of the history by number: "3", "4-6", "~1/2-5", "2/".
#ifndef CICLE_MAGICS_HISTORY_RANGE_H
#define CICLE_MAGICS_HISTORY_RANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"
#include "magics/history.h"

// Tells whether a word reads as a range.
bool history_range_is(const char *word);

// Gives each cell that the words from the first one on name. Returns -1 with err filled when a word
// is no range, or there is no history.
int history_range_each(struct history *history, const struct list *words, size_t first,
		       history_fn visit, void *ctx, struct err *err);

// Appends the inputs of those cells, each with a newline behind it. Returns -1 with err filled as
// above, and when there is none.
int history_range_text(struct history *history, const struct list *words, size_t first,
		       struct str *out, struct err *err);

#endif
