// kernel/requests.c - answers every request but execute_request, at once, also while a cell runs.
#include "kernel/requests.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "kernel/fields.h"
#include "kernel/history_request.h"
#include "kernel/reply.h"
#include "kernel/utf8.h"
#include "base/version.h"

#define BANNER "cicle " CICLE_VERSION ": C in Jupyter, with the profiler built in"

// A kind of request.
struct handler {
	const char *request; // its msg_type
	const char *reply;   // the reply's; NULL when there is none
	// Makes the reply's content, NULL with err filled when the request is malformed.
	cJSON *(*answer)(struct requests *requests, const struct message *request, struct err *err);
};

static cJSON *language_info(void)
{
	cJSON *info = cJSON_CreateObject();

	cJSON_AddStringToObject(info, "name", "c");
	cJSON_AddStringToObject(info, "version", "11");
	cJSON_AddStringToObject(info, "mimetype", "text/x-csrc");
	cJSON_AddStringToObject(info, "file_extension", ".c");
	cJSON_AddStringToObject(info, "pygments_lexer", "c");
	cJSON_AddStringToObject(info, "codemirror_mode", "text/x-csrc");
	return info;
}

static cJSON *help_links(void)
{
	cJSON *links = cJSON_CreateArray();
	cJSON *link = cJSON_CreateObject();

	cJSON_AddStringToObject(link, "text", "C reference");
	cJSON_AddStringToObject(link, "url", "https://en.cppreference.com/w/c");
	cJSON_AddItemToArray(links, link);
	return links;
}

static cJSON *answer_kernel_info(struct requests *requests, const struct message *request,
				 struct err *err)
{
	cJSON *content = reply_ok(), *features;

	(void)requests;
	(void)request;
	(void)err;
	cJSON_AddStringToObject(content, "protocol_version", WIRE_PROTOCOL);
	cJSON_AddStringToObject(content, "implementation", "cicle");
	cJSON_AddStringToObject(content, "implementation_version", CICLE_VERSION);
	cJSON_AddItemToObject(content, "language_info", language_info());
	cJSON_AddStringToObject(content, "banner", BANNER);
	cJSON_AddFalseToObject(content, "debugger");
	cJSON_AddItemToObject(content, "help_links", help_links());
	features = cJSON_AddArrayToObject(content, "supported_features");
	cJSON_AddItemToArray(features, cJSON_CreateString("kernel subshells"));
	return content;
}

static cJSON *answer_is_complete(struct requests *requests, const struct message *request,
				 struct err *err)
{
	static const char *const words[] = {
	    [CODE_COMPLETE] = "complete",
	    [CODE_INCOMPLETE] = "incomplete",
	    [CODE_INVALID] = "invalid",
	};
	const char *code = field_text(request->content, "code", NULL, err);
	enum completeness completeness;
	struct str indent = {0};
	size_t indent_len = 0;
	cJSON *content;

	if (err->code)
		return NULL;
	completeness = interpreter_is_complete(requests->interpreter, code, &indent_len);
	content = cJSON_CreateObject();
	cJSON_AddStringToObject(content, "status", words[completeness]);
	if (completeness == CODE_INCOMPLETE) {
		str_printf(&indent, "%*s", (int)indent_len, "");
		cJSON_AddStringToObject(content, "indent", str_text(&indent));
		str_release(&indent);
	}
	return content;
}

// Reads the fields "code" and "cursor_pos" (code points; the end when missing). Returns -1 with
// err filled when one is wrong.
static int read_cursor(const cJSON *content, const char **code, size_t *cursor_byte,
		       struct err *err)
{
	int end_cp, cursor_cp;

	*code = field_text(content, "code", NULL, err);
	end_cp = (int)utf8_count(*code, strlen(*code));
	cursor_cp = field_int(content, "cursor_pos", 0, end_cp, end_cp, err);
	*cursor_byte = utf8_byte_of_cp(*code, (size_t)cursor_cp);
	return err->code ? -1 : 0;
}

// Splits what interpreter_complete() gives: the plain texts, and what JupyterLab's completer reads.
// Takes found.
static void add_matches(cJSON *content, cJSON *found, double start_cp, double end_cp)
{
	cJSON *matches = cJSON_AddArrayToObject(content, "matches");
	cJSON *metadata = cJSON_AddObjectToObject(content, "metadata");
	cJSON *item;

	cJSON_ArrayForEach(item, found)
	{
		const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(item, "text"));

		cJSON_AddItemToArray(matches, cJSON_CreateString(text));
		cJSON_AddNumberToObject(item, "start", start_cp);
		cJSON_AddNumberToObject(item, "end", end_cp);
	}
	cJSON_AddItemToObject(metadata, "_jupyter_types_experimental", found);
}

