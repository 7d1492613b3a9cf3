// base/signals.h - SIGINT and SIGTERM as bytes of a pipe that a poll loop reads.
//
// Handlers, not a blocked mask and a signalfd: handlers end at exec, so that the runner and what
// it starts begin with signals as they should be.
#ifndef CICLE_BASE_SIGNALS_H
#define CICLE_BASE_SIGNALS_H

#include "base/err.h"

// Begins to catch; SIGPIPE is caught too, and means nothing. Returns the end of the pipe to poll,
// or -1 with err filled. Once per process.
int signals_catch(struct err *err);

// Takes one signal that came: SIGINT or SIGTERM; 0 when none did.
int signals_take(int fd);

#endif
