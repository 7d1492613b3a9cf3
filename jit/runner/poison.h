// jit/runner/poison.h - what checked code may not touch: a byte for each 8 bytes of memory.
//
// 0: nothing is known; 1 to 7: so many of them may be used; else why none may. They lie where the
// code that gcc and clang write for -fsanitize=address expects them (ASan's mapping for x86-64
// Linux), as it marks its own stack frames; pages are taken as they are written.
#ifndef CICLE_JIT_RUNNER_POISON_H
#define CICLE_JIT_RUNNER_POISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum poison {
	POISON_NONE = 0,
	POISON_LEFT = 0xf1, // of a stack frame; these five are the compilers'
	POISON_MIDDLE = 0xf2,
	POISON_RIGHT = 0xf3,
	POISON_RETURNED = 0xf5,
	POISON_SCOPE = 0xf8,
	POISON_LEFT_DYNAMIC = 0xca, // of alloca() and arrays of variable length
	POISON_RIGHT_DYNAMIC = 0xcb,
	POISON_GLOBAL = 0xf9, // behind a session object
	POISON_BEFORE = 0xf7, // a block of malloc's
	POISON_BEHIND = 0xfa,
	POISON_FREED = 0xfd,
};

// Gives the byte of an address, or NULL when nothing near it was ever marked.
unsigned char *poison_of(uintptr_t address);

// Marks [start, end), from an address divisible by 8.
void poison_mark(const char *start, const char *end, enum poison what);

// Marks what is behind an object, from its last byte up to an end; nothing of the object itself was
// marked. start is divisible by 8.
void poison_behind(const char *start, size_t size_bytes, const char *end, enum poison what);

// Makes room for the bytes of an address. Returns false when there is none.
bool poison_make(uintptr_t address);

// Answers a fault: true when checked code wrote a byte for which there was no room, and now is.
// For signal handlers.
bool poison_resolve(const void *fault_address);

// Forgets all marks.
void poison_clear(void);

#endif
