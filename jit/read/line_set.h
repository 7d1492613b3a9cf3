// jit/read/line_set.h - different lines of text, in the order in which they were put in last.
#ifndef CICLE_JIT_READ_LINE_SET_H
#define CICLE_JIT_READ_LINE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include <uthash.h>

#include "base/str.h"

struct line {
	char *text; // owned; a directive that goes on over several lines is one
	size_t len;
	UT_hash_handle hh;
};

// `struct line_set set = {0};` is an empty one.
struct line_set {
	struct line *lines; // uthash by text; hh.next gives the next one in order
};

void line_set_release(struct line_set *set);

// Puts the lines of from, in their order, into an empty set.
void line_set_copy(struct line_set *to, const struct line_set *from);

bool line_set_has(const struct line_set *set, const char *text, size_t len);

// Puts a line at the end; it is taken away where it stood before.
void line_set_put(struct line_set *set, const char *text, size_t len);
void line_set_remove(struct line_set *set, const char *text, size_t len);

// Appends all lines, each with a newline.
void line_set_text(const struct line_set *set, struct str *out);

#endif
