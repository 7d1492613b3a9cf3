// jit/read/comment.h - the comment that stands above a line.
#ifndef CICLE_JIT_READ_COMMENT_H
#define CICLE_JIT_READ_COMMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

// Appends the words of the comment that ends right above a line (from 1) of a text, without its
// slashes and stars. Returns false when there is none.
bool comment_above(const char *text, uint32_t line, struct str *out);

#endif
