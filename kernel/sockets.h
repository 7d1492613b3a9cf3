// kernel/sockets.h - the five ZeroMQ sockets of a kernel.
//
// Heartbeat is echoed by a thread of its own; the other four belong to the thread that made them.
#ifndef CICLE_KERNEL_SOCKETS_H
#define CICLE_KERNEL_SOCKETS_H

#include <stdbool.h>

#include "base/err.h"
#include "kernel/connection.h"
#include "kernel/wire.h"

struct sockets;

// Binds all five, encrypted if the connection has CURVE keys. With a registration file the ports
// are found and noted in the connection. Returns NULL with err filled when a port is taken or an
// address is wrong. The caller frees with sockets_free().
struct sockets *sockets_new(struct connection *connection, struct err *err);

// Closes all five; waits up to a second for the last messages to get out.
void sockets_free(struct sockets *sockets);

// Gives the socket of a channel other than heartbeat, for zmq_poll(). Borrowed.
void *sockets_get(const struct sockets *sockets, enum channel channel);

// Takes one message that waits. Returns false when none does. *message is NULL when it was not
// worth reading (the log says why), otherwise the caller's.
bool sockets_take(const struct sockets *sockets, struct wire *wire, enum channel channel,
		  struct message **message);

// Sends a message. Returns false when the channel cannot take it now: nothing was sent then.
bool sockets_send(const struct sockets *sockets, enum channel channel, const struct parcel *parcel);

// Takes one change of who subscribes to iopub. Returns false when none waits. *topic is a copy for
// the caller to free when someone subscribed to it, otherwise NULL.
bool sockets_subscription(const struct sockets *sockets, char **topic);

// Says what iopub does for a subscriber that does not keep up: true: sockets_send() refuses (how
// it begins); false: that subscriber misses messages.
void sockets_wait_for_slow(const struct sockets *sockets, bool is_waiting);

#endif
