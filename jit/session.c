// jit/session.c - the session: runs C texts, one after the other, in one runner process.
#include "jit/session.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/cell.h"
#include "jit/diagnostic.h"
#include "jit/header.h"
#include "jit/preprocess.h"
#include "jit/runner.h"
#include "jit/show.h"
#include "jit/unit.h"

// Of a deep recursion, so many frames of either end are shown.
#define FRAME_SHOWN_CNT 5

enum phase {
	PHASE_IDLE,
	PHASE_PREPROCESSING,
	PHASE_SIZING,
	PHASE_TYPING,
	PHASE_RUNNING,
	PHASE_FAILED, // over before anything was sent: session_step() hands the outcome out
};

struct decl_list {
	struct decl **items; // owned
	size_t cnt, cap;
};

struct header_text {
	char *text; // declarations point into it
	struct header_text *next;
};

struct session {
	struct symbols symbols;
	struct preprocess preprocess;
	struct runner runner;
	struct source *sources;      // uthash by text
	struct source *source_files; // the same, uthash by file
	struct header_text *headers;
	uint32_t next_slot;
	struct session_counts counts;

	// the run under way
	enum phase phase;
	struct source *source;
	struct source *anonymous; // the last text that is no cell's
	int flags;
	struct cell cell;
	bool shows_value;
	struct str missed; // names that a macro pastes together: found missing by the compiler
	struct decl_list dependents; // functions that are compiled again with this run
	struct decl_list dropped;    // objects whose type changed
	struct decl_list left;       // functions of another program, which stay as they were
	bool has_lost_functions;     // a new runner does not have the session's functions yet
	struct outcome outcome;      // of PHASE_FAILED, and warnings gathered so far
};

static void push(struct decl_list *list, struct decl *decl)
{
	if (list->cnt == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 16;
		list->items = mem_grow(list->items, list->cap, sizeof *list->items);
	}
	list->items[list->cnt++] = decl;
}

// --- sources --------------------------------------------------------------------------------

static const struct source *find_source(void *ctx, const char *file, size_t len)
{
	struct session *session = ctx;
	struct source *source;

	if (session->anonymous && strlen(session->anonymous->file) == len &&
	    !memcmp(session->anonymous->file, file, len))
		return session->anonymous;
	HASH_FIND(by_file, session->source_files, file, len, source);
	return source;
}

static struct source *new_source(const char *text, const char *label, const char *file)
{
	struct source *source = mem_zalloc(sizeof *source);

	source->file = mem_strdup(file);
	source->label = mem_strdup(label);
	source->text = mem_strdup(text);
	return source;
}

static void free_source(struct source *source)
{
	if (!source)
		return;
	free(source->file);
	free(source->label);
	free(source->text);
	free(source->value_type);
	free(source);
}

// Two texts under one label (a cell in pieces, a front end that keeps no count) get two names.
static char *unused_file_name(struct session *session, const char *label)
{
	struct str name = {0};

	for (int i = 2;; i++) {
		if (i == 2)
			str_puts(&name, label);
		else
			str_printf(&name, "%s.%d", label, i - 1);
		if (!find_source(session, str_text(&name), name.len))
			return str_take(&name);
		str_clear(&name);
	}
}

// Gives the source of a text. The same text keeps the name that it first had, so that running a
// cell again is the same unit, and takes the new label.
static struct source *put_source(struct session *session, const char *text, const char *label)
{
	struct source *source;
	char *file;

	HASH_FIND(hh, session->sources, text, strlen(text), source);
	if (source) {
		free(source->label);
		source->label = mem_strdup(label);
		return source;
	}
	file = unused_file_name(session, label);
	source = new_source(text, label, file);
	free(file);
	HASH_ADD_KEYPTR(hh, session->sources, source->text, strlen(source->text), source);
	HASH_ADD_KEYPTR(by_file, session->source_files, source->file, strlen(source->file), source);
	return source;
}

const char *session_label(struct session *session, const char *file)
{
	const struct source *source = find_source(session, file, strlen(file));

	return source ? source->label : file;
}

// --- outcomes -------------------------------------------------------------------------------

void outcome_release(struct outcome *outcome)
{
	free(outcome->ename);
	free(outcome->evalue);
	str_release(&outcome->traceback);
	str_release(&outcome->value);
	str_release(&outcome->warnings);
	str_release(&outcome->profile);
	*outcome = (struct outcome){0};
}

