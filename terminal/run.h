// terminal/run.h - the command that runs a program or a notebook.
#ifndef CICLE_TERMINAL_RUN_H
#define CICLE_TERMINAL_RUN_H

#include "base/err.h"

// Runs `cicle run`. args: the NULL-terminated words after it, [--profile OUT] FILE [ARG...].
// *status gets the program's exit status. Returns -1 with err filled when there is nothing that can
// be run.
int run_run(char **args, int *status, struct err *err);

#endif
