// magics/interpreter.c - runs one cell: magics and C pieces, in order, in the session.
#include "magics/interpreter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"
#include "base/text.h"
#include "jit/message.h"
#include "jit/session.h"
#include "magics/assist.h"
#include "magics/complete.h"
#include "magics/inspect.h"
#include "magics/limits.h"
#include "magics/carriers.h"
#include "magics/command.h"
#include "magics/compile_log.h"
#include "magics/config.h"
#include "magics/export.h"
#include "magics/magic.h"
#include "magics/profile_list.h"
#include "magics/segment.h"
#include "magics/shown.h"
#include "magics/user_profile.h"
#include "magics/value_bundle.h"
#include "profiler/export.h"
#include "profiler/line_profile.h"

// What is read of the cell's output before the owner's loop gets its turn.
#define OUTPUT_TURN_BYTES (4 << 20)
#define OUTPUT_CHUNK_BYTES (256 * 1024)
// An interrupt is repeated until the cell has ended: the first may come before its code runs.
#define INTERRUPT_AGAIN_MS 100
// How long a cell may take to end after its second interrupt: its memory is lost then, and a busy
// machine alone must not cost that.
#define KILL_AFTER_NS ((int64_t)2000 * 1000 * 1000)
// So long it is heard out, whoever else is slow: what it says meanwhile is held in memory.
#define ENDING_NS KILL_AFTER_NS

struct interpreter {
	struct session *session;
	struct profile_list profiles;
	struct user_profiles user_profiles;
	struct carriers carriers;
	struct value_style style; // real_format is in precision
	char *precision;          // owned
	char *output;             // OUTPUT_CHUNK_BYTES, made when first needed

	// the cell under way
	struct cell_events events;
	bool is_busy;
	bool is_silent;
	int interrupt_cnt;
	int64_t interrupt_ns; // when the last one came
	int64_t again_ns;     // when it was last repeated
	uint64_t asked;       // the call that waits for a line of input; 0: none
	bool is_fed;          // its input is not the user's, but a text:
	struct str fed;
	size_t fed_byte; // where the next line begins
	char *text;
	char *label;
	char *cell_id; // NULL: the front end does not tell it
	int number;
	struct segments segments;
	int exit_status;
	size_t next;        // segment
	magic_done_fn done; // of the magic that runs C now; NULL for a piece of C
	void *state;
	void (*free_state)(void *state);
	uint32_t told_kind;      // enum event_kind of what the run told last; 0: nothing
	struct str told;         // its bytes
	struct history *history; // borrowed; NULL: there is none
	struct aliases aliases;
	struct config config;
	struct cell_log log;        // the cells that ran well
	uint64_t logged_version;    // of the symbols, when the last one was added
	struct line_profile *lines; // owned; the last one, or NULL
	struct compile_log compile_log;
	struct limits limits, ceiling;
	struct watch watch;
	struct excess excess; // why the cell is ended
};

// --- what the runner says -------------------------------------------------------------------

