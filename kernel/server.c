// kernel/server.c - the kernel process: one poll loop over sockets, interpreter and signals.
#include "kernel/server.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <zmq.h>

#include "kernel/clock.h"
#include "kernel/handshake.h"
#include "kernel/parent.h"
#include "kernel/requests.h"
#include "base/signals.h"

// Requests that one round answers on a channel, so that control is never far away.
#define ROUND_CNT 32
// How often publications are tried again while a subscriber does not keep up.
#define STUCK_RETRY_MS 5

#define SOCKET_CNT CHANNEL_HEARTBEAT // all but the last channel, which has its own thread
#define SIGNAL_ITEM SOCKET_CNT
#define PARENT_ITEM (SOCKET_CNT + 1) // if there is one
#define POLL_MAX (SOCKET_CNT + 2 + INTERPRETER_FD_MAX)

struct server {
	struct connection connection;
	struct str own_file; // the connection file that was written for a registration file
	struct wire *wire;
	struct interpreter *interpreter;
	struct sockets *sockets;
	struct post *post;
	struct history *history;
	struct widgets *widgets;
	struct executor *executor;
	struct subshells *subshells;
	struct requests requests;
	int signal_fd;
	int parent_fd; // -1: nobody's end matters
	zmq_pollitem_t
	    items[POLL_MAX]; // of this round: the channels, the signals, the parent, the fds below
	struct pollfd fds[INTERPRETER_FD_MAX]; // the interpreter's, of this round
	size_t fd_cnt;
};

// Other clients find the kernel by a file of its own, once the launcher has it.
static int register_kernel(struct server *server, const char *path, struct err *err)
{
	if (handshake_run(&server->connection, server->wire, server->signal_fd, err))
		return -1;
	handshake_write_file(&server->connection, path, &server->own_file);
	return 0;
}

// The runner is started before anything else, so that it gets ready while the sockets are bound.
static int start(struct server *server, const char *connection_path, struct err *err)
{
	struct str history_path = {0};

	if (connection_read(&server->connection, connection_path, err))
		return -1;
	if ((server->signal_fd = signals_catch(err)) < 0)
		return -1;
	server->parent_fd = parent_open();
	if (!(server->interpreter = interpreter_new(err)))
		return -1;
	if (!(server->wire = wire_new(server->connection.key, err)))
		return -1;
	if (!(server->sockets = sockets_new(&server->connection, err)))
		return -1;
	if (server->connection.registration_port && register_kernel(server, connection_path, err))
		return -1;
	server->post = post_new(server->sockets, server->wire);
	history_default_path(&history_path);
	server->history = history_new(str_text(&history_path));
	str_release(&history_path);
	interpreter_set_history(server->interpreter, server->history);
	server->widgets = widgets_new(server->post);
	server->executor =
	    executor_new(server->interpreter, server->post, server->history, server->widgets);
	server->subshells = subshells_new();
	server->requests = (struct requests){
	    .connection = &server->connection,
	    .interpreter = server->interpreter,
	    .history = server->history,
	    .executor = server->executor,
	    .widgets = server->widgets,
	    .post = server->post,
	    .subshells = server->subshells,
	};
	return 0;
}

static void stop(struct server *server)
{
	if (server->interpreter)
		interpreter_free(server->interpreter);
	executor_free(server->executor);
	widgets_free(server->widgets);
	subshells_free(server->subshells);
	history_free(server->history);
	post_free(server->post);
	sockets_free(server->sockets);
	wire_free(server->wire);
	if (server->signal_fd >= 0)
		close(server->signal_fd);
	if (server->parent_fd >= 0)
		close(server->parent_fd);
	if (server->own_file.len)
		unlink(str_text(&server->own_file));
	str_release(&server->own_file);
	connection_release(&server->connection);
}

// Gives the shorter of two timeouts, where -1 is for ever.
static int shorter(int a_ms, int b_ms)
{
	if (a_ms < 0 || b_ms < 0)
		return a_ms < 0 ? b_ms : a_ms;
	return a_ms < b_ms ? a_ms : b_ms;
}

static int timeout_ms(const struct server *server)
{
	int ms = executor_timeout_ms(server->executor);

	if (post_is_stuck(server->post))
		return STUCK_RETRY_MS;
	return shorter(ms, interpreter_timeout_ms(server->interpreter));
}

