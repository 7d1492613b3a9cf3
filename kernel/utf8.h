// kernel/utf8.h - what is valid UTF-8, and positions in it: bytes here, code points in Jupyter.
#ifndef CICLE_KERNEL_UTF8_H
#define CICLE_KERNEL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define UTF8_REPLACEMENT "\xEF\xBF\xBD" // U+FFFD, stands for what is not UTF-8

enum utf8_kind {
	UTF8_VALID,   // a whole sequence
	UTF8_CUT,     // the text ends inside a sequence that is right so far
	UTF8_INVALID, // no sequence begins with this byte
};

// Judges the sequence at the start of len (above 0) bytes. Sets *size to its bytes: all that are
// left for UTF8_CUT, 1 for UTF8_INVALID.
enum utf8_kind utf8_next(const char *bytes, size_t len, size_t *size);

bool utf8_is_valid(const char *bytes, size_t len);

// Appends the bytes with U+FFFD in place of each that is not part of a valid sequence.
void utf8_repair(struct str *out, const char *bytes, size_t len);

// Counts the code points of valid UTF-8.
size_t utf8_count(const char *text, size_t len);

// Turns a position in code points into one in bytes. A position beyond the end gives the end.
size_t utf8_byte_of_cp(const char *text, size_t pos_cp);

#endif
