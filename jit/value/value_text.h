// jit/value/value_text.h - a value as C would write it: {.x = 1, .name = "abc", .m = {{1, 0}, {0,
// 1}}}
#ifndef CICLE_JIT_VALUE_VALUE_TEXT_H
#define CICLE_JIT_VALUE_VALUE_TEXT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "jit/value/value.h"

struct value_style {
	const char *real_format; // printf's for a double; NULL: the fewest digits that read back
	bool numbers_objects;    // a pointer to object 3 is "#3", not an address
};

// Makes a format for real numbers of what %precision takes: "3" ("%.3f"), "%.10g". Returns -1 with
// err filled for anything that is not one conversion of one double.
int value_format(const char *text, struct str *format, struct err *err);

// Appends the whole value: what fits stays on one line, the rest stands as numpy and gdb put it.
void value_text(const struct values *values, const struct value_style *style, struct str *out);

// Appends one value on one line. Of an array with a gap, three items of either end.
void value_line(const struct value *value, const struct value_style *style, struct str *out);

// Appends the lengths of an array, "1000" or "20 x 300", and gives how many there are.
size_t value_shape(const struct value *value, struct str *out);

#endif
