// jit/runner/value.h - walks the trailing expression's value, and what its pointers lead to.
#ifndef CICLE_JIT_RUNNER_VALUE_H
#define CICLE_JIT_RUNNER_VALUE_H

#include "base/str.h"
#include "jit/runner/slots.h"
#include "jit/value/value.h"

// Called by units: packs the value at an address, of the type in row 0 of a table.
// depth 0: pointers are followed when the value is one, not those inside of it. Otherwise all are,
// over so many steps, or VALUE_WHOLE_DEPTH. Memory is read where there is some: bad pointers do no
// harm.
void cicle_value(const void *object, const struct cicle_row *types, int depth);

// Gives what was packed (jit/value/value.h) since value_begin(); empty when there was no value.
// Owned here.
const struct str *value_packed(void);

// Forgets the value before. slots (borrowed until the next call; may be NULL) tells the names of
// the session's functions.
void value_begin(const struct slots *slots);

#endif
