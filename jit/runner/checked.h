// jit/runner/checked.h - what checked code calls: its accesses of memory, and malloc and its like.
//
// gcc -fsanitize=address has each access tell its address first. Blocks that checked code allocates
// have room behind them that nobody may touch, and freed ones are kept until the run ends; session
// objects have room behind them always (slots.h), and around its locals checked code makes it
// itself. An access there ends the run. Blocks are malloc's own, so any code may free them. Blocks
// that other code allocated are not known, and never complained of.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "jit/runner/slots.h"

// Gives what checked code calls by a name of the sanitizer's ("__asan_load4"), else NULL.
void *checked_find(const char *name);

// Gives the function in place of a library's ("malloc", "memcpy"), else NULL.
void *checked_hook(const char *name);

// Begins a checked run on the session's objects, ends it: freed blocks go.
void checked_start(const struct slots *slots);
void checked_stop(void);

// What the run's complaint is about. Once: then there is none.
struct checked_sites {
	const void *allocated_at, *freed_at; // places in the code; NULL: not known, or no block
	const void *declared_in;             // where the function of a local begins; NULL: none
	uint32_t declared_line;              // of that local; 0: not known
	uint32_t object_slot;                // of a session object; 0: none
};
struct checked_sites checked_take_sites(void);
