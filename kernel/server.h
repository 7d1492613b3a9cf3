// kernel/server.h - the kernel process: one poll loop over sockets, interpreter and signals.
#ifndef CICLE_KERNEL_SERVER_H
#define CICLE_KERNEL_SERVER_H

#include "base/err.h"

// Runs a kernel on a connection file until it is told to shut down or gets SIGTERM. Returns -1
// with err filled when it cannot start. Once per process: it handles the process's signals.
int server_run(const char *connection_path, struct err *err);

#endif