static void end_run(struct session *session)
{
	cell_release(&session->cell);
	free(session->dependents.items);
	free(session->dropped.items);
	free(session->left.items);
	session->dependents = session->dropped = session->left = (struct decl_list){0};
	session->phase = PHASE_IDLE;
}

// Fills an error outcome. Takes nothing; evalue and traceback are copied.
static void set_error(struct outcome *outcome, const char *ename, const char *evalue,
		      const char *traceback)
{
	outcome->is_ok = false;
	outcome->ename = mem_strdup(ename);
	outcome->evalue = mem_strdup(evalue);
	str_puts(&outcome->traceback, traceback);
}

// Ends the run with what the compiler said; the session is as it was before.
static void fail_compile(struct session *session, const char *messages, struct outcome *outcome)
{
	struct str traceback = {0}, first = {0};

	symbols_rollback(&session->symbols);
	diagnostic_render(messages, session->source, find_source, session, &traceback, &first);
	set_error(outcome, "CompileError", first.len ? first.data : "the cell does not compile",
		  str_text(&traceback));
	str_release(&traceback);
	str_release(&first);
	end_run(session);
}

// Starts over with a new runner: functions come back with the next run, objects are gone.
static void restart_runner(struct session *session, struct str *lost)
{
	struct err err = {0};
	struct name *name;

	runner_release(&session->runner);
	if (runner_init(&session->runner, &err))
		log_line("session", 0, "%s", err.text);
	for (name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (!decl || decl->kind != DECL_OBJECT || !decl->slot)
			continue;
		str_printf(lost, "%s%s", lost->len ? ", " : "", name->text);
		symbols_undefine(&session->symbols, name, SPACE_ORDINARY);
	}
	symbols_commit(&session->symbols);
	session->has_lost_functions = true;
}

static void runner_lost(struct session *session, const char *why, struct outcome *outcome)
{
	struct str evalue = {0}, lost = {0};

	symbols_rollback(&session->symbols);
	str_puts(&evalue, "the runner process ");
	runner_describe_end(&session->runner, &evalue);
	log_line("session", 1, "%s", why);
	restart_runner(session, &lost);
	str_puts(&evalue, "; a new one was started. Functions, types and macros are kept");
	if (lost.len)
		str_printf(&evalue, "; objects are gone: %s", lost.data);
	set_error(outcome, "RunnerDied", evalue.data, evalue.data);
	str_release(&evalue);
	str_release(&lost);
	end_run(session);
}

// --- requests -------------------------------------------------------------------------------

static void send_text_request(struct session *session)
{
	struct str message = {0}, skeleton = {0};

	preprocess_skeleton(&session->preprocess, session->source->text, session->source->file,
			    &skeleton);
	message_begin(&message, MESSAGE_PREPROCESS);
	pack_bytes(&message, str_text(&skeleton), skeleton.len);
	message_end(&message, 0);
	session->phase = PHASE_PREPROCESSING;
	runner_send(&session->runner, &message);
	str_release(&skeleton);
	str_release(&message);
}

// A name that only exists once macros are expanded (isnan() makes __isnanf with ##) is not seen
// when the prelude is collected; the compiler misses it. Adds the names that its messages tell and
// the session knows. Returns true when there is a new one: it is worth another try.
static bool note_missed(struct session *session, const char *messages)
{
	static const char *const words[] = {"implicit declaration of function '",
					    "undefined symbol '", ": error: '"};
	size_t before = session->missed.len;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		for (const char *at = messages; (at = strstr(at, words[i]));) {
			const struct name *name;
			struct str entry = {0};

			at += strlen(words[i]);
			name = symbols_find(&session->symbols, at, strcspn(at, "'\n"));
			str_printf(&entry, " %s ", name ? name->text : "");
			if (name && name_is_defined(name) &&
			    !strstr(str_text(&session->missed), entry.data))
				str_puts(&session->missed, entry.data);
			str_release(&entry);
		}
	}
	return session->missed.len > before;
}

static void add_missed(struct session *session, struct unit *unit)
{
	prelude_add_text(&unit->prelude, str_text(&session->missed), session->missed.len);
}

