// jit/runner/caught.h - stops the main thread where a library's function returns to unit code.
//
// An interrupt must not take code out of malloc() or printf(), which hold locks; and code that does
// little else is hardly ever seen outside of them. So the return address of the library's function
// is replaced by one whose instruction raises a signal: there the function is done.
#ifndef CICLE_JIT_RUNNER_CAUGHT_H
#define CICLE_JIT_RUNNER_CAUGHT_H

#include <stdbool.h>

#include "jit/runner/guard.h"

// Replaces the return address, for the main thread, which is interrupted inside of a library and
// whose handler calls this. Does nothing where unwinding does not find it, and the second time in a
// guarded call.
void caught_set(guard_is_unit_code_fn is_unit_code);

// For the handler of ARCH_CAUGHT_SIGNAL, with its third argument: when the signal is that of a
// replaced address, the context is made that of a function that has just returned. Returns false
// when it is not.
bool caught_resolve(void *context);

// Puts the address back, where it still stands: the stack can be walked again.
void caught_release(void);

// A guarded call begins: there is no replaced address.
void caught_forget(void);

#endif
