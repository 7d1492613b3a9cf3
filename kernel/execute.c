// kernel/execute.c - execute requests, one after the other, and what a cell says while it runs.
#include "kernel/execute.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "kernel/clock.h"
#include "kernel/fields.h"
#include "kernel/flow.h"
#include "kernel/parents.h"
#include "kernel/reply.h"
#include "magics/shown.h"

// One execute_request while it runs. What is borrowed points into the request.
struct run {
	struct message *request; // owned
	char *own_code;          // owned: what a widget's message runs; NULL: it is a cell
	char *own_parent;        // owned: of that code's output
	const char *code;        // borrowed
	bool is_silent;
	bool is_stored;
	bool stops_on_error;
	bool allows_stdin;
	bool is_asking; // an input_request waits for its reply
	uint32_t cell;  // the number under which the code that runs prints
	int number;     // In[number]
	char started[WIRE_DATE_SIZE];
	cJSON *payload;          // owned array
	char *output;            // owned: the text of the cell's value, NULL without one
	bool has_ended;          // the cell, or the expression that runs
	cJSON *error;            // owned: how the cell failed; NULL while it has not
	const cJSON *expression; // borrowed: the one that runs, NULL before the first
	cJSON *value;            // owned: what it gave so far
	cJSON *values;           // owned object: what those before it gave
};

struct queued {
	struct message *request; // owned
	char *code;              // owned: what a widget's message runs; NULL: it is a cell
	char *parent;            // owned: of that code's output
	struct queued *next;
};

struct executor {
	struct interpreter *interpreter; // borrowed
	struct post *post;               // borrowed
	struct history *history;         // borrowed
	struct widgets *widgets;         // borrowed
	struct queued *first;
	struct queued **last;
	struct run *run; // owned: what runs now, NULL when idle
	struct flow flow;
	struct parents parents;
	struct flow late_flow; // of threads that outlive their cell
	uint32_t late_cell;    // whose text that is
	int cell_cnt;          // the number of the last counted cell
};

// The header that a run's output has for a parent.
static const char *parent_of(const struct executor *executor)
{
	const struct run *run = executor->run;

	return run->own_parent ? run->own_parent : run->request->header_json;
}

// The header of what asked for the run, whose busy and idle they are.
static const char *asker_of(const struct executor *executor)
{
	return executor->run->request->header_json;
}

static void send_stream(void *ctx, struct str *content)
{
	struct executor *executor = ctx;

	post_publish_text(executor->post, parent_of(executor), "stream", content);
}

static void send_late_stream(void *ctx, struct str *content)
{
	struct executor *executor = ctx;
	const char *parent = parents_get(&executor->parents, executor->late_cell);

	if (parent)
		post_publish_text(executor->post, parent, "stream", content);
	else
		str_clear(content);
}

struct executor *executor_new(struct interpreter *interpreter, struct post *post,
			      struct history *history, struct widgets *widgets)
{
	struct executor *executor = mem_zalloc(sizeof *executor);

	executor->interpreter = interpreter;
	executor->post = post;
	executor->history = history;
	executor->widgets = widgets;
	executor->last = &executor->first;
	executor->flow.stream.send = send_stream;
	executor->flow.stream.ctx = executor;
	executor->late_flow.stream.send = send_late_stream;
	executor->late_flow.stream.ctx = executor;
	return executor;
}

static void run_free(struct run *run)
{
	if (!run)
		return;
	message_free(run->request);
	cJSON_Delete(run->payload);
	cJSON_Delete(run->error);
	cJSON_Delete(run->value);
	cJSON_Delete(run->values);
	free(run->output);
	free(run->own_code);
	free(run->own_parent);
	free(run);
}

static void queued_free(struct queued *queued)
{
	message_free(queued->request);
	free(queued->code);
	free(queued->parent);
	free(queued);
}

// Takes the first request off the queue, the caller's then. NULL when it is empty.
static struct queued *take_queued(struct executor *executor)
{
	struct queued *queued = executor->first;

	if (!queued)
		return NULL;
	executor->first = queued->next;
	if (!executor->first)
		executor->last = &executor->first;
	return queued;
}