// Hands text on to the cell that wrote it: the one under way, or an earlier one.
static void tell_text(struct interpreter *in, uint32_t cell, int fd, const char *bytes, size_t len)
{
	const struct cell_events *events = &in->events;

	if (in->is_busy && cell == events->cell)
		events->stream(events->ctx, fd, bytes, watch_output(&in->watch, len));
	else if (events->late)
		events->late(events->ctx, cell, fd, bytes, len);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void take_output(struct interpreter *in, const char *bytes, size_t len)
{
	struct unpack pieces = unpack_from(bytes, len);

	while (pieces.at < pieces.end) {
		uint32_t cell = unpack_u32(&pieces);
		uint32_t fd = unpack_u32(&pieces);
		size_t text_len;
		const char *text = unpack_bytes(&pieces, &text_len);

		if (pieces.has_failed || (fd != 1 && fd != 2)) {
			log_line("session", 0, "the runner's output makes no sense");
			return;
		}
		tell_text(in, cell, (int)fd, text, text_len);
	}
}

static void take_display(struct interpreter *in, const char *bytes, size_t len)
{
	struct shown shown;

	if (!in->events.shown)
		return;
	if (shown_init(&shown, bytes, len))
		in->events.shown(in->events.ctx, &shown);
	else
		log_line("session", 0, "a display makes no sense");
	shown_release(&shown);
}

static void take_widget(struct interpreter *in, const char *bytes, size_t len)
{
	struct unpack news = unpack_from(bytes, len);
	uint32_t cell = unpack_u32(&news);

	if (!news.has_failed && in->events.widget)
		in->events.widget(in->events.ctx, cell, (const char *)news.at,
				  (size_t)(news.end - news.at));
}

static void take_told(struct interpreter *in, uint32_t kind, const char *bytes, size_t len)
{
	in->told_kind = kind;
	str_clear(&in->told);
	str_add(&in->told, bytes, len);
}

static void on_event(void *ctx, uint32_t kind, const char *bytes, size_t len)
{
	struct interpreter *in = ctx;

	if (kind == EVENT_OUTPUT)
		take_output(in, bytes, len);
	else if (kind == EVENT_PROFILE)
		user_profile_event(in, bytes, len);
	else if (kind == EVENT_DISPLAY)
		take_display(in, bytes, len);
	else if (kind == EVENT_WIDGET)
		take_widget(in, bytes, len);
	else if (kind >= EVENT_TIMES && kind <= EVENT_ANSWER)
		take_told(in, kind, bytes, len);
	else
		log_line("session", 0, "an event of unknown kind %u and %zu bytes", kind, len);
}

// Gives the next line of what the cell is fed with. Returns false when it is not fed, or at the
// end.
static bool next_fed_line(struct interpreter *in, const char **line, size_t *len)
{
	const char *from = str_text(&in->fed) + in->fed_byte;

	if (!*from)
		return false;
	*line = from;
	*len = strcspn(from, "\n");
	in->fed_byte += *len + (from[*len] == '\n');
	return true;
}

// A cell that is fed, and then reads on, finds the end of its input.
static void ask_for_line(struct interpreter *in, uint64_t number, const char *bytes, size_t len)
{
	struct unpack question = unpack_from(bytes, len);
	bool is_hidden = unpack_u32(&question) & INPUT_HIDDEN;
	char *prompt = mem_strndup((const char *)question.at, (size_t)(question.end - question.at));
	const char *line;
	size_t line_len;

	if (next_fed_line(in, &line, &line_len))
		session_answer(in->session, number, true, line, line_len);
	else if (!in->is_busy || in->is_fed || !in->events.input)
		session_answer(in->session, number, false, "", 0);
	else if (in->asked)
		session_answer(in->session, number, false, "", 0); // one question at a time
	else {
		in->asked = number;
		in->events.input(in->events.ctx, prompt, is_hidden);
	}
	free(prompt);
}

void interpreter_answer(struct interpreter *in, const char *line)
{
	uint64_t number = in->asked;

	in->asked = 0;
	if (number)
		session_answer(in->session, number, line != NULL, line ? line : "",
			       line ? strlen(line) : 0);
}

void interpreter_feed(struct interpreter *in, const char *text, size_t len)
{
	in->is_fed = true;
	str_add(&in->fed, text, len);
}

static void on_call(void *ctx, uint32_t kind, uint64_t number, const char *bytes, size_t len)
{
	struct interpreter *in = ctx;

	if (kind == CALL_INPUT) {
		ask_for_line(in, number, bytes, len);
		return;
	}
	if (kind == CALL_PROFILE) {
		user_profile_call(in, number, bytes, len);
		return;
	}
	log_line("session", 0, "a call of unknown kind %u and %zu bytes", kind, len);
	session_answer(in->session, number, false, "", 0);
}

// --- events ---------------------------------------------------------------------------------

cJSON *text_to_json(const char *text)
{
	struct str utf8 = {0};
	cJSON *item;

	text_visible(&utf8, text);
	item = cJSON_CreateString(str_text(&utf8));
	str_release(&utf8);
	return item;
}

// Hands on what was written to the pipe of a descriptor: children, and code that knows the number.
// Returns how much that was.
static size_t read_pipe(struct interpreter *in, int fd, size_t max_bytes)
{
	int from = session_output_fd(in->session, fd);
	size_t total = 0;

	if (!in->output)
		in->output = mem_zalloc(OUTPUT_CHUNK_BYTES);
	while (from >= 0 && total < max_bytes) {
		size_t left = max_bytes - total;
		ssize_t n =
		    read(from, in->output, left < OUTPUT_CHUNK_BYTES ? left : OUTPUT_CHUNK_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		tell_text(in, in->events.cell, fd, in->output, (size_t)n);
		total += (size_t)n;
	}
	return total;
}

static void read_pipes_to_end(struct interpreter *in)
{
	while (read_pipe(in, 2, OUTPUT_TURN_BYTES) + read_pipe(in, 1, OUTPUT_TURN_BYTES))
		;
}

// How much waits in the pipe of a descriptor.
static size_t unread(const struct interpreter *in, int fd)
{
	int from = session_output_fd(in->session, fd);
	int bytes = 0;

	if (from < 0 || ioctl(from, FIONREAD, &bytes) < 0 || bytes < 0)
		return 0;
	return (size_t)bytes;
}

static void end_cell(struct interpreter *in, const struct cell_end *end)
{
	struct cell_events events = in->events;

	free(in->text);
	free(in->label);
	in->text = in->label = NULL;
	segments_release(&in->segments);
	in->is_busy = false;
	interpreter_answer(in, NULL); // a program or thread may wait on
	str_release(&in->fed);
	in->is_fed = false;
	in->fed_byte = 0;
	events.done(events.ctx, end);
}

// A message of ours, as the owner wants it. What it quotes may be anything: nothing but our colours
// gets to the terminal. The caller frees.
static char *with_colours(const struct interpreter *in, const char *text)
{
	struct str plain = {0}, shown = {0};

	if (in->events.flags & CELL_PLAIN) {
		text_plain(&plain, text);
		text = str_text(&plain);
	}
	text_terminal(&shown, text);
	str_release(&plain);
	return str_take(&shown);
}

// Appends the traceback with the error's text, which it quotes, as it is shown elsewhere: that has
// no colours at all.
static void add_traceback(struct str *out, const char *traceback, const char *evalue,
			  const char *shown)
{
	const char *at = *evalue ? strstr(traceback, evalue) : NULL;

	if (at) {
		str_add(out, traceback, (size_t)(at - traceback));
		str_puts(out, shown);
		traceback = at + strlen(evalue);
	}
	str_puts(out, traceback);
}

static void end_with_error(struct interpreter *in, const char *ename, const char *evalue,
			   const char *traceback)
{
	struct cell_end end = {.exit_status = in->exit_status};
	struct str name = {0}, value = {0}, whole = {0};
	const char **list = NULL;
	char *lines, *line, *rest;

	text_visible(&name, ename);
	text_visible(&value, evalue);
	add_traceback(&whole, traceback, evalue, str_text(&value));
	end.ename = str_text(&name);
	end.evalue = str_text(&value);
	rest = lines = with_colours(in, str_text(&whole));
	while ((line = strsep(&rest, "\n"))) {
		if (!*line && !rest)
			break; // the text ended with a newline
		list = mem_grow(list, end.traceback_cnt + 1, sizeof *list);
		list[end.traceback_cnt++] = line;
	}
	end.traceback = list;
	end_cell(in, &end);
	free(list);
	free(lines);
	str_release(&name);
	str_release(&value);
	str_release(&whole);
}

static void end_with_magic_error(struct interpreter *in, const struct err *err)
{
	const char *ename = err->code == ERR_COMMAND ? "CommandError" : "UsageError";
	struct str traceback = {0};

	str_printf(&traceback, "\033[31m%s\033[0m: %s", ename, err->text);
	end_with_error(in, ename, err->text, traceback.data);
	str_release(&traceback);
}

static void show_value(struct interpreter *in, const struct str *packed)
{
	struct err err = {0};
	struct values *values = value_read(packed->data, packed->len, &err);
	cJSON *data, *metadata;

	if (!values) {
		log_line("session", 0, "%s", err.text);
		return;
	}
	data = value_bundle(values, &in->style);
	metadata = cJSON_CreateObject();
	in->events.result(in->events.ctx, data, metadata);
	cJSON_Delete(data);
	cJSON_Delete(metadata);
	values_free(values);
}

// --- what magics use ------------------------------------------------------------------------

struct session *interpreter_session(struct interpreter *in)
{
	return in->session;
}

const char *interpreter_label(const struct interpreter *in)
{
	return in->label ? in->label : "";
}

const char *interpreter_text(const struct interpreter *in)
{
	return in->text ? in->text : "";
}

struct user_profiles *interpreter_user_profiles(struct interpreter *in)
{
	return &in->user_profiles;
}

const struct line_profile *interpreter_lines(const struct interpreter *in)
{
	return in->lines;
}

const struct compile_log *interpreter_compile_log(const struct interpreter *in)
{
	return &in->compile_log;
}

void interpreter_keep_lines(struct interpreter *in, struct line_profile *profile)
{
	line_profile_free(in->lines);
	in->lines = profile;
}

int interpreter_number(const struct interpreter *in)
{
	return in->number;
}

uint64_t interpreter_cell_key(const struct interpreter *in)
{
	return text_hash(in->cell_id ? in->cell_id : in->text);
}

enum view_script interpreter_view_script(struct interpreter *in)
{
	if (in->is_silent) // nobody sees it
		return VIEW_CARRIES_SCRIPT;
	return carriers_next(&in->carriers, interpreter_cell_key(in), in->number)
		   ? VIEW_CARRIES_SCRIPT
		   : VIEW_SHARES_SCRIPT;
}

struct profile_list *interpreter_profiles(struct interpreter *in)
{
	return &in->profiles;
}

// Writes what we made of texts that may hold a terminal's escapes: cells, names, files.
static void write_composed(struct interpreter *in, int fd, const char *text)
{
	char *shown = with_colours(in, text);

	in->events.stream(in->events.ctx, fd, shown, strlen(shown));
	free(shown);
}

void interpreter_print(struct interpreter *in, const char *text)
{
	write_composed(in, 1, text);
}

void interpreter_display(struct interpreter *in, cJSON *data)
{
	cJSON *metadata = cJSON_CreateObject();

	in->events.display(in->events.ctx, data, metadata);
	cJSON_Delete(data);
	cJSON_Delete(metadata);
}

const struct value_style *interpreter_style(const struct interpreter *in)
{
	return &in->style;
}

void interpreter_set_precision(struct interpreter *in, const char *format)
{
	free(in->precision);
	in->precision = format ? mem_strdup(format) : NULL;
	in->style.real_format = in->precision;
}

const char *interpreter_session_name(void)
{
	const char *path = getenv("JPY_SESSION_NAME");
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (!path || !*path)
		return "session";
	return slash ? slash + 1 : path;
}

struct history *interpreter_history(struct interpreter *in)
{
	return in->history;
}

struct aliases *interpreter_aliases(struct interpreter *in)
{
	return &in->aliases;
}

struct config *interpreter_config(struct interpreter *in)
{
	return &in->config;
}

struct cell_log *interpreter_log(struct interpreter *in)
{
	return &in->log;
}

const struct str *interpreter_told(const struct interpreter *in, uint32_t kind)
{
	return in->told_kind == kind ? &in->told : NULL;
}

void interpreter_warn(struct interpreter *in, const char *text)
{
	write_composed(in, 2, text);
}

void interpreter_show_value(struct interpreter *in, const struct outcome *outcome)
{
	if (outcome->is_ok && outcome->value.len && in->next == in->segments.cnt)
		show_value(in, &outcome->value);
}

void interpreter_payload(struct interpreter *in, cJSON *payload)
{
	in->events.payload(in->events.ctx, payload);
	cJSON_Delete(payload);
}

void interpreter_page(struct interpreter *in, cJSON *data)
{
	cJSON *payload = cJSON_CreateObject();

	cJSON_AddStringToObject(payload, "source", "page");
	cJSON_AddItemToObject(payload, "data", data);
	cJSON_AddNumberToObject(payload, "start", 0);
	interpreter_payload(in, payload);
}

// --- segments -------------------------------------------------------------------------------

static void run_c(struct interpreter *in, size_t start_byte, size_t end_byte, int flags)
{
	char *masked = segment_mask(in->text, start_byte, end_byte);

	if (in->is_silent)
		flags |= SESSION_ANONYMOUS;
	else if (in->profiles.ongoing && !(flags & SESSION_LINES))
		flags |= SESSION_PROFILED;
	session_start(in->session, masked, in->label, flags);
	free(masked);
}

int magic_done_nothing(struct interpreter *interpreter, void *state, struct outcome *outcome,
		       struct err *err)
{
	(void)interpreter;
	(void)state;
	(void)outcome;
	(void)err;
	return 0;
}

static void set_done(struct interpreter *in, magic_done_fn done, void *state,
		     void (*free_state)(void *state))
{
	in->done = done;
	in->state = state;
	in->free_state = free_state;
	in->told_kind = 0;
}

void interpreter_run(struct interpreter *in, size_t start_byte, size_t end_byte, int flags,
		     magic_done_fn done, void *state, void (*free_state)(void *state))
{
	set_done(in, done, state, free_state);
	run_c(in, start_byte, end_byte, flags);
}

void interpreter_wait(struct interpreter *in, magic_done_fn done, void *state,
		      void (*free_state)(void *state))
{
	set_done(in, done, state, free_state);
}

void interpreter_run_as(struct interpreter *in, const char *text, int flags, magic_done_fn done,
			void *state, void (*free_state)(void *state))
{
	set_done(in, done, state, free_state);
	session_start_as(in->session, text, in->text, in->label, flags);
}

void interpreter_run_file(struct interpreter *in, const char *text, const char *path,
			  magic_done_fn done, void *state, void (*free_state)(void *state))
{
	set_done(in, done, state, free_state);
	session_start(in->session, text, path, in->is_silent ? SESSION_ANONYMOUS : 0);
}

void interpreter_run_text(struct interpreter *in, const char *text, magic_done_fn done, void *state,
			  void (*free_state)(void *state))
{
	set_done(in, done, state, free_state);
	session_start(in->session, text, in->label, SESSION_ANONYMOUS);
}

void interpreter_run_jit(struct interpreter *in, const char *text,
			 const struct jit_options *options, magic_done_fn done, void *state,
			 void (*free_state)(void *state))
{
	set_done(in, done, state, free_state);
	session_start_jit(in->session, text, in->text, in->label, 0, options);
}

void interpreter_run_object(struct interpreter *in, const char *function,
			    enum session_compiler compiler, const struct list *flags,
			    magic_done_fn done, void *state, void (*free_state)(void *state))
{
	set_done(in, done, state, free_state);
	session_start_object(in->session, function, compiler, flags);
}

static void unknown_magic(const char *name, size_t len, struct err *err)
{
	const struct magic *near = magic_nearest(name, len);

	if (near)
		err_set(err, ERR_USAGE, "there is no magic '%%%.*s'; did you mean '%%%s'?",
			(int)len, name, near->name);
	else
		err_set(err, ERR_USAGE,
			"there is no magic '%%%.*s'; %%lsmagic lists those there are", (int)len,
			name);
}

static int run_magic(struct interpreter *in, const struct segment *segment, struct err *err)
{
	const char *name = in->text + segment->name_byte;
	const struct magic *magic = magic_find(name, segment->name_len);
	bool is_cell = segment->kind == SEGMENT_CELL_MAGIC;
	struct magic_call call = {
	    .text = in->text,
	    .args_byte = segment->args_byte,
	    .args_end_byte = segment->args_byte + strcspn(in->text + segment->args_byte, "\n"),
	    .end_byte = segment->end_byte,
	};

	call.body_byte = is_cell ? segment->body_byte : call.args_end_byte;
	if (!magic && !is_cell && aliases_has(&in->aliases, name, segment->name_len))
		return command_run_alias(in, name, segment->name_len, &call, err);
	if (!magic) {
		unknown_magic(name, segment->name_len, err);
		return -1;
	}
	if (!(magic->kinds & (is_cell ? MAGIC_CELL : MAGIC_LINE)))
		return err_set(err, ERR_USAGE, "'%s' is a %s magic\nusage: %s", magic->name,
			       is_cell ? "line" : "cell", magic->usage);
	return magic->run(in, &call, err);
}

static struct inspect_source inspect_source_of(const struct interpreter *in)
{
	return (struct inspect_source){
	    .symbols = session_symbols(in->session),
	    .session = in->session,
	    .style = &in->style,
	    .profiles = &in->profiles,
	};
}

static int run_help(struct interpreter *in, const struct segment *segment, struct err *err)
{
	const char *name = in->text + segment->name_byte;
	const struct inspect_source source = inspect_source_of(in);
	cJSON *data = inspect_name(&source, name, segment->name_len, segment->detail_level);

	if (!data)
		return err_set(err, ERR_USAGE, "nothing is known of '%.*s'", (int)segment->name_len,
			       name);
	interpreter_page(in, data);
	return 0;
}

// Magics take paths to be relative to the folder that cells are in.
static void follow_folder(const struct interpreter *in)
{
	char *folder = session_folder(in->session);

	if (folder && chdir(folder))
		log_line("session", 1, "cannot follow to '%s': %s", folder, strerror(errno));
	free(folder);
}

// Starts segments until one runs C code, or to the end of the cell.
static void advance(struct interpreter *in)
{
	struct cell_end well = {.is_ok = true};

	while (in->next < in->segments.cnt) {
		const struct segment *segment = &in->segments.items[in->next++];
		struct err err = {0};
		int rc = 0;

		if (segment->kind != SEGMENT_C)
			follow_folder(in);
		if (segment->kind == SEGMENT_SHELL)
			rc = command_run_line(in, in->text + segment->args_byte,
					      segment->end_byte - segment->args_byte);
		else if (segment->kind == SEGMENT_C)
			run_c(in, segment->start_byte, segment->end_byte, 0);
		else if (segment->kind == SEGMENT_HELP)
			rc = run_help(in, segment, &err);
		else
			rc = run_magic(in, segment, &err);
		if (rc) {
			end_with_magic_error(in, &err);
			return;
		}
		if (!session_is_idle(in->session))
			return;
	}
	well.exit_status = in->exit_status;
	end_cell(in, &well);
}

static void finish_magic(struct interpreter *in, struct outcome *outcome, struct err *err)
{
	magic_done_fn done = in->done;
	void (*free_state)(void *state) = in->free_state;
	void *state = in->state;

	in->done = NULL;
	in->free_state = NULL;
	in->state = NULL;
	if (done)
		done(in, state, outcome, err);
	if (free_state && !in->done) // else the magic runs again
		free_state(state);
}

// What the compiler has to say, and how a program ended.
static void tell_warnings(struct interpreter *in, struct outcome *outcome)
{
	if (outcome->exit_status)
		in->exit_status = outcome->exit_status;
	if (outcome->exit_status && !(in->events.flags & CELL_TAKES_STATUS))
		str_printf(&outcome->warnings, "the program ended with status %d\n",
			   outcome->exit_status);
	if (!outcome->warnings.len)
		return;
	write_composed(in, 2, outcome->warnings.data);
}

// A cell that was interrupted for being over a limit says so, and what the limit is.
static void tell_excess(struct interpreter *in, struct outcome *outcome)
{
	const struct excess *excess = &in->excess;
	const char *head = "\033[31mKeyboardInterrupt";
	char *text =
	    str_text(&outcome->traceback) ? mem_strdup(str_text(&outcome->traceback)) : NULL;
	char *last = text ? strstr(text, head) : NULL;

	if (excess->ename && (outcome->is_ok || !strcmp(outcome->ename, "KeyboardInterrupt"))) {
		if (last)
			*last = '\0';
		str_clear(&outcome->traceback);
		str_printf(&outcome->traceback, "%s\033[31m%s\033[0m: %s", text ? text : "",
			   excess->ename, excess->evalue);
		free(outcome->ename);
		free(outcome->evalue);
		outcome->ename = mem_strdup(excess->ename);
		outcome->evalue = mem_strdup(excess->evalue);
		outcome->is_ok = false;
	}
	free(text);
}

static void log_cell(struct interpreter *in, const char *text)
{
	uint64_t version = session_symbols(in->session)->version;

	cell_log_put(&in->log, text, in->number, version != in->logged_version);
	in->logged_version = version;
}

// A piece of C has ended: shows what came of it and goes on with the cell.
static void take_outcome(struct interpreter *in, struct outcome *outcome)
{
	bool is_magic = in->done != NULL;
	struct err err = {0};

	read_pipes_to_end(in);
	if (!in->is_silent)
		compile_log_add(&in->compile_log, in->number, in->text, outcome->step_ns);
	tell_excess(in, outcome);
	tell_warnings(in, outcome);
	if (!is_magic)
		profile_note_cell(in, outcome);
	if (outcome->is_ok && outcome->ran && !in->is_silent)
		log_cell(in, outcome->ran);
	finish_magic(in, outcome, &err);
	if (in->done) // it runs again
		return;
	if (!outcome->is_ok) {
		end_with_error(in, outcome->ename, outcome->evalue, str_text(&outcome->traceback));
	} else if (in->interrupt_cnt) {
		end_with_error(in, "KeyboardInterrupt", "the cell was interrupted",
			       "\033[31mKeyboardInterrupt\033[0m: the cell was interrupted");
	} else if (err.code) {
		end_with_magic_error(in, &err);
	} else {
		if (!is_magic && outcome->value.len && in->next == in->segments.cnt)
			show_value(in, &outcome->value);
		advance(in);
	}
}

static void step(struct interpreter *in)
{
	struct outcome outcome = {0};

	while (session_step(in->session, &outcome)) {
		if (in->is_busy)
			take_outcome(in, &outcome);
		outcome_release(&outcome);
	}
}

// --- the owner's side -----------------------------------------------------------------------

struct interpreter *interpreter_new(struct err *err)
{
	struct interpreter *in = mem_zalloc(sizeof *in);
	const struct session_owner owner = {.ctx = in, .event = on_event, .call = on_call};
	const char *ceiling;

	in->session = session_new(&owner, err);
	if (!in->session) {
		free(in);
		return NULL;
	}
	ceiling = getenv("CICLE_LIMIT");
	if (ceiling && limits_parse(&in->ceiling, ceiling, strlen(ceiling), err)) {
		session_free(in->session);
		free(in);
		return NULL;
	}
	aliases_init(&in->aliases);
	config_init(&in->config);
	return in;
}

void interpreter_free(struct interpreter *in)
{
	if (!in)
		return;
	if (in->free_state)
		in->free_state(in->state);
	profile_list_release(&in->profiles);
	user_profiles_release(&in->user_profiles);
	aliases_release(&in->aliases);
	cell_log_release(&in->log);
	line_profile_free(in->lines);
	compile_log_release(&in->compile_log);
	str_release(&in->told);
	free(in->precision);
	segments_release(&in->segments);
	session_free(in->session);
	str_release(&in->fed);
	free(in->output);
	free(in->text);
	free(in->label);
	free(in->cell_id);
	free(in);
}

void interpreter_set_args(struct interpreter *in, const char *program, char *const *args)
{
	settings_set_args(session_settings(in->session), program, args);
}

void interpreter_profile(struct interpreter *in, const char *title)
{
	profile_free(in->profiles.ongoing);
	in->profiles.ongoing = profile_new(title, title, "");
}

int interpreter_write_profile(const struct interpreter *in, const char *path, struct err *err)
{
	if (!in->profiles.ongoing)
		return err_set(err, ERR_USAGE, "there is no profile to write");
	return profile_export(in->profiles.ongoing, path, NULL, err);
}

void interpreter_set_history(struct interpreter *in, struct history *history)
{
	in->history = history;
}

void interpreter_name_cell(struct interpreter *in, const char *id)
{
	free(in->cell_id);
	in->cell_id = id ? mem_strdup(id) : NULL;
}

static void begin_watch(struct interpreter *in, const struct limits *limits)
{
	struct limits lower = limits_under(limits, &in->ceiling);

	watch_begin(&in->watch, &lower, session_process(in->session), now_ns());
}

void interpreter_limit_cell(struct interpreter *in, const struct limits *limits)
{
	begin_watch(in, limits);
}

struct limits *interpreter_limits(struct interpreter *in)
{
	return &in->limits;
}

const struct limits *interpreter_ceiling(const struct interpreter *in)
{
	return &in->ceiling;
}

void interpreter_start(struct interpreter *in, const char *code, int number, bool is_silent,
		       const struct cell_events *events)
{
	struct str label = {0};

	if (events->label)
		str_puts(&label, events->label);
	else if (is_silent)
		str_puts(&label, "<expression>");
	else
		str_printf(&label, "In[%d]", number);
	in->events = *events;
	in->events.label = NULL;
	session_set_cell(in->session, events->cell);
	in->is_busy = true;
	in->is_silent = is_silent;
	in->interrupt_cnt = 0;
	in->excess.ename = NULL;
	begin_watch(in, &in->limits);
	in->exit_status = 0;
	in->text = mem_strdup(code);
	in->label = str_take(&label);
	in->number = number;
	in->next = 0;
	session_begin_cell(in->session, is_silent ? NULL : in->label);
	segments_init(&in->segments, in->text, symbols_classify, session_symbols(in->session));
	advance(in);
	step(in);
}

bool interpreter_is_busy(const struct interpreter *in)
{
	return in->is_busy;
}

bool interpreter_is_ending(const struct interpreter *in)
{
	return in->is_busy && in->interrupt_cnt && now_ns() - in->interrupt_ns < ENDING_NS;
}

void interpreter_interrupt(struct interpreter *in)
{
	if (!in->is_busy)
		return;
	in->interrupt_cnt++;
	in->interrupt_ns = in->again_ns = now_ns();
	session_interrupt(in->session, in->interrupt_cnt);
}

// The second interrupt always wins: a runner that it does not stop is killed.
static void interrupt_again(struct interpreter *in)
{
	int64_t now = now_ns();

	if (now - in->again_ns < INTERRUPT_AGAIN_MS * 900000)
		return;
	in->again_ns = now;
	if (in->interrupt_cnt > 1 && now - in->interrupt_ns > KILL_AFTER_NS) {
		session_kill(in->session, "the cell did not stop when it was interrupted");
		in->interrupt_ns = now; // the checkpoint that takes its place has as long
	} else {
		session_interrupt(in->session, in->interrupt_cnt);
	}
}

// Ends a cell that is over a limit as an interrupt would; when that does not help, as a second one.
static void look(struct interpreter *in)
{
	pid_t pid = session_process(in->session);
	struct excess excess;

	watch_look(&in->watch, pid, now_ns(), &excess);
	if (excess.is_main_gone)
		session_kill(in->session, "its main thread had ended");
	if (!excess.ename)
		return;
	if (!in->excess.ename) {
		in->excess = excess;
		watch_end_processes(pid);
		interpreter_interrupt(in);
	} else if (in->interrupt_cnt == 1 && now_ns() - in->interrupt_ns > KILL_AFTER_NS) {
		interpreter_interrupt(in);
	}
}

size_t interpreter_fds(const struct interpreter *in, struct pollfd *fds, size_t cap)
{
	const int list[] = {
	    session_socket_fd(in->session),    session_output_fd(in->session, 1),
	    session_output_fd(in->session, 2), session_compiler_fd(in->session),
	    session_tier_fd(in->session),      session_tier_compiler_fd(in->session)};
	size_t cnt = 0;

	if (list[0] < 0)
		return 0; // the runner has ended while idle; the next cell tells
	// Also when idle: threads may outlive their cell, and so may programs that it started.
	for (size_t i = 0; i < sizeof list / sizeof *list && cnt < cap; i++) {
		if (list[i] < 0)
			continue;
		fds[cnt] = (struct pollfd){.fd = list[i], .events = POLLIN};
		if (i == 0 && session_wants_write(in->session))
			fds[cnt].events |= POLLOUT;
		cnt++;
	}
	return cnt;
}

int interpreter_timeout_ms(const struct interpreter *in)
{
	int look_ms;

	if (!in->is_busy)
		return session_pause_ms(in->session);
	look_ms = watch_timeout_ms(&in->watch, now_ns());
	return in->interrupt_cnt && look_ms > INTERRUPT_AGAIN_MS ? INTERRUPT_AGAIN_MS : look_ms;
}

// Three ways lead here from the runner. What comes over the socket was sent before anything that
// waited in the pipes when they were looked at: for its own text the runner waits until the pipes
// are empty (output_wait()). So the socket goes first, and then no more than waited then. Of the
// pipes, whose order nobody knows, stderr goes first.
static void take_all(struct interpreter *in, bool has_ended)
{
	size_t in_stdout = unread(in, 1), in_stderr = unread(in, 2);

	if (has_ended) // with the runner go its pipes
		read_pipes_to_end(in);
	step(in);
	read_pipe(in, 2, in_stderr);
	read_pipe(in, 1, in_stdout < OUTPUT_TURN_BYTES ? in_stdout : OUTPUT_TURN_BYTES);
}

void interpreter_ready(struct interpreter *in, const struct pollfd *fds, size_t cnt)
{
	bool is_any = false, has_ended = false;

	for (size_t i = 0; i < cnt; i++) {
		is_any = is_any || fds[i].revents;
		has_ended = has_ended || (fds[i].fd == session_socket_fd(in->session) &&
					  fds[i].revents & POLLHUP);
	}
	if (is_any)
		take_all(in, has_ended);
	if (in->is_busy)
		look(in);
	if (in->is_busy && in->interrupt_cnt)
		interrupt_again(in);
	else if (!in->is_busy)
		session_pause(in->session);
}

enum completeness interpreter_is_complete(const struct interpreter *in, const char *code,
					  size_t *indent)
{
	return assist_is_complete(session_symbols(in->session), code, indent);
}

cJSON *interpreter_complete(const struct interpreter *in, const char *code, size_t cursor_byte,
			    size_t *start_byte, size_t *end_byte)
{
	char *folder = session_folder(in->session);
	struct complete_source source = {
	    .symbols = session_symbols(in->session),
	    .folder = folder,
	    .aliases = in->aliases.names,
	    .checkpoints = session_checkpoints(in->session),
	};
	cJSON *matches = complete(&source, code, cursor_byte, start_byte, end_byte);

	free(folder);
	return matches;
}

cJSON *interpreter_inspect(const struct interpreter *in, const char *code, size_t cursor_byte,
			   int detail_level)
{
	const struct inspect_source source = inspect_source_of(in);

	return inspect_at(&source, code, cursor_byte, detail_level);
}

cJSON *interpreter_peek(const struct interpreter *in, const char *code, struct err *err)
{
	struct types types;
	struct values *values;
	cJSON *data = NULL;

	types_init(&types, session_symbols(in->session), NULL);
	values = session_peek(in->session, &types, code, strlen(code), err);
	if (values)
		data = value_bundle(values, &in->style);
	values_free(values);
	types_release(&types);
	return data;
}
