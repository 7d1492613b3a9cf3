// jit/runner/dialect.h - what libtcc is told before it reads a text, so that it reads gcc's C.
#ifndef CICLE_JIT_RUNNER_DIALECT_H
#define CICLE_JIT_RUNNER_DIALECT_H

#include <stdbool.h>

#include <libtcc.h>

// Part of a unit's key: what was compiled under another dialect is not the same code.
#define DIALECT_IDENTITY "c17 1"

// Sets the standard: the value of __STDC_VERSION__ ("": it is not defined), and whether headers
// hide what is not in it (__STRICT_ANSI__). C17, not strict, before.
void dialect_set_standard(const char *version, bool is_strict);

// Gives the standard as a part of units' keys. Borrowed until the next change.
const char *dialect_standard(void);

// Tells whether libtcc's own declarations of __builtin_ functions are read before a unit's text:
// they are other names of library functions, with which the unit must be linked then.
bool dialect_has_builtins(const char *text);

// Prepares to compile a text. Both come after tcc_set_output_type(), which predefines libtcc's own.
void dialect_for_unit(TCCState *tcc, const char *text);

// Prepares to preprocess headers.
void dialect_for_headers(TCCState *tcc);

#endif