void executor_free(struct executor *executor)
{
	struct queued *queued;

	if (!executor)
		return;
	while ((queued = take_queued(executor)))
		queued_free(queued);
	run_free(executor->run);
	flow_release(&executor->flow);
	flow_release(&executor->late_flow);
	parents_release(&executor->parents);
	free(executor);
}

// Gives the queue's new last entry.
static struct queued *put(struct executor *executor, struct message **request)
{
	struct queued *queued = mem_zalloc(sizeof *queued);

	queued->request = *request;
	*request = NULL;
	*executor->last = queued;
	executor->last = &queued->next;
	return queued;
}

void executor_put(struct executor *executor, struct message **request)
{
	put(executor, request);
}

void executor_put_code(struct executor *executor, struct message **request, struct str *code,
		       const char *parent_json)
{
	struct queued *queued = put(executor, request);

	queued->code = str_take(code);
	queued->parent = mem_strdup(parent_json);
}

// The cell's events. While an expression runs, its value and failure go into the reply.

static void on_stream(void *ctx, int fd, const char *bytes, size_t len)
{
	struct executor *executor = ctx;

	if (!executor->run->is_silent)
		flow_put(&executor->flow, fd, bytes, len, clock_ns());
}

static void on_late(void *ctx, uint32_t cell, int fd, const char *bytes, size_t len)
{
	struct executor *executor = ctx;

	if (!parents_get(&executor->parents, cell))
		return;
	if (executor->late_cell != cell)
		flow_finish(&executor->late_flow, clock_ns());
	executor->late_cell = cell;
	flow_put(&executor->late_flow, fd, bytes, len, clock_ns());
}

// Copies an object; an empty one for NULL.
static cJSON *copy_object(const cJSON *object)
{
	return object ? cJSON_Duplicate(object, true) : cJSON_CreateObject();
}

static cJSON *bundle(const cJSON *data, const cJSON *metadata)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddItemToObject(content, "data", copy_object(data));
	cJSON_AddItemToObject(content, "metadata", copy_object(metadata));
	return content;
}

// Publishes an output of the cell, behind the text that it wrote before. Takes content.
static void publish_output(struct executor *executor, const char *type, cJSON *content)
{
	stream_flush(&executor->flow.stream, clock_ns());
	post_publish(executor->post, parent_of(executor), type, content);
}

static void on_display(void *ctx, const cJSON *data, const cJSON *metadata)
{
	struct executor *executor = ctx;
	cJSON *content;

	if (executor->run->is_silent)
		return;
	content = bundle(data, metadata);
	cJSON_AddItemToObject(content, "transient", cJSON_CreateObject());
	publish_output(executor, "display_data", content);
}

static void on_result(void *ctx, const cJSON *data, const cJSON *metadata)
{
	struct executor *executor = ctx;
	struct run *run = executor->run;
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(data, "text/plain"));
	cJSON *content = bundle(data, metadata);

	if (run->expression) {
		cJSON_AddStringToObject(content, "status", "ok");
		cJSON_Delete(run->value);
		run->value = content;
		return;
	}
	if (text && !run->output)
		run->output = mem_strdup(text);
	cJSON_AddNumberToObject(content, "execution_count", run->number);
	if (run->is_silent)
		cJSON_Delete(content);
	else
		publish_output(executor, "execute_result", content);
}

static void on_payload(void *ctx, const cJSON *payload)
{
	struct executor *executor = ctx;

	cJSON_AddItemToArray(executor->run->payload, cJSON_Duplicate(payload, true));
}

static cJSON *error_of(const struct cell_end *end)
{
	cJSON *error = cJSON_CreateObject();
	cJSON *lines = cJSON_AddArrayToObject(error, "traceback");

	cJSON_AddStringToObject(error, "ename", end->ename);
	cJSON_AddStringToObject(error, "evalue", end->evalue);
	for (size_t i = 0; i < end->traceback_cnt; i++)
		cJSON_AddItemToArray(lines, cJSON_CreateString(end->traceback[i]));
	return error;
}

