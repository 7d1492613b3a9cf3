// jit/read/statement.h - a function's statements: writes a block again with a line probe before
// each.
#ifndef CICLE_JIT_READ_STATEMENT_H
#define CICLE_JIT_READ_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "jit/read/lex.h"

// Appends the text of tokens [first, end), which are the statements of a block, with a probe
// (profiler/runtime/probe_text.h, LINES_PROBE) wherever execution comes to another line. Lines are
// those of the tokens, less one; no newline is added, so they stay what they are. A loop's
// condition or increment begins the loop's line again.
//
// Macros are not expanded: what they hide is part of the statement around it. Text whose
// statements cannot be told so may become text that does not compile.
// Returns false, with out as it was, for text that is no sequence of statements.
bool statements_probe(const struct tokens *tokens, size_t first, size_t end, struct str *out);

#endif
