// jit/runner/checked_stack.h - locals of checked code: where they stand, and what stood there.
//
// gcc and clang mark what lies around a function's arrays and other locals whose address is taken,
// and give each frame a text that names them. Frames stand in rings of their own instead of on the
// stack where there is room, so that a function's locals are still known when it has returned.
#ifndef CICLE_JIT_RUNNER_CHECKED_STACK_H
#define CICLE_JIT_RUNNER_CHECKED_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCAL_NAME_BYTES 64

struct checked_local {
	char name[LOCAL_NAME_BYTES]; // "": one that is not known
	const char *start;
	size_t size_bytes;
	const void *function; // where the machine code of its function begins
	uint32_t line;        // 0: not known
};

// Gives what checked code knows of the stack by a name ("__asan_stack_malloc_1"), else NULL.
void *checked_stack_find(const char *name);

// Finds the local that is at an address or next to it. Returns false when there is none.
bool checked_stack_local(const char *address, struct checked_local *local);

// Begins a run on the main thread, ends it: its frames are gone.
void checked_stack_start(void);
void checked_stack_stop(void);

#endif