static void send_size_request(struct session *session)
{
	struct str message = {0}, text = {0};
	struct unit unit;

	unit_init(&unit, &session->symbols);
	cell_sizing_text(&session->cell, &text);
	add_missed(session, &unit);
	unit_add_text(&unit, str_text(&text), text.len);
	message_begin(&message, MESSAGE_SIZE);
	pack_u32(&message, (uint32_t)session->cell.object_cnt);
	unit_pack(&unit, &message);
	message_end(&message, 0);
	session->phase = PHASE_SIZING;
	runner_send(&session->runner, &message);
	unit_release(&unit);
	str_release(&text);
	str_release(&message);
}

// Lists the session's own functions and objects as they are now.
static void list_session_decls(struct session *session, struct decl_list *list)
{
	struct name *name;

	for (name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (decl && decl->slot && (decl->function || decl->kind == DECL_OBJECT))
			push(list, decl);
	}
}

static bool depends_on(struct session *session, struct decl *decl, const struct decl_list *changed)
{
	struct prelude prelude;
	bool does = false;

	prelude_init(&prelude, &session->symbols);
	prelude_add_decl(&prelude, decl);
	if (decl->function)
		prelude_add_text_at(&prelude, decl->function->text, strlen(decl->function->text),
				    decl->function->order);
	for (size_t i = 0; i < changed->cnt && !does; i++)
		does = prelude_has(&prelude, changed->items[i]);
	prelude_release(&prelude);
	return does;
}

static void warn_dropped(struct session *session, const struct decl *decl)
{
	str_printf(&session->outcome.warnings,
		   "'%s' was dropped: its type changed. Declare it again to use it.\n",
		   decl->name->text);
}

// A program says nothing of another one that it replaces, and nobody of an old main.
static bool is_of_other_program(const struct cell *cell, const struct decl *decl)
{
	return decl->is_of_program && (cell->has_main || !strcmp(decl->name->text, "main"));
}

// Finds the objects to drop and the functions to compile again after a change.
static void find_dependents(struct session *session)
{
	struct cell *cell = &session->cell;
	struct decl_list all = {0}, types = {0}, changed = {0};

	for (size_t i = 0; i < cell->changed_cnt; i++) {
		struct decl *decl = cell->changed[i];

		push(&changed, decl);
		if (decl->kind == DECL_TYPE || decl->kind == DECL_MACRO)
			push(&types, decl);
	}
	if (changed.cnt || session->has_lost_functions)
		list_session_decls(session, &all);
	for (size_t i = 0; i < all.cnt; i++) {
		struct decl *decl = all.items[i];

		if (decl->kind == DECL_OBJECT && types.cnt && !cell_has(cell, decl) &&
		    depends_on(session, decl, &types)) {
			push(&session->dropped, decl);
			push(&changed, decl);
		}
	}
	for (size_t i = 0; i < all.cnt; i++) {
		struct decl *decl = all.items[i];

		if (!decl->function || cell_has(cell, decl))
			continue;
		if (changed.cnt && depends_on(session, decl, &changed))
			push(is_of_other_program(cell, decl) ? &session->left
							     : &session->dependents,
			     decl);
		else if (session->has_lost_functions)
			push(&session->dependents, decl);
	}
	for (size_t i = 0; i < session->dropped.cnt; i++) {
		if (!is_of_other_program(cell, session->dropped.items[i]))
			warn_dropped(session, session->dropped.items[i]);
		symbols_undefine(&session->symbols, session->dropped.items[i]->name,
				 SPACE_ORDINARY);
	}
	free(all.items);
	free(types.items);
	free(changed.items);
}

static void add_cell_functions(struct unit *unit, const struct cell *cell)
{
	for (size_t i = 0; i < cell->function_cnt; i++)
		unit_add_function(unit, cell->functions[i].decl, cell->functions[i].function, 0);
}

// Packs what the cell runs and, unless it is profiled, what it defines.
static void pack_cell_unit(struct session *session, struct str *message)
{
	struct cell *cell = &session->cell;
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	for (size_t i = 0; i < cell->decl_cnt; i++)
		unit_add_decl(&unit, cell->decls[i]);
	if (!(session->flags & SESSION_PROFILED))
		add_cell_functions(&unit, cell);
	unit_set_entry(&unit, cell, session->shows_value);
	unit_add_objects(&unit, cell);
	unit_pack(&unit, message);
	unit_release(&unit);
}

// The plain form of a profiled cell's functions, for later: a unit of their own, as the profiled
// one calls library functions by a longer way.
static void pack_cell_functions(struct session *session, struct str *message)
{
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_cell_functions(&unit, &session->cell);
	unit_pack(&unit, message);
	unit_release(&unit);
}

