// jit/runner/threads.h - session objects that every thread has for itself.
//
// Their homes lie in a block of thread-local memory that the runner has from its start, so that
// units reach them by a fixed offset from the thread pointer (the local-exec model). A thread's
// block starts as the objects' initialisers left it: threads.c stands before pthread_create() and
// thrd_create(), for libraries too.
#ifndef CICLE_JIT_RUNNER_THREADS_H
#define CICLE_JIT_RUNNER_THREADS_H

#include <stdbool.h>
#include <stddef.h>

// The block's size. It is part of every stack: a thread that asks for the smallest one (16 KB) must
// still have room.
#define THREAD_LOCAL_BYTES (8 * 1024)

// Gives room in the block: the main thread's copy, zeroed. NULL when the block is full.
void *threads_home(size_t size_bytes, size_t align_bytes);

// Gives what units add to the thread pointer to reach a home.
ptrdiff_t threads_offset(const void *home);

// Notes that a home was initialised: threads that start later begin with its bytes.
// Does nothing for an address that is no home.
void threads_note_initial(const void *home, size_t size_bytes);

#endif
