// kernel/sockets.c - the five ZeroMQ sockets of a kernel.
#include "kernel/sockets.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zmq.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"

#define LINGER_MS 1000
#define FRAME_MAX_CNT 64 // identities, six frames and buffers
#define TOPIC_MAX_BYTES 1024
#define IPC_PORT_MAX 10000

// What a peer may cost, who need not have the key: frames above the size end its connection before
// they are read, and a queue that is full stops reading from it.
struct bounds {
	int64_t frame_bytes;
	int in_cnt;  // messages that wait to be read
	int out_cnt; // messages that wait for a peer; 0: any number
};

// A widget's file is a frame of its buffers. Replies are never dropped, as only who has the key
// gets any. Of heartbeats and publications a slow peer misses some; iopub's have about 512 KiB.
static const struct bounds bounds[CHANNEL_CNT] = {
    [CHANNEL_SHELL] = {64 << 20, 4, 0},      [CHANNEL_CONTROL] = {64 << 20, 4, 0},
    [CHANNEL_STDIN] = {64 << 20, 4, 0},      [CHANNEL_IOPUB] = {64 << 10, 1000, 256},
    [CHANNEL_HEARTBEAT] = {1 << 20, 16, 16},
};

struct sockets {
	void *context;
	void *by_channel[CHANNEL_CNT]; // heartbeat's is NULL while its thread has it
	pthread_t heartbeat;
	bool has_heartbeat;
};

static const int types[CHANNEL_CNT] = {
    [CHANNEL_SHELL] = ZMQ_ROUTER, [CHANNEL_CONTROL] = ZMQ_ROUTER,   [CHANNEL_STDIN] = ZMQ_ROUTER,
    [CHANNEL_IOPUB] = ZMQ_XPUB,   [CHANNEL_HEARTBEAT] = ZMQ_ROUTER,
};

static void set_int(void *socket, int option, int value)
{
	zmq_setsockopt(socket, option, &value, sizeof value);
}

static void set_options(void *socket, enum channel channel, bool is_ipv6)
{
	const struct bounds *bound = &bounds[channel];

	set_int(socket, ZMQ_LINGER, LINGER_MS);
	set_int(socket, ZMQ_IPV6, is_ipv6);
	set_int(socket, ZMQ_RCVHWM, bound->in_cnt);
	set_int(socket, ZMQ_SNDHWM, bound->out_cnt);
	zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &bound->frame_bytes, sizeof bound->frame_bytes);
	if (channel == CHANNEL_IOPUB) {
		set_int(socket, ZMQ_XPUB_VERBOSER, 1);
		set_int(socket, ZMQ_XPUB_NODROP, 1);
	}
}

// Clients must know the public key, which is in the connection file; there is no list of theirs.
static int set_curve(void *socket, const struct connection *connection, struct err *err)
{
	const char *public_key = connection->curve_public;
	const char *secret_key = connection->curve_secret;

	if (!secret_key)
		return 0;
	set_int(socket, ZMQ_CURVE_SERVER, 1);
	if (zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, public_key, strlen(public_key) + 1) ||
	    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, strlen(secret_key) + 1))
		return err_set(err, ERR_SYSTEM, "cannot turn encryption on: %s",
			       zmq_strerror(errno));
	return 0;
}

// Binds to the connection's address for a channel. A socket in the file system is its owner's.
static int bind_channel(void *socket, const struct connection *connection, enum channel channel,
			struct err *err)
{
	mode_t before = umask(S_IRWXG | S_IRWXO);
	struct str address = {0};
	int rc = 0;

	connection_address(connection, channel, &address);
	if (zmq_bind(socket, str_text(&address)))
		rc = err_set(err, ERR_SYSTEM, "cannot bind to %s: %s", str_text(&address),
			     zmq_strerror(errno));
	umask(before);
	str_release(&address);
	return rc;
}

// Finds the first number for which there is no file of that name: binding would replace it.
static int free_ipc_port(const struct connection *connection, int first)
{
	for (int port = first; port < IPC_PORT_MAX; port++) {
		struct str path = {0};
		bool is_free;

		str_printf(&path, "%s-%d", connection->ip, port);
		is_free = access(str_text(&path), F_OK) != 0;
		str_release(&path);
		if (is_free)
			return port;
	}
	return IPC_PORT_MAX;
}