static cJSON *answer_complete(struct requests *requests, const struct message *request,
			      struct err *err)
{
	const char *code;
	size_t cursor_byte, start_byte, end_byte;
	double start_cp, end_cp;
	cJSON *content, *found;

	if (read_cursor(request->content, &code, &cursor_byte, err))
		return NULL;
	found =
	    interpreter_complete(requests->interpreter, code, cursor_byte, &start_byte, &end_byte);
	start_cp = (double)utf8_count(code, start_byte);
	end_cp = (double)utf8_count(code, end_byte);
	content = reply_ok();
	cJSON_AddNumberToObject(content, "cursor_start", start_cp);
	cJSON_AddNumberToObject(content, "cursor_end", end_cp);
	add_matches(content, found, start_cp, end_cp);
	return content;
}

static cJSON *answer_inspect(struct requests *requests, const struct message *request,
			     struct err *err)
{
	int detail_level = field_int(request->content, "detail_level", 0, 1, 0, err);
	const char *code;
	size_t cursor_byte;
	cJSON *content, *data;

	if (read_cursor(request->content, &code, &cursor_byte, err))
		return NULL;
	data = interpreter_inspect(requests->interpreter, code, cursor_byte, detail_level);
	content = reply_ok();
	cJSON_AddBoolToObject(content, "found", data != NULL);
	cJSON_AddItemToObject(content, "data", data ? data : cJSON_CreateObject());
	cJSON_AddItemToObject(content, "metadata", cJSON_CreateObject());
	return content;
}

static cJSON *answer_history(struct requests *requests, const struct message *request,
			     struct err *err)
{
	cJSON *found = history_query(requests->history, request->content, err);
	cJSON *content;

	if (!found)
		return NULL;
	content = reply_ok();
	cJSON_AddItemToObject(content, "history", found);
	return content;
}

static cJSON *answer_connect(struct requests *requests, const struct message *request,
			     struct err *err)
{
	cJSON *content = reply_ok();

	(void)request;
	(void)err;
	for (int i = 0; i < CHANNEL_CNT; i++)
		cJSON_AddNumberToObject(content, connection_port_name(i),
					requests->connection->ports[i]);
	return content;
}

static cJSON *answer_comm_info(struct requests *requests, const struct message *request,
			       struct err *err)
{
	const char *target = field_text(request->content, "target_name", "", err);
	cJSON *content;

	if (err->code)
		return NULL;
	content = reply_ok();
	cJSON_AddItemToObject(content, "comms",
			      widgets_list(requests->widgets, *target ? target : NULL));
	return content;
}

// Comms are opened by cells: what a front end opens is closed at once, so that it does not wait for
// a target.
static cJSON *answer_comm_open(struct requests *requests, const struct message *request,
			       struct err *err)
{
	const char *id = field_text(request->content, "comm_id", NULL, err);
	cJSON *content;

	if (err->code)
		return NULL;
	content = cJSON_CreateObject();
	cJSON_AddStringToObject(content, "comm_id", id);
	cJSON_AddItemToObject(content, "data", cJSON_CreateObject());
	post_publish(requests->post, request->header_json, "comm_close", content);
	return NULL;
}

// What is left of comm_msg: a comm that is not open, or a change that the model alone needs.
static cJSON *ignore(struct requests *requests, const struct message *request, struct err *err)
{
	(void)requests;
	(void)request;
	(void)err;
	return NULL;
}

static cJSON *answer_comm_close(struct requests *requests, const struct message *request,
				struct err *err)
{
	const char *id = field_text(request->content, "comm_id", "", err);

	widgets_close(requests->widgets, id);
	return NULL;
}

static cJSON *answer_interrupt(struct requests *requests, const struct message *request,
			       struct err *err)
{
	(void)request;
	(void)err;
	interpreter_interrupt(requests->interpreter);
	return reply_ok();
}

static cJSON *answer_shutdown(struct requests *requests, const struct message *request,
			      struct err *err)
{
	bool is_restart = field_flag(request->content, "restart", false, err);
	cJSON *content;

	if (err->code)
		return NULL;
	requests->is_shutdown = true;
	content = reply_ok();
	cJSON_AddBoolToObject(content, "restart", is_restart);
	post_publish(requests->post, request->header_json, "shutdown_reply",
		     cJSON_Duplicate(content, true));
	return content;
}

