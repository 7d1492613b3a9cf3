// jit/runner/loaded.h - the libraries that the user asked for.
//
// Shared ones are loaded for everybody to use. Static ones (.a) and objects (.o) are made shared by
// the installed C compiler first. A library whose file changed is loaded anew; the old code stays,
// as functions that were linked with it may run on.
#ifndef CICLE_JIT_RUNNER_LOADED_H
#define CICLE_JIT_RUNNER_LOADED_H

#include "base/str.h"

// Loads the library of that path, unless it is loaded. Returns -1 with why filled.
int loaded_add(const char *path, struct str *why);

// Finds a symbol in the libraries, in the order in which they were first asked for; NULL: nowhere.
void *loaded_find(const char *name);

#endif
