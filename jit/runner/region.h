// jit/runner/region.h - one range of addresses for machine code and objects, small enough that
// every instruction reaches every object.
//
// libtcc's x86-64 code reads some objects with a 32-bit distance (jit/read/cell.h,
// OBJECT_ATTRIBUTE). So code and objects share a range of just under 2 GB, which is reserved once
// and costs nothing until it is used.
#ifndef CICLE_JIT_RUNNER_REGION_H
#define CICLE_JIT_RUNNER_REGION_H

#include <stdbool.h>
#include <stddef.h>

// Reserves the range. Once; aborts when not even a smaller one can be had.
void region_init(void);

// Gives pages, readable and writable, in which machine code is to be written: no page is ever
// writable and executable at once. NULL when the range's code part is full. size_bytes is rounded
// up to whole pages; align: a power of two, at least a page. Never given back.
void *region_code(size_t size_bytes, size_t align);

// Makes whole pages of region_code() executable and not writable. Returns -1 when the system
// refuses.
int region_seal(void *pages, size_t size_bytes);

// Makes them writable and not executable again. What stood in them is gone, and their memory the
// system's until they are written. Returns -1 when the system refuses: nobody can use them again.
int region_unseal(void *pages, size_t size_bytes);

// Gives zeroed pages for objects. An object that does not fit any more gets pages elsewhere.
// NULL when there is no memory.
void *region_data(size_t size_bytes);

// Tells whether any of these bytes are in the range.
bool region_has(const void *start, size_t size_bytes);

// The same of the part for machine code.
bool region_has_code(const void *start, size_t size_bytes);

#endif
