// jit/runner/handlers.h - signal handlers and masks of cells, beside those that keep the runner
// alive.
//
// Cells' handlers are noted, not installed: a signal that has one comes to guard.c, which calls it
// while a cell runs (and else drops it). They stay from cell to cell, but those of faults and of
// interrupts. The default action of a signal that would end the process is guard.c's: it ends the
// cell.
#ifndef CICLE_JIT_RUNNER_HANDLERS_H
#define CICLE_JIT_RUNNER_HANDLERS_H

#include <signal.h>
#include <stdbool.h>

#include "jit/runner/support.h"

// Gives the functions' names and addresses, for what units are linked with.
const struct support_symbol *handlers_symbols(size_t *cnt);

// Tells whether a cell has a handler for the signal.
bool handlers_has(int signal);

// Calls it. In a signal handler.
void handlers_call(int signal, siginfo_t *info, void *context);

// Takes the handler of a signal away.
void handlers_drop(int signal);

#endif