static void on_done(void *ctx, const struct cell_end *end)
{
	struct executor *executor = ctx;
	struct run *run = executor->run;

	run->has_ended = true;
	run->is_asking = false;
	if (end->is_ok)
		return;
	if (!run->expression) {
		run->error = error_of(end);
		return;
	}
	cJSON_Delete(run->value);
	run->value = error_of(end);
	cJSON_AddStringToObject(run->value, "status", "error");
}

// Publishes behind the text that the cell printed before. Takes content.
static void publish_behind(struct executor *executor, const char *parent, const char *type,
			   cJSON *content)
{
	int64_t now_ns = clock_ns();

	stream_flush(&executor->flow.stream, now_ns);
	stream_flush(&executor->late_flow.stream, now_ns);
	post_publish(executor->post, parent, type, content);
}

static void show(struct executor *executor, const char *parent, const struct shown *shown)
{
	const char *type = shown->kind == DISPLAY_UPDATE ? "update_display_data" : "display_data";
	cJSON *content = bundle(shown->data, NULL);
	cJSON *transient = cJSON_AddObjectToObject(content, "transient");

	if (*shown->id)
		cJSON_AddStringToObject(transient, "display_id", shown->id);
	publish_behind(executor, parent, type, content);
}

static void clear(struct executor *executor, const char *parent, bool waits)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddBoolToObject(content, "wait", waits);
	publish_behind(executor, parent, "clear_output", content);
}

// The reply that could carry it is gone once the cell has ended.
static void add_page(struct executor *executor, const struct shown *shown)
{
	cJSON *payload;

	if (!executor->run || executor->run->cell != shown->cell)
		return;
	payload = cJSON_CreateObject();
	cJSON_AddStringToObject(payload, "source", "page");
	cJSON_AddItemToObject(payload, "data", copy_object(shown->data));
	cJSON_AddNumberToObject(payload, "start", 0);
	cJSON_AddItemToArray(executor->run->payload, payload);
}

static void on_shown(void *ctx, const struct shown *shown)
{
	struct executor *executor = ctx;
	const char *parent = parents_get(&executor->parents, shown->cell);

	if (shown->kind == DISPLAY_PAGE)
		add_page(executor, shown);
	else if (parent && (shown->kind == DISPLAY_SHOW || shown->kind == DISPLAY_UPDATE))
		show(executor, parent, shown);
	else if (parent)
		clear(executor, parent, shown->kind == DISPLAY_CLEAR_LATE);
}

static void on_widget(void *ctx, uint32_t cell, const char *bytes, size_t len)
{
	struct executor *executor = ctx;
	const char *parent = parents_get(&executor->parents, cell);

	if (!parent)
		return;
	stream_flush(&executor->flow.stream, clock_ns());
	widgets_take(executor->widgets, parent, bytes, len);
}

// Asks whoever sent the request. A user_expression must not ask.
static void on_input(void *ctx, const char *prompt, bool is_hidden)
{
	struct executor *executor = ctx;
	struct run *run = executor->run;
	cJSON *content;

	if (!run->allows_stdin || run->expression) {
		interpreter_answer(executor->interpreter, NULL);
		return;
	}
	stream_flush(&executor->flow.stream, clock_ns());
	content = cJSON_CreateObject();
	cJSON_AddStringToObject(content, "prompt", prompt);
	cJSON_AddBoolToObject(content, "password", is_hidden);
	run->is_asking = post_ask(executor->post, run->request, "input_request", content);
	if (!run->is_asking)
		interpreter_answer(executor->interpreter, NULL);
}

void executor_input(struct executor *executor, const struct message *reply)
{
	struct run *run = executor->run;
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(reply->content, "value");

	if (!run || !run->is_asking || strcmp(reply->type, "input_reply")) {
		log_line("wire", 1, "ignored a message on the stdin channel");
		return;
	}
	run->is_asking = false;
	interpreter_answer(executor->interpreter, cJSON_GetStringValue(value));
}

// Notebooks tell which cell it is; NULL where the front end does not.
static const char *cell_id(const struct message *request)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(request->metadata, "cellId"));
}

