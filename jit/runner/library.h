// jit/runner/library.h - library functions as profiled units call them: through thunks.
//
// A thunk tells the probes when the function is called and when it returns. Only profiled units
// know thunks, so other code pays nothing for them. One limit follows: the address of a library
// function is another one in profiled code than elsewhere, which a program can see when it
// compares pointers to functions.
#ifndef CICLE_JIT_RUNNER_LIBRARY_H
#define CICLE_JIT_RUNNER_LIBRARY_H

#include <stddef.h>

struct library;

struct library *library_new(void);

// Has library_thunk() give, from now on, the function that hook() has for a name, or the library's
// own; NULL: thunks again.
void library_set_hook(struct library *library, void *(*hook)(const char *name));

// Gives the address by which a profiled unit calls a function: its thunk, made at the first call,
// or the function itself where that is the only right way (what returns twice or never, what asks
// who called it, the runner's own cicle_..., what C programs never spell: "__..."). name is copied.
void *library_thunk(struct library *library, const char *name, void *function);

// Gives the names that probe_pack() needs, in the order of their numbers. Borrowed until the next
// thunk is made.
const char *const *library_names(const struct library *library, size_t *cnt);

#endif
