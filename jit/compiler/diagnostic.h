// jit/compiler/diagnostic.h - the compiler's messages, told in the lines of the user's cells.
#ifndef CICLE_JIT_COMPILER_DIAGNOSTIC_H
#define CICLE_JIT_COMPILER_DIAGNOSTIC_H

#include <stdbool.h>

#include "base/str.h"
#include "jit/read/cell.h"

// Finds the source that compiled texts call file; NULL when there is none. (In session.c.)
typedef const struct source *(*source_find_fn)(void *ctx, const char *file, size_t len);

// Renders "In[3]:7: error: text" lines, each once, with the source's line and a caret under the
// word that the message quotes; file names become the labels that users see. Colours are ANSI.
// cell_source: where to look for a symbol that the linker missed; may be NULL.
// first_error (may be NULL) gets the first error as one plain line, without colours.
// Returns true when an error is about a line of a cell.
bool diagnostic_render(const char *messages, const struct source *cell_source, source_find_fn find,
		       void *ctx, struct str *out, struct str *first_error);

// Gives the line of a source that a compiler means: what it tells of a text's end is a line behind.
uint32_t diagnostic_line(const struct source *source, uint32_t line);

// Appends the source's line with its number.
void diagnostic_quote_line(struct str *out, const struct source *source, uint32_t line);

// Appends the source's line with its number, and a caret under word (NULL or absent: under the
// first character that is not blank).
void diagnostic_source_line(struct str *out, const struct source *source, uint32_t line,
			    const char *word, size_t word_len);

#endif