static void start_code(struct executor *executor, const char *code, bool is_silent)
{
	struct run *run = executor->run;
	const struct cell_events events = {
	    .ctx = executor,
	    .cell = parents_put(&executor->parents, run->is_silent ? NULL : parent_of(executor)),
	    .stream = on_stream,
	    .late = on_late,
	    .display = on_display,
	    .result = on_result,
	    .payload = on_payload,
	    .input = on_input,
	    .shown = on_shown,
	    .widget = on_widget,
	    .done = on_done,
	};

	run->cell = events.cell;
	executor->run->has_ended = false;
	interpreter_name_cell(executor->interpreter, cell_id(executor->run->request));
	interpreter_start(executor->interpreter, code, executor->run->number, is_silent, &events);
}

// Reads a request's fields. Returns -1 with err filled when one is wrong.
static int read_request(struct run *run, struct err *err)
{
	const cJSON *content = run->request->content;

	run->code = field_text(content, "code", NULL, err);
	run->is_silent = field_flag(content, "silent", false, err);
	run->is_stored = field_flag(content, "store_history", !run->is_silent, err);
	run->is_stored = run->is_stored && !run->is_silent;
	run->stops_on_error = field_flag(content, "stop_on_error", true, err);
	run->allows_stdin = field_flag(content, "allow_stdin", true, err);
	field_object(content, "user_expressions", err);
	return err->code ? -1 : 0;
}

static bool is_blank(const char *code)
{
	return code[strspn(code, " \t\r\n\f\v")] == '\0';
}

static void publish_input(struct executor *executor)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddStringToObject(content, "code", executor->run->code);
	cJSON_AddNumberToObject(content, "execution_count", executor->run->number);
	post_publish(executor->post, parent_of(executor), "execute_input", content);
}

// Starts a request (taken): busy first, then what was understood of it, then the cell.
static void start_run(struct executor *executor, struct queued *queued)
{
	struct run *run = mem_zalloc(sizeof *run);
	struct err err = {0};

	executor->run = run;
	run->request = queued->request;
	run->own_code = queued->code;
	run->own_parent = queued->parent;
	free(queued);
	run->payload = cJSON_CreateArray();
	run->values = cJSON_CreateObject();
	wire_date(run->started);
	post_status(executor->post, asker_of(executor), "busy");
	if (run->own_code) {
		run->number = executor->cell_cnt;
		start_code(executor, run->own_code, true);
		return;
	}
	if (read_request(run, &err)) {
		run->number = executor->cell_cnt;
		run->is_silent = true;
		run->is_stored = false;
		run->error = reply_error(&err);
		run->has_ended = true;
		return;
	}
	if (is_blank(run->code))
		run->is_stored = false;
	run->number = run->is_stored ? ++executor->cell_cnt : executor->cell_cnt;
	if (!run->is_silent)
		publish_input(executor);
	if (is_blank(run->code))
		run->has_ended = true;
	else
		start_code(executor, run->code, run->is_silent);
}

// Puts what the expression gave into the reply. One that ended well without a value has an empty
// bundle.
static void keep_value(struct run *run)
{
	cJSON *value = run->value;

	run->value = NULL;
	if (!value) {
		value = bundle(NULL, NULL);
		cJSON_AddStringToObject(value, "status", "ok");
	}
	cJSON_AddItemToObject(run->values, run->expression->string, value);
}

static const cJSON *next_expression(const struct run *run)
{
	const cJSON *all =
	    cJSON_GetObjectItemCaseSensitive(run->request->content, "user_expressions");

	if (run->error || run->own_code)
		return NULL;
	return run->expression ? run->expression->next : all ? all->child : NULL;
}

// Starts the next expression. Returns false when none is left.
static bool start_expression(struct executor *executor)
{
	struct run *run = executor->run;
	const cJSON *next = next_expression(run);
	struct err err = {0};

	if (run->expression)
		keep_value(run);
	run->expression = next;
	if (!next)
		return false;
	if (cJSON_IsString(next)) {
		start_code(executor, next->valuestring, true);
		return true;
	}
	err_set(&err, ERR_FORMAT, "the expression '%s' must be a string", next->string);
	run->value = reply_error(&err);
	return true;
}

