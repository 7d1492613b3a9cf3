// base/command.h - runs another program and reads what it says.
#ifndef CICLE_BASE_COMMAND_H
#define CICLE_BASE_COMMAND_H

#include "base/err.h"
#include "base/str.h"

// Runs argv (ends with NULL; argv[0] is looked up in PATH) without input, and appends what it
// writes to stdout and stderr. Returns its exit status, or -1 with err filled when it cannot be
// started, is ended by a signal or takes longer than timeout_ms: then it is killed.
int command_capture(const char *const argv[], int timeout_ms, struct str *out, struct err *err);

#endif
