// jit/runner/dialect.h - what libtcc is told before it reads a text, so that it reads gcc's C.
#ifndef CICLE_JIT_RUNNER_DIALECT_H
#define CICLE_JIT_RUNNER_DIALECT_H

#include <libtcc.h>

// Part of a unit's key: what was compiled under another dialect is not the same code.
#define DIALECT_IDENTITY "c17 1"

// Prepares to compile a text. Both come after tcc_set_output_type(), which predefines libtcc's own.
void dialect_for_unit(TCCState *tcc, const char *text);

// Prepares to preprocess headers.
void dialect_for_headers(TCCState *tcc);

#endif
