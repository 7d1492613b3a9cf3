// jit/runner/predefined.h - the macros that gcc predefines and libtcc does not.
//
// Programs and headers use them unasked: __INT32_MAX__, __SIZEOF_LONG_DOUBLE__, __DBL_EPSILON__.
// Only what is true of TinyCC's code too is among them, so neither __GNUC__ nor __SIZEOF_INT128__.
#ifndef CICLE_JIT_RUNNER_PREDEFINED_H
#define CICLE_JIT_RUNNER_PREDEFINED_H

#include <libtcc.h>

// Defines all of them, and C11's own: for preprocessing.
void predefined_all(TCCState *tcc);

// Defines those that a text mentions, and what builtins.h has of __builtin_ names: for compiling
// it.
void predefined_mentioned(TCCState *tcc, const char *text);

#endif
