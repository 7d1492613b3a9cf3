// profiler/runtime/heap.h - what memory-profiled code calls instead of malloc and its like.
//
// Lives in the runner. Each allocation is noted under the chain of calls that the probes are in
// (probe.h) and the place that called malloc: its site. Blocks are what the library gave, not
// changed in any way: code that knows nothing of this may free them, and free() here takes any.
#ifndef CICLE_PROFILER_RUNTIME_HEAP_H
#define CICLE_PROFILER_RUNTIME_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// Gives the function of that name that notes what it allocates or frees, else NULL.
void *heap_hook(const char *name);

// Starts a collection, ends it. The probes' collection is on all the while.
void heap_start(void);
void heap_stop(void);

// Marks the blocks that these bytes point into as kept, and those that they point into. For what
// the session holds, after heap_stop(). Every word that could be a pointer counts as one. read
// copies memory that may not be readable, and tells whether it was.
typedef bool (*heap_read_fn)(uint64_t address, void *buf, size_t len);
void heap_mark(const void *start, size_t size_bytes, heap_read_fn read);

// Gives how many sites there are, and (pcs not NULL) where each called: a place in its code.
size_t heap_sites(const void **pcs);

// Where a site stands in the session's text.
struct heap_place {
	const char *file; // "": unknown
	uint32_t line;
};

// Appends what was noted, before the next probe_start():
//   u64 allocations, u64 bytes, u64 peak bytes, u64 frees of noted blocks
//   u32 function count, and per function u32 number, u64 peak bytes
//   u32 site count, and per site:
//     u32 depth and so many u32 function numbers, outermost first
//     file (text), u32 line
//     u64 allocations, u64 bytes
//     u64 blocks, u64 bytes that are still allocated and lost; the same for those kept
//   u64 allocations that found no room to be noted
// Function numbers are those of the probes.
void heap_pack(const struct heap_place *places, struct str *out);

#endif
