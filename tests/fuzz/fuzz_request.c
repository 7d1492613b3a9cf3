// tests/fuzz/fuzz_request.c - whole messages of every type, with any content, into the request
// handlers.
//
// Takes the place of kernel/sockets.c, so that what is sent is looked at, and of jit/runner.c: its
// runner is dead, so that cells fail once they need it. Input: one record per message: a byte of
// its type, a byte of flags, two bytes of length, then the content as JSON.
#include "tests/fuzz/fake_runner.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "kernel/requests.h"

static const char *const types[] = {
    "kernel_info_request",
    "execute_request",
    "inspect_request",
    "complete_request",
    "is_complete_request",
    "history_request",
    "connect_request",
    "comm_info_request",
    "comm_open",
    "comm_msg",
    "comm_close",
    "interrupt_request",
    "shutdown_request",
    "debug_request",
    "create_subshell_request",
    "delete_subshell_request",
    "list_subshell_request",
    "input_reply",
    "usage_request",
    "unheard_of_request",
};

#define TYPE_CNT (sizeof types / sizeof *types)
#define HAS_SUBSHELL 1 // flags: the header names one that is there
#define HAS_CELL 2     // the metadata name a notebook's cell
#define ON_CONTROL 4
#define TRACK_MAX 5 // a cell, its busy, idle, reply, and more than these

// What one message led to; written while it is served, read after.
static struct {
	int reply_cnt;
	int busy_cnt, idle_cnt;
} seen;

// --- the sockets ----------------------------------------------------------------------------

static const char *word(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

// Every part of a message must be an object, and every reply say how it went.
bool sockets_send(const struct sockets *sockets, enum channel channel, const struct parcel *parcel)
{
	cJSON *header = cJSON_ParseWithLength(parcel->header.data, parcel->header.len);
	cJSON *content = cJSON_ParseWithLength(parcel->content.data, parcel->content.len);
	const char *state = word(content, "execution_state");

	(void)sockets;
	if (!cJSON_IsObject(content) || !word(header, "msg_type"))
		abort();
	seen.busy_cnt += state && !strcmp(state, "busy");
	seen.idle_cnt += state && !strcmp(state, "idle");
	if (channel == CHANNEL_SHELL || channel == CHANNEL_CONTROL) {
		seen.reply_cnt++;
		if (!word(content, "status") &&
		    strcmp(word(header, "msg_type"), "debug_reply") != 0)
			abort();
	}
	cJSON_Delete(header);
	cJSON_Delete(content);
	return true;
}

bool sockets_subscription(const struct sockets *sockets, char **topic)
{
	(void)sockets;
	*topic = NULL;
	return false;
}

void sockets_wait_for_slow(const struct sockets *sockets, bool is_waiting)
{
	(void)sockets;
	(void)is_waiting;
}

// --- the runner -----------------------------------------------------------------------------

void runner_send(struct runner *runner, const struct str *message)
{
	(void)runner;
	(void)message;
}

int runner_receive(struct runner *runner, enum message_type *type, const char **payload,
		   size_t *payload_len, struct err *err)
{
	(void)runner;
	(void)type;
	(void)payload;
	(void)payload_len;
	return err_set(err, ERR_RUNNER, "the runner has ended");
}

// --- the kernel -----------------------------------------------------------------------------

struct kernel {
	struct connection connection;
	struct wire *wire;
	struct requests requests;
	const char *subshell; // borrowed from the list of them
};

static void kernel_start(struct kernel *kernel)
{
	struct requests *requests = &kernel->requests;
	struct err err = {0};

	kernel->wire = wire_new("", &err);
	requests->connection = &kernel->connection;
	requests->interpreter = interpreter_new(&err);
	requests->history = history_new(":memory:");
	requests->post = post_new(NULL, kernel->wire);
	requests->widgets = widgets_new(requests->post);
	requests->executor = executor_new(requests->interpreter, requests->post, requests->history,
					  requests->widgets);
	requests->subshells = subshells_new();
	kernel->subshell = subshells_create(requests->subshells, &err);
	interpreter_set_history(requests->interpreter, requests->history);
	for (int i = 1; i <= 3; i++)
		history_put(requests->history, i, "int a;\na + 1", "1");
}

static void kernel_stop(struct kernel *kernel)
{
	struct requests *requests = &kernel->requests;

	interpreter_free(requests->interpreter);
	executor_free(requests->executor);
	widgets_free(requests->widgets);
	subshells_free(requests->subshells);
	history_free(requests->history);
	post_free(requests->post);
	wire_free(kernel->wire);
}

// Gives NULL for what is no message.
static struct message *make_message(struct kernel *kernel, const char *type, uint8_t flags,
				    const uint8_t *content, size_t len)
{
	const char *metadata = flags & HAS_CELL ? "{\"cellId\":\"a1\"}" : "{}";
	struct str header = {0};
	struct message *message;
	struct err err = {0};

	str_printf(&header, "{\"msg_id\":\"1\",\"msg_type\":\"%s\"", type);
	if (flags & HAS_SUBSHELL && kernel->subshell)
		str_printf(&header, ",\"subshell_id\":\"%s\"", kernel->subshell);
	str_puts(&header, "}");
	message = wire_parse(kernel->wire,
			     (struct frame[]){{"front", 5},
					      {WIRE_DELIMITER, strlen(WIRE_DELIMITER)},
					      {"", 0},
					      {header.data, header.len},
					      {"{}", 2},
					      {metadata, strlen(metadata)},
					      {content, len}},
			     7, &err);
	if (message)
		message->channel = flags & ON_CONTROL ? CHANNEL_CONTROL : CHANNEL_SHELL;
	str_release(&header);
	return message;
}

// Magics write files and run programs: cells that may hold one are left out.
static bool is_harmless(const struct message *message)
{
	char *text = cJSON_PrintUnformatted(message->content);
	bool has_magic = !text || strpbrk(text, "%!");

	cJSON_free(text);
	return strcmp(message->type, "execute_request") != 0 || !has_magic;
}

// A request gets one reply at most, between busy and idle. Cells are run to their end.
static void serve(struct kernel *kernel, struct message *message)
{
	bool is_input = !strcmp(message->type, "input_reply");

	memset(&seen, 0, sizeof seen);
	if (is_input) {
		executor_input(kernel->requests.executor, message);
		message_free(message);
	} else {
		requests_serve(&kernel->requests, &message);
	}
	for (int i = 0; i < TRACK_MAX; i++)
		executor_step(kernel->requests.executor);
	if (seen.reply_cnt > 1 || seen.busy_cnt != seen.idle_cnt)
		abort();
	if (executor_parent(kernel->requests.executor))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unpack in = unpack_from(data, size);
	struct kernel kernel = {0};
	struct message *message;

	hide_disk();
	kernel_start(&kernel);
	while (in.end - in.at >= 4 && !kernel.requests.is_shutdown) {
		const char *type = types[in.at[0] % TYPE_CNT];
		uint8_t flags = in.at[1];
		size_t len = in.at[2] | (size_t)in.at[3] << 8;
		size_t left = (size_t)(in.end - in.at - 4);

		len = len < left ? len : left;
		message = make_message(&kernel, type, flags, in.at + 4, len);
		in.at += 4 + len;
		if (message && is_harmless(message))
			serve(&kernel, message);
		else
			message_free(message);
	}
	kernel_stop(&kernel);
	return 0;
}
