// kernel/handshake.h - tells the launcher which ports the kernel found (protocol 5.6, JEP 66).
//
// A DEALER to the launcher's registration socket sends
//
//   <IDS|MSG> | signature | {"kernel_id": ..., "shell_port": "4711", ...}
//
// and gets <IDS|MSG> | signature | ACK. The signatures are those of the one frame behind them.
// Ports are strings, as the launcher of xeus-zmq 3.1 wants them.
#ifndef CICLE_KERNEL_HANDSHAKE_H
#define CICLE_KERNEL_HANDSHAKE_H

#include "base/err.h"
#include "base/str.h"
#include "kernel/connection.h"
#include "kernel/wire.h"

// Registers a kernel whose sockets are bound. Waits for the acknowledgement, at most 30 s; what is
// not signed as it should be is passed over. Returns -1 with err filled when none comes, or when
// signal_fd has something to read.
int handshake_run(const struct connection *connection, const struct wire *wire, int signal_fd,
		  struct err *err);

// Writes a connection file beside the registration file, which none but this user may read, so
// that other clients find the kernel. path gets its name, for who removes it. A failure is said in
// the log; path is empty then.
void handshake_write_file(const struct connection *connection, const char *registration_path,
			  struct str *path);

#endif