static void pack_dependent(struct session *session, struct decl *decl, struct str *message)
{
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	unit_add_function(&unit, decl, decl->function, 0);
	unit.flags = UNIT_OPTIONAL;
	unit_pack(&unit, message);
	unit_release(&unit);
}

// The text that a function has in this run: the cell's new one, or the session's.
static const struct function *current_function(const struct cell *cell, const struct decl *decl)
{
	for (size_t i = 0; i < cell->function_cnt; i++)
		if (cell->functions[i].decl == decl)
			return cell->functions[i].function;
	return decl->function;
}

// Packs the instrumented form of every function from one source, and takes them off the list.
static void pack_instrumented(struct session *session, struct decl_list *functions, size_t first,
			      struct str *message)
{
	const char *file = current_function(&session->cell, functions->items[first])->file;
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	for (size_t i = first; i < functions->cnt; i++) {
		struct decl *decl = functions->items[i];
		const struct function *function =
		    decl ? current_function(&session->cell, decl) : NULL;

		if (!function || strcmp(function->file, file))
			continue;
		unit_add_function(&unit, decl, function, decl->slot);
		functions->items[i] = NULL;
	}
	unit.flags = UNIT_INSTRUMENTED;
	unit_pack(&unit, message);
	unit_release(&unit);
}

static int by_slot(const void *a, const void *b)
{
	const struct decl *x = *(struct decl *const *)a;
	const struct decl *y = *(struct decl *const *)b;

	return (x->slot > y->slot) - (x->slot < y->slot);
}

static uint32_t pack_all_instrumented(struct session *session, struct str *message)
{
	struct decl_list functions = {0};
	uint32_t cnt = 0;
	struct name *name;

	for (name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (decl && decl->slot && current_function(&session->cell, decl) &&
		    !decl->is_broken)
			push(&functions, decl);
	}
	if (functions.cnt)
		qsort(functions.items, functions.cnt, sizeof *functions.items, by_slot);
	for (size_t i = 0; i < functions.cnt; i++) {
		if (!functions.items[i])
			continue;
		pack_instrumented(session, &functions, i, message);
		cnt++;
	}
	free(functions.items);
	return cnt;
}

static uint32_t run_flags(int session_flags)
{
	static const struct {
		enum session_flag session;
		enum run_flag run;
	} pairs[] = {
	    {SESSION_PROFILED, RUN_PROFILED},
	    {SESSION_NO_BUILTINS, RUN_NO_BUILTINS},
	    {SESSION_CLOCK_EXACT, RUN_CLOCK_EXACT},
	    {SESSION_CLOCK_COUNTS, RUN_CLOCK_COUNTS},
	};
	uint32_t flags = 0;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (session_flags & pairs[i].session)
			flags |= pairs[i].run;
	return flags;
}

static void send_run_request(struct session *session)
{
	struct str message = {0}, units = {0};
	bool is_profiled = session->flags & SESSION_PROFILED;
	uint32_t unit_cnt = 1;

	pack_cell_unit(session, &units);
	if (is_profiled && session->cell.function_cnt) {
		pack_cell_functions(session, &units);
		unit_cnt++;
	}
	for (size_t i = 0; i < session->dependents.cnt; i++) {
		pack_dependent(session, session->dependents.items[i], &units);
		unit_cnt++;
	}
	if (is_profiled)
		unit_cnt += pack_all_instrumented(session, &units);
	message_begin(&message, MESSAGE_RUN);
	pack_u32(&message, run_flags(session->flags));
	pack_u32(&message, unit_cnt);
	str_add(&message, units.data, units.len);
	message_end(&message, 0);
	session->phase = PHASE_RUNNING;
	runner_send(&session->runner, &message);
	str_release(&units);
	str_release(&message);
}

// Asks what type the trailing expression has: the request's unit never compiles, and the
// compiler's message says why not.
static void send_type_request(struct session *session)
{
	struct str message = {0}, text = {0};
	struct unit unit;

	unit_init(&unit, &session->symbols);
	cell_typing_text(&session->cell, &text);
	add_missed(session, &unit);
	unit_add_text(&unit, str_text(&text), text.len);
	message_begin(&message, MESSAGE_SIZE);
	pack_u32(&message, 0);
	unit_pack(&unit, &message);
	message_end(&message, 0);
	session->phase = PHASE_TYPING;
	runner_send(&session->runner, &message);
	unit_release(&unit);
	str_release(&text);
	str_release(&message);
}