static cJSON *answer_debug(struct requests *requests, const struct message *request,
			   struct err *err)
{
	const cJSON *content = request->content;
	cJSON *answer = cJSON_CreateObject();

	(void)requests;
	(void)err;
	cJSON_AddStringToObject(answer, "type", "response");
	cJSON_AddNumberToObject(answer, "seq", 1);
	cJSON_AddNumberToObject(answer, "request_seq",
				field_int(content, "seq", 0, 1 << 30, 0, NULL));
	cJSON_AddStringToObject(answer, "command", field_text(content, "command", "", NULL));
	cJSON_AddFalseToObject(answer, "success");
	cJSON_AddStringToObject(answer, "message", "cicle has no debugger");
	return answer;
}

static cJSON *answer_create_subshell(struct requests *requests, const struct message *request,
				     struct err *err)
{
	const char *id = subshells_create(requests->subshells, err);
	cJSON *content;

	(void)request;
	if (!id)
		return NULL;
	content = reply_ok();
	cJSON_AddStringToObject(content, "subshell_id", id);
	return content;
}

static cJSON *answer_delete_subshell(struct requests *requests, const struct message *request,
				     struct err *err)
{
	const char *id = field_text(request->content, "subshell_id", NULL, err);

	if (err->code || subshells_delete(requests->subshells, id, err))
		return NULL;
	return reply_ok();
}

static cJSON *answer_list_subshell(struct requests *requests, const struct message *request,
				   struct err *err)
{
	cJSON *content = reply_ok();

	(void)request;
	(void)err;
	cJSON_AddItemToObject(content, "subshell_id", subshells_list(requests->subshells));
	return content;
}

static const struct handler handlers[] = {
    {"kernel_info_request", "kernel_info_reply", answer_kernel_info},
    {"is_complete_request", "is_complete_reply", answer_is_complete},
    {"complete_request", "complete_reply", answer_complete},
    {"inspect_request", "inspect_reply", answer_inspect},
    {"history_request", "history_reply", answer_history},
    {"connect_request", "connect_reply", answer_connect},
    {"comm_info_request", "comm_info_reply", answer_comm_info},
    {"comm_open", NULL, answer_comm_open},
    {"comm_msg", NULL, ignore},
    {"comm_close", NULL, answer_comm_close},
    {"interrupt_request", "interrupt_reply", answer_interrupt},
    {"shutdown_request", "shutdown_reply", answer_shutdown},
    {"debug_request", "debug_reply", answer_debug},
    {"create_subshell_request", "create_subshell_reply", answer_create_subshell},
    {"delete_subshell_request", "delete_subshell_reply", answer_delete_subshell},
    {"list_subshell_request", "list_subshell_reply", answer_list_subshell},
};

static const struct handler *find_handler(const char *type)
{
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
		if (!strcmp(handlers[i].request, type))
			return &handlers[i];
	}
	return NULL;
}

static void answer(struct requests *requests, const struct message *request)
{
	const struct handler *handler = find_handler(request->type);
	struct err err = {0};
	cJSON *content = NULL;

	if (!handler) {
		log_line("wire", 0, "ignored a message of unknown type '%.64s'", request->type);
		return;
	}
	subshells_of(requests->subshells, request, &err);
	if (!err.code)
		content = handler->answer(requests, request, &err);
	if (!content && err.code)
		content = reply_error(&err);
	if (content && handler->reply)
		post_reply(requests->post, request, handler->reply, content);
	else
		cJSON_Delete(content);
}

// Front ends and servers believe the last status that they saw. So a request that is answered
// while a cell runs ends with the cell's busy again: otherwise a computing kernel would look
// idle, and a server that culls idle kernels would end it.
static void answer_with_status(struct requests *requests, const struct message *request)
{
	const char *running = executor_parent(requests->executor);

	post_status(requests->post, request->header_json, "busy");
	answer(requests, request);
	post_status(requests->post, request->header_json, "idle");
	if (running && !requests->is_shutdown)
		post_status(requests->post, running, "busy");
}

// What the user did to a widget, or said on a comm, may be a piece of C to run.
static bool queue_code(struct requests *requests, struct message **request)
{
	struct str code = {0};
	const char *parent;

	if ((strcmp((*request)->type, "comm_msg") != 0 &&
	     strcmp((*request)->type, "comm_close") != 0) ||
	    !widgets_serve(requests->widgets, *request, &code, &parent))
		return false;
	executor_put_code(requests->executor, request, &code, parent);
	return true;
}

