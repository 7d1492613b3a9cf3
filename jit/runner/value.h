// jit/runner/value.h - the trailing expression's value as text.
#ifndef CICLE_JIT_RUNNER_VALUE_H
#define CICLE_JIT_RUNNER_VALUE_H

#include "base/str.h"

// The kinds that jit/show.c numbers in its _Generic list.
enum value_kind {
	VALUE_BOOL = 1,
	VALUE_CHAR,
	VALUE_SIGNED_CHAR,
	VALUE_UNSIGNED_CHAR,
	VALUE_SHORT,
	VALUE_UNSIGNED_SHORT,
	VALUE_INT,
	VALUE_UNSIGNED,
	VALUE_LONG,
	VALUE_UNSIGNED_LONG,
	VALUE_LONG_LONG,
	VALUE_UNSIGNED_LONG_LONG,
	VALUE_FLOAT,
	VALUE_DOUBLE,
	VALUE_LONG_DOUBLE,
	VALUE_STRING,
	VALUE_POINTER,
};

// Called by units: appends a value of the given kind. ignored is there so that the compiler refuses
// what is no scalar.
void cicle_show(int kind, int ignored, ...);

// Called by units: appends text as it is, and the characters of an array up to its first NUL.
void cicle_text(const char *text);
void cicle_chars(const char *chars, unsigned long cnt);

// Gives what was appended since value_clear(); empty when there was no value. Owned here.
const struct str *value_text(void);
void value_clear(void);

#endif
