// terminal/repl.h - the prompt: reads cells from a terminal or a pipe, and runs each.
#ifndef CICLE_TERMINAL_REPL_H
#define CICLE_TERMINAL_REPL_H

#include "base/err.h"

// Runs `cicle` without a command, until the end of stdin. On a terminal lines are edited, and
// gathered until they are a whole cell. From a pipe they are gathered in the same way, without
// prompts. *status gets 0, or of a pipe the status of the last cell that failed. Returns -1 with
// err filled when no session can be started.
int repl_run(int *status, struct err *err);

#endif
