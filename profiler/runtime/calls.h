// profiler/runtime/calls.h - calls of library functions: opened before them, closed behind them.
//
// A library function cannot be instrumented, so profiled units call it through a thunk
// (jit/runner/library.h): it opens the call, has the function return to the thunk, closes the
// call and goes back to where the unit goes on. Until then that address is kept here, in a stack
// beside each thread's own.
#ifndef CICLE_PROFILER_RUNTIME_CALLS_H
#define CICLE_PROFILER_RUNTIME_CALLS_H

#include <stdbool.h>
#include <stdint.h>

// Opens a call on the calling thread. return_slot: where on the stack its return address stands,
// which is kept. Returns false when nothing is kept, as while no collection is on: the function
// must then return to its caller by itself.
bool calls_enter(uint32_t function, void **return_slot);

// Closes the call that calls_enter() opened with this slot and gives its return address. Works
// across collections: a call may outlive the one that it began in.
void *calls_leave(void **return_slot);

// Gives the place of the address where the open call with this slot will go on, NULL when there is
// none: for a traceback, and to have the call go on elsewhere. The slot itself leads to the thunk.
uintptr_t *calls_return_slot(const void *return_slot);

// Forgets the calls that a jump leaves: those whose slots lie in [from, to).
void calls_unwind(const void *from, const void *to);

// Forgets all calls of the calling thread, which cannot return any more.
void calls_forget(void);

#endif
