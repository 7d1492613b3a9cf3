// jit/runner/builtins.h - gcc's __builtin_ functions for code that libtcc compiles.
//
// Each becomes a macro: an expression, or the address of a function behind a cast to its type, so
// that no declaration is needed.
#ifndef CICLE_JIT_RUNNER_BUILTINS_H
#define CICLE_JIT_RUNNER_BUILTINS_H

#include <stdbool.h>
#include <stddef.h>

// A macro to define. The value may mention other builtins.
struct builtin {
	char *name; // with its parameters
	char *value;
};

// Finds a name that starts with __builtin_. Returns false when libtcc knows it itself, or nobody.
// Release with builtin_release().
bool builtins_find(const char *name, size_t len, struct builtin *builtin);
void builtin_release(struct builtin *builtin);

#endif