static void run_with_type(struct session *session, const char *type)
{
	session->cell.value_type = type ? mem_strdup(type) : NULL;
	session->shows_value = !type || show_class(type) != SHOW_NOTHING;
	send_run_request(session);
}

static void define_and_run(struct session *session)
{
	const struct source *source = session->source;

	cell_define_objects(&session->cell);
	find_dependents(session);
	session->shows_value = session->cell.expression && !(session->flags & SESSION_NO_VALUE);
	if (!session->shows_value || cell_is_number(&session->cell))
		send_run_request(session);
	else if (source->value_type && source->value_version == session->symbols.version &&
		 !session->symbols.log_cnt)
		run_with_type(session, source->value_type);
	else
		send_type_request(session);
}

// Reads the cell's text (taken) and sends the next request. Returns true when the run ended.
static bool begin_cell(struct session *session, char *text, struct outcome *outcome)
{
	struct err err = {0};

	if (cell_init(&session->cell, &session->symbols, session->source, &text,
		      &session->next_slot, &err)) {
		fail_compile(session, err.text, outcome);
		return true;
	}
	if (cell_needs_sizes(&session->cell))
		send_size_request(session);
	else
		define_and_run(session);
	return false;
}

void session_start(struct session *session, const char *text, const char *label, int flags)
{
	session->flags = flags;
	str_clear(&session->missed);
	if (flags & SESSION_ANONYMOUS) {
		free_source(session->anonymous);
		session->anonymous = session->source = new_source(text, label, label);
	} else {
		session->source = put_source(session, text, label);
	}
	if (preprocess_is_needed(&session->preprocess, text))
		send_text_request(session);
	else if (begin_cell(session, mem_strdup(text), &session->outcome))
		session->phase = PHASE_FAILED;
}

// --- answers --------------------------------------------------------------------------------

// PREPROCESSING -> SIZING | RUNNING | over
static bool take_text(struct session *session, struct unpack *in, struct outcome *outcome)
{
	bool is_ok = unpack_u32(in) != 0;
	char *text = unpack_text(in);
	char *messages = unpack_text(in);
	const char *output = is_ok ? preprocess_output(text) : NULL;
	struct header_text *header;
	char *masked;
	bool is_over = true;

	if (!output) {
		fail_compile(session, messages, outcome);
		free(text);
	} else {
		header = mem_zalloc(sizeof *header);
		*header = (struct header_text){.text = text, .next = session->headers};
		session->headers = header;
		header_index(&session->symbols, output, strlen(output));
		masked = preprocess_mask(session->source->text, output);
		is_over = begin_cell(session, masked, outcome);
	}
	free(messages);
	return is_over;
}

// SIZING -> SIZING (static locals stay where they are) | RUNNING | over
static bool take_sizes(struct session *session, struct unpack *in, struct outcome *outcome)
{
	struct cell *cell = &session->cell;
	bool is_ok = unpack_u32(in) != 0;
	char *messages = unpack_text(in);
	bool is_over = false;
	size_t object_cnt = cell->object_cnt;

	for (size_t i = 0; is_ok && i < cell->object_cnt; i++) {
		cell->objects[i].size.size_bytes = unpack_u64(in);
		cell->objects[i].size.align_bytes = unpack_u64(in);
		cell->objects[i].size.item_cnt = unpack_u64(in);
	}
	if (!is_ok && note_missed(session, messages)) {
		send_size_request(session);
		free(messages);
		return false;
	}
	if (!is_ok)
		cell_keep_statics(cell);
	if (!is_ok && (cell->object_cnt == object_cnt)) {
		fail_compile(session, messages, outcome);
		is_over = true;
	} else if (!is_ok && cell_needs_sizes(cell)) {
		send_size_request(session);
	} else {
		define_and_run(session);
	}
	free(messages);
	return is_over;
}

