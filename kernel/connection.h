// kernel/connection.h - the connection file: where to bind, and the keys that sign and encrypt.
//
// A registration file has registration_port in place of the five ports: the kernel finds ports and
// tells them (kernel/handshake.h).
#ifndef CICLE_KERNEL_CONNECTION_H
#define CICLE_KERNEL_CONNECTION_H

#include "base/err.h"
#include "base/str.h"

enum channel {
	CHANNEL_SHELL,
	CHANNEL_CONTROL,
	CHANNEL_STDIN,
	CHANNEL_IOPUB,
	CHANNEL_HEARTBEAT,
	CHANNEL_CNT,
};

struct connection {
	char *transport; // "tcp" or "ipc"
	char *ip;        // an address; the path's beginning for ipc
	char *key;       // "" turns signatures off
	int ports[CHANNEL_CNT];
	// CURVE keys of the kernel's five sockets, in Z85; both or none (NULL).
	char *curve_public;
	char *curve_secret;
	// Of a registration file; otherwise 0 and NULL.
	int registration_port;
	char *registration_ip;
	char *kernel_id;
};

// Reads a connection file. Returns -1 with err filled when it cannot be read or used. The caller
// releases it. What makes a usable file unsafe (others may read it; no key; a network without
// encryption) is said in the log.
int connection_read(struct connection *connection, const char *path, struct err *err);

// Reads a connection file's text; otherwise as connection_read().
int connection_parse(struct connection *connection, const char *text, struct err *err);

void connection_release(struct connection *connection);

// Appends the ZeroMQ address to bind for a channel: "tcp://127.0.0.1:5555", "ipc:///tmp/k-1".
void connection_address(const struct connection *connection, enum channel channel, struct str *out);

// Appends the address of the registration socket, as connection_address().
void connection_registration_address(const struct connection *connection, struct str *out);

// Gives the file's name for a channel's port, "shell_port". Static.
const char *connection_port_name(enum channel channel);

#endif