// Tells the port that the system chose for a socket that is bound to port 0.
static int bound_port(void *socket)
{
	char endpoint[512];
	size_t len = sizeof endpoint;
	const char *colon;

	if (zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &len))
		return 0;
	colon = strrchr(endpoint, ':');
	return colon ? atoi(colon + 1) : 0;
}

// Binds to a port that nobody has, and notes it.
static int bind_anywhere(void *socket, struct connection *connection, enum channel channel,
			 struct err *err)
{
	bool is_ipc = strcmp(connection->transport, "ipc") == 0;
	int before = channel > 0 ? connection->ports[channel - 1] : 0;

	connection->ports[channel] = is_ipc ? free_ipc_port(connection, before + 1) : 0;
	if (bind_channel(socket, connection, channel, err))
		return -1;
	if (!is_ipc)
		connection->ports[channel] = bound_port(socket);
	return 0;
}

static int open_channel(struct sockets *sockets, struct connection *connection,
			enum channel channel, struct err *err)
{
	void *socket = zmq_socket(sockets->context, types[channel]);

	if (!socket)
		return err_set(err, ERR_SYSTEM, "cannot make a socket: %s", zmq_strerror(errno));
	sockets->by_channel[channel] = socket;
	set_options(socket, channel, strchr(connection->ip, ':') != NULL);
	if (set_curve(socket, connection, err))
		return -1;
	return connection->registration_port ? bind_anywhere(socket, connection, channel, err)
					     : bind_channel(socket, connection, channel, err);
}

// Sends back what comes in until the context is shut down. Owns the socket.
static void *echo_heartbeats(void *socket)
{
	while (zmq_proxy(socket, socket, NULL) && errno == EINTR)
		;
	zmq_close(socket);
	return NULL;
}

static int start_heartbeat(struct sockets *sockets, struct err *err)
{
	void *socket = sockets->by_channel[CHANNEL_HEARTBEAT];
	int rc = pthread_create(&sockets->heartbeat, NULL, echo_heartbeats, socket);

	if (rc)
		return err_set(err, ERR_SYSTEM, "cannot start the heartbeat thread: %s",
			       strerror(rc));
	sockets->by_channel[CHANNEL_HEARTBEAT] = NULL;
	sockets->has_heartbeat = true;
	return 0;
}

struct sockets *sockets_new(struct connection *connection, struct err *err)
{
	struct sockets *sockets = mem_zalloc(sizeof *sockets);
	int rc = 0;

	sockets->context = zmq_ctx_new();
	for (int i = 0; i < CHANNEL_CNT && rc == 0; i++)
		rc = open_channel(sockets, connection, i, err);
	if (rc == 0)
		rc = start_heartbeat(sockets, err);
	if (rc) {
		sockets_free(sockets);
		return NULL;
	}
	return sockets;
}

void sockets_free(struct sockets *sockets)
{
	if (!sockets)
		return;
	for (int i = 0; i < CHANNEL_CNT; i++) {
		if (sockets->by_channel[i])
			zmq_close(sockets->by_channel[i]);
	}
	zmq_ctx_shutdown(sockets->context);
	if (sockets->has_heartbeat)
		pthread_join(sockets->heartbeat, NULL);
	while (zmq_ctx_term(sockets->context) && errno == EINTR)
		;
	free(sockets);
}

void *sockets_get(const struct sockets *sockets, enum channel channel)
{
	return sockets->by_channel[channel];
}

// Reads all frames of the next message into parts. Gives their number, 0 when nothing waits; those
// above cap are read and dropped, but counted.
static size_t receive(void *socket, zmq_msg_t *parts, size_t cap)
{
	zmq_msg_t spare;
	size_t cnt = 0;
	bool has_more = true;

	zmq_msg_init(&spare);
	while (has_more && zmq_msg_recv(&spare, socket, ZMQ_DONTWAIT) >= 0) {
		has_more = zmq_msg_more(&spare);
		if (cnt < cap) {
			zmq_msg_init(&parts[cnt]);
			zmq_msg_move(&parts[cnt], &spare);
		}
		cnt++;
	}
	zmq_msg_close(&spare);
	return cnt;
}