// TYPING -> RUNNING
// The answer is "cannot convert 'struct point [3]' to ...", or an error of the cell itself, which
// comes again when the cell is compiled.
static void take_type(struct session *session, struct unpack *in)
{
	static const char words[] = "cannot convert '";
	struct source *source = session->source;
	bool is_ok = unpack_u32(in) != 0;
	char *messages = unpack_text(in);
	char *type = is_ok ? NULL : strstr(messages, words);
	char *end = type ? strstr(type + strlen(words), "' to '") : NULL;

	log_line("session", 2, "type: %s", messages);

	if (!is_ok && !end && note_missed(session, messages)) {
		send_type_request(session);
		free(messages);
		return;
	}
	free(source->value_type);
	source->value_type = NULL;
	if (end) {
		type += strlen(words);
		source->value_type = mem_strndup(type, (size_t)(end - type));
		source->value_version = session->symbols.version;
	}
	run_with_type(session, source->value_type);
	free(messages);
}

static void warn(struct session *session, const char *messages, struct outcome *outcome)
{
	diagnostic_render(messages, session->source, find_source, session, &outcome->warnings,
			  NULL);
}

// What became of the functions that were compiled again with this run.
static void take_dependents(struct session *session, struct unpack *in, struct outcome *outcome)
{
	uint32_t cnt = unpack_u32(in);

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		bool is_ok = unpack_u32(in) != 0;
		char *messages = unpack_text(in);
		struct decl *decl =
		    i < session->dependents.cnt ? session->dependents.items[i] : NULL;

		if (decl)
			decl->is_broken = !is_ok;
		if (decl && !is_ok) {
			str_printf(&outcome->warnings,
				   "'%s' does not compile any more; it stays as it was:\n",
				   decl->name->text);
			warn(session, messages, outcome);
		}
		free(messages);
	}
}

// One frame of a traceback.
struct frame {
	char *function; // "" for the cell's statements
	char *file;
	uint32_t line;
};

struct fault {
	uint32_t signal;
	uint64_t address;
	uint32_t code;
	struct frame *frames; // innermost first
	size_t frame_cnt;
	char *detail;
	uint32_t exit_status;
};

static void describe_fault(const struct fault *fault, struct str *ename, struct str *evalue)
{
	static const struct {
		uint32_t signal;
		const char *name, *text;
	} signals[] = {
	    {SIGSEGV, "SIGSEGV", "segmentation fault"},
	    {SIGBUS, "SIGBUS", "bus error"},
	    {SIGFPE, "SIGFPE", "arithmetic error"},
	    {SIGILL, "SIGILL", "illegal instruction"},
	    {SIGABRT, "SIGABRT", "aborted"},
	};

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		if (signals[i].signal != fault->signal)
			continue;
		str_puts(ename, signals[i].name);
		str_puts(evalue, signals[i].text);
	}
	if (!ename->len) {
		str_printf(ename, "SIG%s", sigabbrev_np((int)fault->signal));
		str_printf(evalue, "signal %u (%s)", fault->signal, strsignal((int)fault->signal));
	}
	if (fault->signal == SIGFPE && fault->code == FPE_INTDIV) {
		str_clear(evalue);
		str_puts(evalue, "integer division by zero");
	} else if (*fault->detail) {
		str_clear(evalue);
		str_puts(evalue, fault->detail);
	} else if (fault->signal == SIGSEGV || fault->signal == SIGBUS) {
		str_printf(evalue, " at address 0x%llx", (unsigned long long)fault->address);
	}
	if (fault->frame_cnt && *fault->frames[0].function)
		str_printf(evalue, " in %s()", fault->frames[0].function);
}

// "In[2]:5 in first()" and the line itself.
static void add_frame(struct session *session, const struct frame *frame, struct str *out)
{
	const struct source *source = find_source(session, frame->file, strlen(frame->file));

	if (!source)
		return;
	str_printf(out, "\033[32m%s:%u\033[0m", source->label, frame->line);
	if (*frame->function)
		str_printf(out, " in %s()", frame->function);
	str_putc(out, '\n');
	diagnostic_quote_line(out, source, frame->line);
}

// The frames, outermost first, as Python shows them; of a deep recursion both ends.
static void add_frames(struct session *session, const struct fault *fault, struct str *out)
{
	bool is_deep = fault->frame_cnt > 2 * FRAME_SHOWN_CNT;

	for (size_t i = fault->frame_cnt; i > 0; i--) {
		if (is_deep && i == fault->frame_cnt - FRAME_SHOWN_CNT) {
			str_puts(out, "  ... and so on ...\n");
			i = FRAME_SHOWN_CNT;
		}
		add_frame(session, &fault->frames[i - 1], out);
	}
}

