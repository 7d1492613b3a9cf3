// jit/reach.h - whether a cell may call a library function, itself or through functions it names.
#ifndef CICLE_JIT_REACH_H
#define CICLE_JIT_REACH_H

#include <stdbool.h>
#include <stddef.h>

#include "jit/read/cell.h"
#include "jit/tier.h"

// Tells whether a cell, or a session function that it names, or one that those name, and so on,
// names a library's function by one of these linker names. Costs nothing as long as no header
// declares one of them.
bool reach_any(const struct cell *cell, const char *const *link_names, size_t cnt);

// Adds the session functions that a cell names, those that these name, and so on.
void reach_functions(const struct cell *cell, struct slot_set *slots);

#endif