static size_t fill_poll(struct server *server)
{
	zmq_pollitem_t *items = server->items;
	size_t cnt = 0;

	for (int i = 0; i < SOCKET_CNT; i++)
		items[cnt++] = (zmq_pollitem_t){.socket = sockets_get(server->sockets, i),
						.events = ZMQ_POLLIN};
	items[cnt++] = (zmq_pollitem_t){.fd = server->signal_fd, .events = ZMQ_POLLIN};
	if (server->parent_fd >= 0)
		items[cnt++] = (zmq_pollitem_t){.fd = server->parent_fd, .events = ZMQ_POLLIN};
	for (size_t i = 0; i < server->fd_cnt; i++) {
		short events = server->fds[i].events;

		items[cnt++] = (zmq_pollitem_t){
		    .fd = server->fds[i].fd,
		    .events = (short)((events & POLLIN ? ZMQ_POLLIN : 0) |
				      (events & POLLOUT ? ZMQ_POLLOUT : 0)),
		};
	}
	return cnt;
}

// While publications wait for a subscriber the interpreter is left alone: what the cell writes then
// stays in its pipe, and the cell waits. Not when it is to end.
static bool leaves_interpreter(const struct server *server)
{
	return post_is_stuck(server->post) && !interpreter_is_ending(server->interpreter);
}

// Sleeps until something happens.
static int wait_for_events(struct server *server, struct err *err)
{
	size_t cnt;

	server->fd_cnt = 0;
	if (!leaves_interpreter(server))
		server->fd_cnt =
		    interpreter_fds(server->interpreter, server->fds, INTERPRETER_FD_MAX);
	cnt = fill_poll(server);
	if (zmq_poll(server->items, (int)cnt, timeout_ms(server)) < 0 && errno != EINTR)
		return err_set(err, ERR_SYSTEM, "cannot poll: %s", zmq_strerror(errno));
	return 0;
}

// Asking a socket that has nothing costs two system calls.
static bool has_events(const struct server *server, size_t item)
{
	return server->items[item].revents != 0;
}

static void serve_signals(struct server *server)
{
	int signal_number;

	while ((signal_number = signals_take(server->signal_fd))) {
		if (signal_number == SIGINT)
			interpreter_interrupt(server->interpreter);
		else
			server->requests.is_shutdown = true;
	}
}

static void serve_channel(struct server *server, enum channel channel)
{
	struct message *message;

	for (int i = 0; i < ROUND_CNT; i++) {
		if (!sockets_take(server->sockets, server->wire, channel, &message))
			break;
		if (message)
			requests_serve(&server->requests, &message);
	}
}

static void serve_stdin(struct server *server)
{
	struct message *message;

	while (sockets_take(server->sockets, server->wire, CHANNEL_STDIN, &message)) {
		if (message)
			executor_input(server->executor, message);
		message_free(message);
	}
}

// Tells whether the runner had anything to say.
static bool serve_interpreter(struct server *server)
{
	int cnt;

	if (leaves_interpreter(server))
		return false;
	// zmq_poll() tells less of a descriptor than poll(): no POLLHUP.
	cnt = poll(server->fds, server->fd_cnt, 0);
	if (cnt >= 0)
		interpreter_ready(server->interpreter, server->fds, server->fd_cnt);
	return cnt > 0;
}

// Control goes first. Shell comes after the interpreter: requests that arrived while a cell failed
// are queued by the time the queue is aborted.
static void serve(struct server *server)
{
	bool has_spoken;

	if (has_events(server, SIGNAL_ITEM))
		serve_signals(server);
	if (server->parent_fd >= 0 && has_events(server, PARENT_ITEM))
		server->requests.is_shutdown = true;
	if (has_events(server, CHANNEL_IOPUB) || post_is_stuck(server->post))
		post_serve(server->post, clock_ns());
	if (has_events(server, CHANNEL_CONTROL))
		serve_channel(server, CHANNEL_CONTROL);
	if (has_events(server, CHANNEL_STDIN))
		serve_stdin(server);
	has_spoken = serve_interpreter(server);
	if (server->requests.is_shutdown)
		return;
	if (has_spoken || has_events(server, CHANNEL_SHELL)) {
		serve_signals(server); // an interrupt that came first is not for what comes now
		serve_channel(server, CHANNEL_SHELL);
	}
	executor_step(server->executor);
}

int server_run(const char *connection_path, struct err *err)
{
	struct server server = {.signal_fd = -1, .parent_fd = -1};
	int rc = start(&server, connection_path, err);

	while (rc == 0 && !server.requests.is_shutdown) {
		rc = wait_for_events(&server, err);
		if (rc == 0)
			serve(&server);
	}
	stop(&server);
	return rc;
}
