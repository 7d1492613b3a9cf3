// jit/runner/checked.h - what checked code calls: its accesses of memory, and malloc and its like.
//
// gcc -fsanitize=address has each access tell its address first. Blocks that checked code allocates
// have room behind them that nobody may touch, and freed ones are kept until the run ends: an
// access outside, or of a freed block, ends the run. Blocks are malloc's own, so any code may free
// them. What other code allocated is not known, and never complained of.
#pragma once

#include <stddef.h>

// Gives what checked code calls by a name of the sanitizer's ("__asan_load4"), else NULL.
void *checked_find(const char *name);

// Gives the function in place of a library's ("malloc", "memcpy"), else NULL.
void *checked_hook(const char *name);

// Begins a checked run, ends it: freed blocks go.
void checked_start(void);
void checked_stop(void);

// Gives the places in the code that allocated and freed the block of the run's complaint; NULL:
// not known. Once: then there is none.
struct checked_sites {
	const void *allocated_at, *freed_at;
};
struct checked_sites checked_take_sites(void);