static void publish_error(struct executor *executor)
{
	cJSON *content = cJSON_Duplicate(executor->run->error, true);

	cJSON_DeleteItemFromObject(content, "status");
	post_publish(executor->post, parent_of(executor), "error", content);
}

// Sends the reply of the request that runs. Takes content, which lacks only what every
// execute_reply has.
static void send_reply(struct executor *executor, cJSON *content)
{
	struct run *run = executor->run;
	struct str metadata = {0};

	cJSON_AddNumberToObject(content, "execution_count", run->number);
	cJSON_AddItemToObject(content, "user_expressions", run->values);
	cJSON_AddItemToObject(content, "payload", run->payload);
	run->values = NULL;
	run->payload = NULL;
	str_printf(&metadata, "{\"started\":\"%s\"}", run->started);
	post_reply_with(executor->post, run->request, "execute_reply", str_text(&metadata),
			content);
	str_release(&metadata);
}

static cJSON *end_content(const struct run *run)
{
	cJSON *content = copy_object(run->error);

	cJSON_DeleteItemFromObject(content, "status");
	cJSON_AddStringToObject(content, "status", run->error ? "error" : "ok");
	return content;
}

static void abort_request(struct executor *executor, struct message *request)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddStringToObject(content, "status", "aborted");
	cJSON_AddStringToObject(content, "ename", "Aborted");
	cJSON_AddStringToObject(content, "evalue", "a cell before this one failed");
	cJSON_AddItemToObject(content, "traceback", cJSON_CreateArray());
	cJSON_AddNumberToObject(content, "execution_count", executor->cell_cnt);
	post_reply(executor->post, request, "execute_reply", content);
}

// Answers all that is queued without running it. Messages of widgets have no reply.
static void abort_queue(struct executor *executor)
{
	struct queued *queued;

	while ((queued = take_queued(executor))) {
		const char *header = queued->request->header_json;

		post_status(executor->post, header, "busy");
		if (!queued->code)
			abort_request(executor, queued->request);
		post_status(executor->post, header, "idle");
		queued_free(queued);
	}
}

static void finish_run(struct executor *executor)
{
	struct run *run = executor->run;
	bool has_failed = run->error && !run->is_silent;

	flow_finish(&executor->flow, clock_ns());
	if (has_failed)
		publish_error(executor);
	widgets_release_output(executor->widgets, parent_of(executor));
	if (run->is_stored)
		history_put(executor->history, run->number, run->code, run->output);
	if (!run->own_code)
		send_reply(executor, end_content(run));
	post_status(executor->post, asker_of(executor), "idle");
	executor->run = NULL;
	if (has_failed && run->stops_on_error)
		abort_queue(executor);
	run_free(run);
}

// Makes sure that a request runs. Returns false when none waits.
static bool start_next(struct executor *executor)
{
	struct queued *queued = take_queued(executor);

	if (queued)
		start_run(executor, queued);
	return queued != NULL;
}

static void flush_due(struct stream *stream)
{
	int64_t now_ns = clock_ns();

	if (stream_due_ns(stream, now_ns) == 0)
		stream_flush(stream, now_ns);
}

void executor_step(struct executor *executor)
{
	while (executor->run || start_next(executor)) {
		if (!executor->run->has_ended)
			break;
		if (!start_expression(executor))
			finish_run(executor);
	}
	flush_due(&executor->flow.stream);
	flush_due(&executor->late_flow.stream);
}

int executor_timeout_ms(const struct executor *executor)
{
	int64_t now_ns = clock_ns();
	int64_t due_ns = stream_due_ns(&executor->flow.stream, now_ns);
	int64_t late_ns = stream_due_ns(&executor->late_flow.stream, now_ns);

	if (due_ns < 0 || (late_ns >= 0 && late_ns < due_ns))
		due_ns = late_ns;
	return due_ns < 0 ? -1 : (int)((due_ns + 999999) / 1000000);
}

const char *executor_parent(const struct executor *executor)
{
	return executor->run ? asker_of(executor) : NULL;
}

int executor_cell_cnt(const struct executor *executor)
{
	return executor->cell_cnt;
}
