// kernel/handshake.c - tells the launcher which ports the kernel found (protocol 5.6, JEP 66).
#include "kernel/handshake.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <zmq.h>

#include "base/file.h"
#include "base/log.h"
#include "kernel/clock.h"

#define PATIENCE_MS 30000 // a server that starts a hundred kernels is slow
#define ANSWER "ACK"
#define ANSWER_MAX_BYTES 4096
#define ID_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
#define ID_MAX_BYTES 100

struct handshake {
	const struct connection *connection;
	const struct wire *wire;
	void *context;
	void *socket;
};

static char *ports_json(const struct connection *connection)
{
	cJSON *json = cJSON_CreateObject();
	char *text;

	cJSON_AddStringToObject(json, "kernel_id", connection->kernel_id);
	for (int i = 0; i < CHANNEL_CNT; i++) {
		struct str port = {0};

		str_printf(&port, "%d", connection->ports[i]);
		cJSON_AddStringToObject(json, connection_port_name(i), str_text(&port));
		str_release(&port);
	}
	text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	return text;
}

static int open_socket(struct handshake *handshake, struct err *err)
{
	const int no_linger = 0;
	const int64_t max = ANSWER_MAX_BYTES;
	struct str address = {0};
	int rc = 0;

	handshake->context = zmq_ctx_new();
	handshake->socket = zmq_socket(handshake->context, ZMQ_DEALER);
	connection_registration_address(handshake->connection, &address);
	if (!handshake->socket)
		return err_set(err, ERR_SYSTEM, "cannot make a socket: %s", zmq_strerror(errno));
	zmq_setsockopt(handshake->socket, ZMQ_LINGER, &no_linger, sizeof no_linger);
	zmq_setsockopt(handshake->socket, ZMQ_MAXMSGSIZE, &max, sizeof max);
	if (zmq_connect(handshake->socket, str_text(&address)))
		rc = err_set(err, ERR_SYSTEM, "cannot connect to %s: %s", str_text(&address),
			     zmq_strerror(errno));
	str_release(&address);
	return rc;
}

static void close_socket(struct handshake *handshake)
{
	if (handshake->socket)
		zmq_close(handshake->socket);
	while (zmq_ctx_term(handshake->context) && errno == EINTR)
		;
}

static int send_ports(const struct handshake *handshake, struct err *err)
{
	char signature[WIRE_SIGNATURE_SIZE];
	char *text = ports_json(handshake->connection);
	const struct frame content = {text, strlen(text)};
	void *socket = handshake->socket;
	bool is_sent;

	wire_sign_one(handshake->wire, &content, signature);
	is_sent = zmq_send(socket, WIRE_DELIMITER, strlen(WIRE_DELIMITER), ZMQ_SNDMORE) >= 0 &&
		  zmq_send(socket, signature, strlen(signature), ZMQ_SNDMORE) >= 0 &&
		  zmq_send(socket, content.bytes, content.len, 0) >= 0;
	cJSON_free(text);
	return is_sent ? 0
		       : err_set(err, ERR_SYSTEM, "cannot send the ports: %s", zmq_strerror(errno));
}

// Reads one message; tells whether it is the launcher's word.
static bool take_answer(const struct handshake *handshake)
{
	struct frame frames[3] = {{0}};
	zmq_msg_t parts[3];
	struct err err = {0};
	size_t cnt = 0;
	bool is_ours, has_more = true;

	for (size_t i = 0; i < 3; i++)
		zmq_msg_init(&parts[i]);
	for (; has_more; cnt++) {
		zmq_msg_t *part = &parts[cnt < 3 ? cnt : 2];

		if (zmq_msg_recv(part, handshake->socket, ZMQ_DONTWAIT) < 0)
			break;
		has_more = zmq_msg_more(part);
	}
	for (size_t i = 0; i < 3; i++)
		frames[i] = (struct frame){zmq_msg_data(&parts[i]), zmq_msg_size(&parts[i])};
	is_ours = cnt == 3 && frames[2].len == strlen(ANSWER) &&
		  !memcmp(frames[2].bytes, ANSWER, frames[2].len) &&
		  !wire_verify_one(handshake->wire, &frames[1], &frames[2], &err);
	for (size_t i = 0; i < 3; i++)
		zmq_msg_close(&parts[i]);
	if (!is_ours)
		log_line("wire", 0, "passed over an answer to the registration: %s",
			 err.code ? err.text : "it is no " ANSWER);
	return is_ours;
}