static void set_fault(struct session *session, const struct fault *fault, struct outcome *outcome)
{
	struct str ename = {0}, evalue = {0}, traceback = {0};

	describe_fault(fault, &ename, &evalue);
	add_frames(session, fault, &traceback);
	str_printf(&traceback, "\033[31m%s\033[0m: %s", ename.data, evalue.data);
	set_error(outcome, ename.data, evalue.data, traceback.data);
	str_release(&ename);
	str_release(&evalue);
	str_release(&traceback);
}

static void set_interrupt(struct session *session, const struct fault *fault,
			  struct outcome *outcome)
{
	struct str traceback = {0};

	add_frames(session, fault, &traceback);
	str_puts(&traceback, "\033[31mKeyboardInterrupt\033[0m: the cell was interrupted");
	set_error(outcome, "KeyboardInterrupt", "the cell was interrupted", traceback.data);
	str_release(&traceback);
}

static void set_exit(const struct fault *fault, struct outcome *outcome)
{
	outcome->is_ok = true;
	if (fault->exit_status)
		str_printf(&outcome->warnings, "%s\n", fault->detail);
}

static void unpack_frames(struct unpack *in, struct fault *fault)
{
	uint32_t cnt = unpack_u32(in);

	fault->frames = NULL;
	fault->frame_cnt = 0;
	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		struct frame *frame;

		fault->frames = mem_grow(fault->frames, i + 1, sizeof *fault->frames);
		frame = &fault->frames[fault->frame_cnt++];
		frame->function = unpack_text(in);
		frame->file = unpack_text(in);
		frame->line = unpack_u32(in);
	}
}

static void take_end(struct session *session, enum run_status status, struct unpack *in,
		     struct outcome *outcome)
{
	struct fault fault;
	size_t profile_len;
	const char *value, *profile;
	size_t value_len;

	value = unpack_bytes(in, &value_len);
	str_add(&outcome->value, value, value_len);
	fault.signal = unpack_u32(in);
	fault.address = unpack_u64(in);
	fault.code = unpack_u32(in);
	unpack_frames(in, &fault);
	fault.detail = unpack_text(in);
	fault.exit_status = unpack_u32(in);
	session->counts.compiled_cnt = unpack_u64(in);
	session->counts.reused_cnt = unpack_u64(in);
	session->counts.unit_cnt = unpack_u64(in);
	session->counts.code_bytes = unpack_u64(in);
	outcome->compile_ns = unpack_u64(in);
	outcome->run_ns = unpack_u64(in);
	profile = unpack_bytes(in, &profile_len);
	str_add(&outcome->profile, profile, profile_len);
	outcome->is_ok = status == RUN_ENDED;
	if (status == RUN_FAULTED)
		set_fault(session, &fault, outcome);
	else if (status == RUN_INTERRUPTED)
		set_interrupt(session, &fault, outcome);
	else if (status == RUN_EXITED)
		set_exit(&fault, outcome);
	for (size_t i = 0; i < fault.frame_cnt; i++) {
		free(fault.frames[i].function);
		free(fault.frames[i].file);
	}
	free(fault.frames);
	free(fault.detail);
}

static void commit(struct session *session)
{
	preprocess_remember(&session->preprocess, session->cell.text);
	cell_commit(&session->cell);
	for (size_t i = 0; i < session->left.cnt; i++)
		session->left.items[i]->is_broken = true;
	session->has_lost_functions = false;
}

// RUNNING -> RUNNING (once more, without a value) | over
static bool take_result(struct session *session, struct unpack *in, struct outcome *outcome)
{
	enum run_status status = (enum run_status)unpack_u32(in);
	char *messages = unpack_text(in);
	bool is_over = true;

	if (status == RUN_NOT_COMPILED && note_missed(session, messages)) {
		send_run_request(session);
		is_over = false;
	} else if (status == RUN_NOT_COMPILED && session->shows_value) {
		log_line("session", 1, "the value cannot be shown: %s", messages);
		session->shows_value = false;
		send_run_request(session);
		is_over = false;
	} else if (status == RUN_NOT_COMPILED) {
		fail_compile(session, messages, outcome);
	} else {
		str_add(&outcome->warnings, str_text(&session->outcome.warnings),
			session->outcome.warnings.len);
		warn(session, messages, outcome);
		commit(session);
		take_dependents(session, in, outcome);
		take_end(session, status, in, outcome);
		if (in->has_failed || status > RUN_EXITED) {
			outcome_release(outcome);
			runner_lost(session, "a result that makes no sense", outcome);
		} else {
			end_run(session);
		}
	}
	free(messages);
	return is_over;
}

