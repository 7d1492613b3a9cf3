// jit/runner/value.h - the trailing expression's value as text.
#ifndef CICLE_JIT_RUNNER_VALUE_H
#define CICLE_JIT_RUNNER_VALUE_H

#include "base/str.h"

// The kinds that jit/unit.c numbers in its _Generic list.
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
	VALUE_CONST_STRING,
	VALUE_POINTER,
};

// Called by units: keeps the value of the given kind as text. ignored is there so that the
// compiler refuses what is no scalar.
void cicle_show(int kind, int ignored, ...);

// Gives the text of the last value, empty when there was none. Owned here; cleared by
// value_clear().
const struct str *value_text(void);
void value_clear(void);

#endif
