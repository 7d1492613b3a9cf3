// jit/runner/swap.h - optimised code is taken in while a cell runs.
//
// Only the main thread may link, and while a cell runs it is the cell's. Where the cell calls a
// session function by its stub, it is at a place where nothing of libc is half done, and nothing
// can tell that it was away. So, when an object waits at the socket, a thread of the runner's turns
// the stubs of functions that are not optimised yet to arch_caught() for a moment (swap_look()).
// The main thread's next call through one of them loads what waits and goes on to the function,
// as it is now; calls of other threads just go on. A cell that calls nothing for that long is
// caught later: each time that none came, the wait is twice as long.
#ifndef CICLE_JIT_RUNNER_SWAP_H
#define CICLE_JIT_RUNNER_SWAP_H

#include "jit/runner/slots.h"

// load(ctx) takes MESSAGE_LOAD off the socket; it is called on the main thread, in the middle of a
// cell. slots and ctx are borrowed for good.
void swap_init(struct slots *slots, void (*load)(void *ctx), void *ctx);

// Around a cell whose stubs may be turned. Main thread only; swap_end() also without the other.
void swap_begin(void);
void swap_end(void);

// Is called every now and then while a cell runs, by one thread that is not the main one.
void swap_look(void);

// Forgets the lock, in a process that was just forked.
void swap_adopt(void);

#endif