static bool take_answer(struct session *session, enum message_type type, struct unpack *in,
			struct outcome *outcome)
{
	if (type == MESSAGE_TEXT && session->phase == PHASE_PREPROCESSING)
		return take_text(session, in, outcome);
	if (type == MESSAGE_SIZES && session->phase == PHASE_SIZING)
		return take_sizes(session, in, outcome);
	if (type == MESSAGE_SIZES && session->phase == PHASE_TYPING) {
		take_type(session, in);
		return false;
	}
	if (type == MESSAGE_RESULT && session->phase == PHASE_RUNNING)
		return take_result(session, in, outcome);
	runner_lost(session, "an answer that fits no request", outcome);
	return true;
}

bool session_step(struct session *session, struct outcome *outcome)
{
	struct err err = {0};
	enum message_type type;
	const char *payload;
	size_t payload_len;
	bool is_over = false;

	if (session->phase == PHASE_FAILED) {
		*outcome = session->outcome;
		session->outcome = (struct outcome){0};
		session->phase = PHASE_IDLE;
		return true;
	}
	runner_flush(&session->runner);
	while (!is_over && session->phase != PHASE_IDLE) {
		struct unpack in;
		int rc = runner_receive(&session->runner, &type, &payload, &payload_len, &err);

		if (rc == 0)
			return false;
		if (rc < 0) {
			runner_lost(session, err.text, outcome);
			is_over = true;
			break;
		}
		in = unpack_from(payload, payload_len);
		is_over = take_answer(session, type, &in, outcome);
	}
	if (is_over)
		outcome_release(&session->outcome);
	return is_over;
}

// --- life -----------------------------------------------------------------------------------

struct session *session_new(struct err *err)
{
	struct session *session = mem_zalloc(sizeof *session);

	symbols_init(&session->symbols);
	preprocess_init(&session->preprocess);
	session->next_slot = 1;
	if (runner_init(&session->runner, err)) {
		session_free(session);
		return NULL;
	}
	return session;
}

void session_free(struct session *session)
{
	struct source *source, *next;
	struct header_text *header;

	if (!session)
		return;
	end_run(session);
	outcome_release(&session->outcome);
	str_release(&session->missed);
	runner_release(&session->runner);
	symbols_release(&session->symbols);
	preprocess_release(&session->preprocess);
	free_source(session->anonymous);
	HASH_CLEAR(by_file, session->source_files);
	HASH_ITER(hh, session->sources, source, next)
	{
		HASH_DEL(session->sources, source);
		free_source(source);
	}
	while ((header = session->headers)) {
		session->headers = header->next;
		free(header->text);
		free(header);
	}
	free(session);
}

bool session_is_idle(const struct session *session)
{
	return session->phase == PHASE_IDLE;
}

void session_interrupt(struct session *session)
{
	if (session->phase != PHASE_IDLE)
		runner_interrupt(&session->runner);
}

int session_socket_fd(const struct session *session)
{
	return session->runner.socket_fd;
}

int session_output_fd(const struct session *session, int fd)
{
	return fd == 1 ? session->runner.stdout_fd : session->runner.stderr_fd;
}

bool session_wants_write(const struct session *session)
{
	return session->runner.out.len > 0;
}

struct session_counts session_counts(const struct session *session)
{
	struct session_counts counts = session->counts;

	counts.stub_cnt = session->next_slot - 1;
	return counts;
}

struct symbols *session_symbols(struct session *session)
{
	return &session->symbols;
}

struct session_function *session_functions(struct session *session, size_t *cnt)
{
	struct session_function *functions;
	struct name *name;

	*cnt = session->next_slot;
	functions = mem_zalloc(*cnt * sizeof *functions);
	for (name = session->symbols.names; name; name = name->hh.next) {
		const struct decl *decl = name->current[SPACE_ORDINARY];

		if (!decl || !decl->slot || !decl->function)
			continue;
		functions[decl->slot] = (struct session_function){
		    .file = session_label(session, decl->function->file),
		    .name = decl->function->name,
		    .line = decl->function->line,
		};
	}
	return functions;
}
