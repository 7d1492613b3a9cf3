// jit/homes.h - where the session's objects are in the runner's memory: a table that kernel and
// runner share, so that objects can be read while a cell runs.
//
// The kernel makes it as an anonymous file; the runner finds it under HOMES_FD and writes an entry
// when an object gets its home. Nobody else writes; an entry without size has no home.
#ifndef CICLE_JIT_HOMES_H
#define CICLE_JIT_HOMES_H

#include <stddef.h>
#include <stdint.h>

#define HOMES_FD 4
// Slots above have no entry. Memory is only taken for pages that are written.
#define HOMES_CNT (1u << 18)

struct home {
	uint64_t address;
	uint64_t size_bytes;
};

// Makes the table's file. Returns its descriptor (close-on-exec), or -1.
int homes_create(void);

// Makes the table an empty one, for a new runner. Does nothing for -1.
void homes_clear(int fd);

// Maps the table, to write in the runner, else to read. NULL when it cannot be.
struct home *homes_map(int fd, int is_writable);
void homes_unmap(struct home *homes);

#endif