bool sockets_take(const struct sockets *sockets, struct wire *wire, enum channel channel,
		  struct message **message)
{
	zmq_msg_t parts[FRAME_MAX_CNT];
	struct frame frames[FRAME_MAX_CNT];
	struct err err = {0};
	size_t cnt = receive(sockets->by_channel[channel], parts, FRAME_MAX_CNT);
	size_t kept_cnt = cnt < FRAME_MAX_CNT ? cnt : FRAME_MAX_CNT;

	*message = NULL;
	if (cnt == 0)
		return false;
	for (size_t i = 0; i < kept_cnt; i++)
		frames[i] = (struct frame){zmq_msg_data(&parts[i]), zmq_msg_size(&parts[i])};
	if (cnt > FRAME_MAX_CNT)
		err_set(&err, ERR_FORMAT, "it has too many frames (%zu)", cnt);
	else
		*message = wire_parse(wire, frames, cnt, &err);
	if (*message)
		(*message)->channel = channel;
	else
		log_line("wire", 0, "dropped a message: %s", err.text);
	for (size_t i = 0; i < kept_cnt; i++)
		zmq_msg_close(&parts[i]);
	return true;
}

// Sends one frame of several; tells whether the socket took it.
static bool send_frame(void *socket, const void *bytes, size_t len, int flags)
{
	int rc;

	do
		rc = zmq_send(socket, bytes, len, flags | ZMQ_DONTWAIT);
	while (rc < 0 && errno == EINTR);
	return rc >= 0;
}

static bool send_text(void *socket, const struct str *text, int flags)
{
	return send_frame(socket, str_text(text), text->len, flags);
}

// The first frame decides whether a message is taken; later ones then are, too.
static bool send_route(void *socket, const struct str *route)
{
	struct unpack in = unpack_from(route->data, route->len);
	bool is_taken = true;

	while (in.at < in.end && is_taken) {
		size_t len;
		const char *bytes = unpack_bytes(&in, &len);

		is_taken = send_frame(socket, bytes, len, ZMQ_SNDMORE);
	}
	return is_taken;
}

bool sockets_send(const struct sockets *sockets, enum channel channel, const struct parcel *parcel)
{
	void *socket = sockets->by_channel[channel];
	size_t signature_len = strlen(parcel->signature);

	return send_route(socket, &parcel->route) &&
	       send_frame(socket, WIRE_DELIMITER, strlen(WIRE_DELIMITER), ZMQ_SNDMORE) &&
	       send_frame(socket, parcel->signature, signature_len, ZMQ_SNDMORE) &&
	       send_text(socket, &parcel->header, ZMQ_SNDMORE) &&
	       send_text(socket, &parcel->parent, ZMQ_SNDMORE) &&
	       send_text(socket, &parcel->metadata, ZMQ_SNDMORE) &&
	       send_text(socket, &parcel->content, 0);
}

bool sockets_subscription(const struct sockets *sockets, char **topic)
{
	zmq_msg_t part;
	size_t cnt = receive(sockets->by_channel[CHANNEL_IOPUB], &part, 1);
	const char *bytes;
	size_t len;

	*topic = NULL;
	if (cnt == 0)
		return false;
	bytes = zmq_msg_data(&part);
	len = zmq_msg_size(&part);
	// The first byte says what it is: 1 a subscription, 0 its end; anything else is not one.
	if (cnt == 1 && len > 0 && len <= TOPIC_MAX_BYTES && bytes[0] == 1)
		*topic = mem_strndup(bytes + 1, len - 1);
	zmq_msg_close(&part);
	return true;
}

void sockets_wait_for_slow(const struct sockets *sockets, bool is_waiting)
{
	set_int(sockets->by_channel[CHANNEL_IOPUB], ZMQ_XPUB_NODROP, is_waiting);
}
