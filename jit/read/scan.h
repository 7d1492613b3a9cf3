// jit/read/scan.h - a function's statements walked by their tokens, and written again with more
// between them.
//
// Positions are token numbers. What cannot be read sets has_failed and gives the end, so that a
// caller may go on without looking, and looks once when it is done.
#ifndef CICLE_JIT_READ_SCAN_H
#define CICLE_JIT_READ_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "jit/read/lex.h"

// Statements inside of one another; text that is deeper is not read.
#define SCAN_DEPTH_MAX 200

struct scan {
	const struct tokens *tokens; // not owned, as out is not
	size_t end;                  // token behind the block
	struct str *out;
	size_t at; // byte: what stands before it is written
	int depth;
	bool has_failed;
};

// Write what stands before a byte, before a token, or before the end of a token.
void scan_copy_to(struct scan *scan, size_t byte);
void scan_copy_before(struct scan *scan, size_t token);
void scan_copy_behind(struct scan *scan, size_t token);

bool scan_is_at(const struct scan *scan, size_t i, const char *word);

// Notes that the text cannot be read. Gives the end.
size_t scan_fail(struct scan *scan);

// Give the token behind the directives, or behind the bracket, at i.
size_t scan_skip_directives(const struct scan *scan, size_t i);
size_t scan_skip_bracket(struct scan *scan, size_t i);

// Gives the token behind the label at i, or i when there is none.
size_t scan_skip_label(struct scan *scan, size_t i);

// Gives the token of the block of a macro that reads like a loop, `name {` or `name (...) {`, or i
// when there is none. The caller knows that i is no word of C that a block follows.
size_t scan_find_macro_block(struct scan *scan, size_t i);

#endif