static int wait_for_answer(const struct handshake *handshake, int signal_fd, struct err *err)
{
	int64_t end_ns = clock_ns() + (int64_t)PATIENCE_MS * 1000000;
	zmq_pollitem_t items[] = {{.socket = handshake->socket, .events = ZMQ_POLLIN},
				  {.fd = signal_fd, .events = ZMQ_POLLIN}};

	for (;;) {
		int64_t left_ms = (end_ns - clock_ns()) / 1000000;

		if (left_ms <= 0)
			return err_set(err, ERR_SYSTEM,
				       "the launcher did not acknowledge the kernel's ports in "
				       "%d s",
				       PATIENCE_MS / 1000);
		if (zmq_poll(items, 2, left_ms) < 0 && errno != EINTR)
			return err_set(err, ERR_SYSTEM, "cannot poll: %s", zmq_strerror(errno));
		if (items[1].revents)
			return err_set(err, ERR_SYSTEM, "a signal came before the registration");
		if (items[0].revents && take_answer(handshake))
			return 0;
	}
}

int handshake_run(const struct connection *connection, const struct wire *wire, int signal_fd,
		  struct err *err)
{
	struct handshake handshake = {.connection = connection, .wire = wire};
	int rc = open_socket(&handshake, err);

	if (rc == 0)
		rc = send_ports(&handshake, err);
	if (rc == 0)
		rc = wait_for_answer(&handshake, signal_fd, err);
	close_socket(&handshake);
	return rc;
}

// --- the connection file --------------------------------------------------------------------

static char *file_json(const struct connection *connection)
{
	cJSON *json = cJSON_CreateObject();
	char *text;

	cJSON_AddStringToObject(json, "transport", connection->transport);
	cJSON_AddStringToObject(json, "ip", connection->ip);
	cJSON_AddStringToObject(json, "signature_scheme", "hmac-sha256");
	cJSON_AddStringToObject(json, "key", connection->key);
	for (int i = 0; i < CHANNEL_CNT; i++)
		cJSON_AddNumberToObject(json, connection_port_name(i), connection->ports[i]);
	if (connection->curve_secret) {
		cJSON_AddStringToObject(json, "curve_publickey", connection->curve_public);
		cJSON_AddStringToObject(json, "curve_secretkey", connection->curve_secret);
	}
	text = cJSON_Print(json);
	cJSON_Delete(json);
	return text;
}

// An id comes from outside: one that is no plain name is replaced by the process's number.
static void add_name(const struct connection *connection, struct str *path)
{
	const char *id = connection->kernel_id;

	if (id[0] && strlen(id) <= ID_MAX_BYTES && !id[strspn(id, ID_CHARS)])
		str_printf(path, "kernel-%s-connection.json", id);
	else
		str_printf(path, "kernel-%ld-connection.json", (long)getpid());
}

void handshake_write_file(const struct connection *connection, const char *registration_path,
			  struct str *path)
{
	const char *slash = strrchr(registration_path, '/');
	char *text = file_json(connection);
	struct err err = {0};
	mode_t before;

	if (slash)
		str_add(path, registration_path, (size_t)(slash + 1 - registration_path));
	add_name(connection, path);
	before = umask(S_IRWXG | S_IRWXO);
	if (file_replace(str_text(path), text, strlen(text), &err)) {
		log_line("wire", 0, "other clients will not find the kernel: %s", err.text);
		str_clear(path);
	}
	umask(before);
	cJSON_free(text);
}