// --- a subshell's execute_request while a cell runs -----------------------------------------

// Gives what an expression of user_expressions has in the reply.
static cJSON *peek_value(struct requests *requests, const cJSON *expression)
{
	struct err err = {0};
	cJSON *data = NULL, *value;

	if (cJSON_IsString(expression))
		data = interpreter_peek(requests->interpreter, expression->valuestring, &err);
	else
		err_set(&err, ERR_FORMAT, "the expression '%s' must be a string",
			expression->string);
	if (!data)
		return reply_error(&err);
	value = reply_ok();
	cJSON_AddItemToObject(value, "data", data);
	cJSON_AddItemToObject(value, "metadata", cJSON_CreateObject());
	return value;
}

static cJSON *peek_values(struct requests *requests, const cJSON *content)
{
	const cJSON *expressions = field_object(content, "user_expressions", NULL);
	const cJSON *expression;
	cJSON *values = cJSON_CreateObject();

	cJSON_ArrayForEach(expression, expressions)
	{
		cJSON_AddItemToObject(values, expression->string, peek_value(requests, expression));
	}
	return values;
}

// Publishes what the code reads. Takes data, which may be NULL.
static void publish_peek(struct requests *requests, const struct message *request, const char *code,
			 cJSON *data)
{
	int number = executor_cell_cnt(requests->executor);
	cJSON *content = cJSON_CreateObject();

	cJSON_AddStringToObject(content, "code", code);
	cJSON_AddNumberToObject(content, "execution_count", number);
	post_publish(requests->post, request->header_json, "execute_input", content);
	if (!data)
		return;
	content = cJSON_CreateObject();
	cJSON_AddNumberToObject(content, "execution_count", number);
	cJSON_AddItemToObject(content, "data", data);
	cJSON_AddItemToObject(content, "metadata", cJSON_CreateObject());
	post_publish(requests->post, request->header_json, "execute_result", content);
}

// Answers what only reads variables. Takes data.
static void answer_peek(struct requests *requests, const struct message *request, const char *code,
			cJSON *data)
{
	const char *running = executor_parent(requests->executor);
	cJSON *content = reply_ok();

	post_status(requests->post, request->header_json, "busy");
	if (field_flag(request->content, "silent", false, NULL))
		cJSON_Delete(data);
	else
		publish_peek(requests, request, code, data);
	cJSON_AddNumberToObject(content, "execution_count", executor_cell_cnt(requests->executor));
	cJSON_AddItemToObject(content, "user_expressions", peek_values(requests, request->content));
	cJSON_AddItemToObject(content, "payload", cJSON_CreateArray());
	post_reply(requests->post, request, "execute_reply", content);
	post_status(requests->post, request->header_json, "idle");
	post_status(requests->post, running, "busy");
}

static void answer_error(struct requests *requests, const struct message *request,
			 const struct err *err)
{
	cJSON *content = reply_error(err);

	cJSON_AddNumberToObject(content, "execution_count", executor_cell_cnt(requests->executor));
	post_status(requests->post, request->header_json, "busy");
	post_reply(requests->post, request, "execute_reply", content);
	post_status(requests->post, request->header_json, "idle");
}

// Answers an execute_request of a subshell at once when a cell runs and the code only reads a
// variable, or there is none, only user_expressions. Returns false when it must wait for its turn.
static bool serve_peek(struct requests *requests, const struct message *request)
{
	struct err err = {0};
	const char *subshell = subshells_of(requests->subshells, request, &err);
	const char *code;
	cJSON *data = NULL;

	if (err.code) {
		answer_error(requests, request, &err);
		return true;
	}
	if (!subshell || !executor_parent(requests->executor))
		return false;
	code = field_text(request->content, "code", NULL, &err);
	if (err.code)
		return false;
	if (code[strspn(code, " \t\r\n")]) {
		data = interpreter_peek(requests->interpreter, code, &err);
		if (!data)
			return false;
	}
	answer_peek(requests, request, code, data);
	return true;
}

void requests_serve(struct requests *requests, struct message **request)
{
	if (queue_code(requests, request))
		return;
	if (!strcmp((*request)->type, "execute_request")) {
		if (!serve_peek(requests, *request))
			executor_put(requests->executor, request);
		message_free(*request);
		*request = NULL;
		return;
	}
	answer_with_status(requests, *request);
	message_free(*request);
	*request = NULL;
}
