// jit/runner/hazards.h - library functions by which a cell would end the runner instead of itself.
//
// Each does what the library's does, but not to what the runner lives on: its descriptors, its
// hard limits, its pages, its process. In a child of the cell's they are the library's.
#ifndef CICLE_JIT_RUNNER_HAZARDS_H
#define CICLE_JIT_RUNNER_HAZARDS_H

#include <stdbool.h>

#include "jit/runner/support.h"

// Gives the functions' names and addresses, for what units are linked with.
const struct support_symbol *hazards_symbols(size_t *cnt);

// Keeps a descriptor of the runner's: cells find that number closed.
void hazards_keep(int fd);
bool hazards_is_kept(int fd);

// A cell begins and ends. With it end the limits that it set, and timers whose signal nobody
// handles. The runner may have a few more descriptors than cells: to load what they are made of
// when they have used all theirs.
void hazards_begin(void);
void hazards_end(void);

#endif
