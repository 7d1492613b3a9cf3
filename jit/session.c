// jit/session.c - the session: runs C texts, one after the other, in one runner process.
#include "jit/session.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uthash.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/cc.h"
#include "jit/cc_cache.h"
#include "jit/cell.h"
#include "jit/diagnostic.h"
#include "jit/explain.h"
#include "jit/header.h"
#include "jit/header_cache.h"
#include "jit/peek.h"
#include "jit/line_choice.h"
#include "jit/preprocess.h"
#include "jit/reach.h"
#include "jit/request.h"
#include "jit/runner.h"
#include "jit/show.h"
#include "jit/signature.h"
#include "jit/unit.h"

// Of a deep recursion, so many frames of either end are shown.
#define FRAME_SHOWN_CNT 5
// So many frames of one unit are looked up.
#define LOCATED_CNT 128

enum phase {
	PHASE_IDLE,
	PHASE_SETTING,
	PHASE_PREPROCESSING,
	PHASE_CC_PREPROCESSING, // the second compiler reads what libtcc cannot
	PHASE_CC_COMPILING,     // it makes an object that the request needs
	PHASE_CC_TYPING,
	PHASE_SIZING,
	PHASE_TYPING,
	PHASE_RUNNING,
	PHASE_CC_TRACING,  // the second compiler compiles again, for the lines of a traceback
	PHASE_CC_LOCATING, // addr2line looks them up
	PHASE_FAILED,      // over before anything was sent: session_step() hands the outcome out
};

struct decl_list {
	struct decl **items; // owned
	size_t cnt, cap;
};

struct header_text {
	char *text; // declarations point into it
	struct header_text *next;
};

// One frame of a traceback.
struct frame {
	char *function; // "" for the cell's statements
	char *file;
	uint32_t line;
	uint64_t object;    // of the second compiler's code, whose lines are looked up; else 0
	uint64_t text_byte; // in that object
};

// How a run ended, as the runner told.
struct fault {
	enum run_status status;
	uint32_t signal;
	uint64_t address;
	uint32_t code;
	struct frame *frames; // innermost first
	size_t frame_cnt;
	char *detail;
	uint32_t exit_status;
};

struct session {
	struct session_owner owner;
	struct symbols symbols;
	struct preprocess preprocess;
	struct runner runner;
	bool is_lost;         // the runner ended while idle: the next run tells
	uint32_t cell_number; // told with each run
	struct cc cc;
	struct cc_cache cc_cache;
	struct source *sources;      // uthash by text
	struct source *source_files; // the same, uthash by file
	struct header_text *headers;
	uint32_t next_slot;
	struct session_counts counts;
	struct settings settings;
	struct settings accepted; // as they were when the runner last took them all
	struct str sent;          // settings_pack() bytes that the runner has

	// the run under way
	enum phase phase;
	struct source *source;
	struct source *anonymous; // the last text that is no cell's
	int flags;
	enum phase next_phase; // when the request is sent
	struct cell cell;
	struct request request; // the runner's next one
	bool wants_cc;          // a flag asks for the second compiler
	bool uses_cc;           // the second compiler compiles the whole cell
	bool is_interrupted;    // while the second compiler was at work
	bool shows_value;
	bool is_collecting;      // a profile of cicle.h is enabled, over the ends of cells
	bool is_probed;          // this run's functions have probes
	bool has_lost_functions; // a new runner does not have the session's functions yet
	char *masked;            // the cell's text, while PHASE_CC_PREPROCESSING
	struct str cc_messages;  // of its objects in this run
	struct str tcc_messages; // why libtcc could not
	struct fault fault;      // while PHASE_CC_TRACING and PHASE_CC_LOCATING
	struct str missed; // names that a macro pastes together: found missing by the compiler
	struct decl_list dependents; // functions that are compiled again with this run
	struct decl_list dropped;    // objects whose type changed
	struct decl_list left;       // functions of another program, which stay as they were
	struct line_choice line_choice;
	struct outcome outcome; // of PHASE_FAILED, and warnings gathered so far
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
	free(source->shown);
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

const char *session_source(struct session *session, const char *file)
{
	const struct source *source = find_source(session, file, strlen(file));

	return source ? source->text : NULL;
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
	free(outcome->ran);
	str_release(&outcome->traceback);
	str_release(&outcome->value);
	str_release(&outcome->warnings);
	str_release(&outcome->profile);
	*outcome = (struct outcome){0};
}

// Forgets how far the run came.
static void clear_run(struct session *session)
{
	request_release(&session->request);
	str_clear(&session->cc_messages);
	free(session->masked);
	session->masked = NULL;
	cell_release(&session->cell);
	free(session->dependents.items);
	free(session->dropped.items);
	free(session->left.items);
	session->dependents = session->dropped = session->left = (struct decl_list){0};
}

static void end_run(struct session *session)
{
	clear_run(session);
	cc_stop(&session->cc);
	str_clear(&session->tcc_messages);
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

// Without a second compiler: tells when it may be what the cell misses.
static void advise_cc(struct session *session, const char *messages, struct str *traceback)
{
	static const char *const signs[] = {"include file '", "#error", "local functions",
					    "undefined symbol '__"};
	struct prelude prelude;
	bool is_beyond;

	if (session->cc.path)
		return;
	prelude_init(&prelude, &session->symbols);
	prelude_add_text(&prelude, session->source->text, strlen(session->source->text));
	is_beyond = prelude.needs_cc;
	prelude_release(&prelude);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		is_beyond |= strstr(messages, signs[i]) != NULL;
	if (is_beyond)
		str_puts(traceback,
			 "TinyCC does not know all of C. gcc compiles the rest, by itself, once it "
			 "is installed (apt install gcc) and the kernel is restarted.\n");
}

// Ends the run with what the compiler said; the session is as it was before. When both compilers
// refused the cell, the second one's messages are the better ones, unless they name no line of a
// cell.
static void fail_compile(struct session *session, const char *messages, struct outcome *outcome)
{
	struct str traceback = {0}, first = {0}, hints = {0};

	explain_messages(&session->symbols, messages, &hints);
	symbols_rollback(&session->symbols);
	if (!diagnostic_render(messages, session->source, find_source, session, &traceback,
			       &first) &&
	    session->tcc_messages.len) {
		str_clear(&traceback);
		str_clear(&first);
		diagnostic_render(session->tcc_messages.data, session->source, find_source, session,
				  &traceback, &first);
	}
	advise_cc(session, messages, &traceback);
	str_add(&traceback, hints.data, hints.len);
	str_release(&hints);
	set_error(outcome, "CompileError", first.len ? first.data : "the cell does not compile",
		  str_text(&traceback));
	str_release(&traceback);
	str_release(&first);
	end_run(session);
}

// A new runner has the settings of an empty session.
static void forget_sent(struct session *session)
{
	static const struct settings none;

	str_clear(&session->sent);
	settings_pack(&none, &session->sent);
}

// Goes back to the settings that the last run had.
static void restore_settings(struct session *session)
{
	struct settings back = {0};

	settings_copy(&back, &session->accepted);
	settings_release(&session->settings);
	session->settings = back;
}

// Starts over with a new runner: functions come back with the next run, objects are gone.
static void restart_runner(struct session *session, struct str *lost)
{
	struct err err = {0};
	struct name *name;

	runner_release(&session->runner);
	if (runner_init(&session->runner, &err))
		log_line("session", 0, "%s", err.text);
	session->is_lost = false;
	session->is_collecting = false;
	for (name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (!decl || decl->kind != DECL_OBJECT || !decl->slot)
			continue;
		str_printf(lost, "%s%s", lost->len ? ", " : "", name->text);
		symbols_undefine(&session->symbols, name, SPACE_ORDINARY);
	}
	symbols_commit(&session->symbols);
	session->has_lost_functions = true;
	forget_sent(session);
}

static void runner_lost(struct session *session, const char *why, struct outcome *outcome)
{
	struct str evalue = {0}, lost = {0};

	symbols_rollback(&session->symbols);
	str_puts(&evalue, "the runner process ");
	runner_describe_end(&session->runner, &evalue);
	log_line("session", 1, "%s", why);
	if (session->phase == PHASE_SETTING)
		restore_settings(session);
	restart_runner(session, &lost);
	str_puts(&evalue, "; a new one was started. Functions, types and macros are kept");
	if (lost.len)
		str_printf(&evalue, "; objects are gone: %s", lost.data);
	set_error(outcome, "RunnerDied", evalue.data, evalue.data);
	str_release(&evalue);
	str_release(&lost);
	end_run(session);
}

// --- settings -------------------------------------------------------------------------------

// Keeps a preprocessed text: declarations point into it.
static void keep_header(struct session *session, char *text)
{
	struct header_text *header = mem_zalloc(sizeof *header);

	*header = (struct header_text){.text = text, .next = session->headers};
	session->headers = header;
}

// Makes the macros that came with a cell's comments known.
static void define_changes(struct session *session)
{
	struct str text = {0};

	if (!session->settings.changes.cnt)
		return;
	list_join(&session->settings.changes, "\n", &text);
	str_putc(&text, '\n');
	keep_header(session, str_take(&text));
	header_index(&session->symbols, session->headers->text, strlen(session->headers->text));
}

// Gives the settings that a run has: the session's, and those of its text's comments. Returns -1
// with err filled when a comment is wrong.
static int take_comments(struct session *session, const char *text, struct err *err)
{
	struct str head = {0};

	list_release(&session->settings.changes);
	if (settings_add_comments(&session->settings, text, err)) {
		restore_settings(session);
		return -1;
	}
	settings_head(&session->settings, &head);
	preprocess_set_head(&session->preprocess, str_text(&head));
	str_release(&head);
	return 0;
}

// Sends the settings unless the runner has them. Returns true when it must answer first.
static bool send_settings(struct session *session)
{
	struct str message = {0}, settings = {0};
	bool is_new;

	settings_pack(&session->settings, &settings);
	is_new = settings.len != session->sent.len ||
		 memcmp(settings.data, session->sent.data, settings.len) != 0;
	if (is_new) {
		message_begin(&message, MESSAGE_SETTINGS);
		str_add(&message, settings.data, settings.len);
		message_end(&message, 0);
		str_clear(&session->sent);
		str_add(&session->sent, settings.data, settings.len);
		session->phase = PHASE_SETTING;
		runner_send(&session->runner, &message);
	}
	str_release(&message);
	str_release(&settings);
	return is_new;
}

// --- requests -------------------------------------------------------------------------------

static void send_text_request(struct session *session)
{
	struct str message = {0}, skeleton = {0};

	preprocess_skeleton(&session->preprocess, READER_TCC, session->source->text,
			    session->source->file, &skeleton);
	message_begin(&message, MESSAGE_PREPROCESS);
	pack_bytes(&message, str_text(&skeleton), skeleton.len);
	message_end(&message, 0);
	session->phase = PHASE_PREPROCESSING;
	runner_send(&session->runner, &message);
	str_release(&skeleton);
	str_release(&message);
}

// Starts the second compiler with the flags of a unit. A quoted header is looked for where the
// cells run.
static int start_cc(struct session *session, enum cc_job job, const char *text,
		    const struct list *flags, enum phase phase)
{
	char link[64], folder[PATH_MAX];
	struct list args = {0};
	struct err err = {0};
	ssize_t len;
	int rc;

	snprintf(link, sizeof link, "/proc/%d/cwd", (int)session->runner.pid);
	len = readlink(link, folder, sizeof folder - 1);
	folder[len > 0 ? len : 0] = '\0';
	session->phase = phase;
	if (len > 0) {
		list_add(&args, "-iquote");
		list_add(&args, folder);
	}
	list_add_all(&args, flags);
	rc = cc_start(&session->cc, job, text, strlen(text), (const char *const *)args.items, &err);
	list_release(&args);
	if (rc)
		log_line("session", 0, "%s", err.text);
	return rc;
}

// Has the next object made that the request needs, or sends the request.
static void advance_request(struct session *session)
{
	struct request_unit *unit;
	struct str message = {0};

	while ((unit = request_next(&session->request))) {
		const struct str *known = cc_cache_find(&session->cc_cache, unit->text);

		if (known)
			str_add(&unit->object, known->data, known->len);
		else if (!start_cc(session, CC_OBJECT, unit->text, &unit->flags,
				   PHASE_CC_COMPILING))
			return;
		else
			break; // libtcc will tell what it misses
	}
	request_pack(&session->request, &message);
	session->phase = session->next_phase;
	runner_send(&session->runner, &message);
	str_release(&message);
}

// Notes that the cell needs the second compiler when one of its units does. Returns true when that
// is news.
static bool note_cc(struct session *session, const struct unit *unit)
{
	bool is_news = !session->uses_cc && session->cc.path && unit_needs_cc(unit);

	session->uses_cc |= is_news;
	return is_news;
}

// Gives a unit the flags that the session and the cell that it is of have for the second compiler.
// They stand in its text, so that the same text with others is another one (jit/cc_cache.h).
static void add_flags(struct session *session, struct request_unit *unit, const char *file)
{
	const struct source *source = find_source(session, file, strlen(file));
	struct str text = {0};

	settings_cc_args(&session->settings, source ? source->text : NULL, &unit->flags);
	if (!unit->flags.cnt)
		return;
	str_puts(&text, "#line 1 \"");
	list_join(&unit->flags, " ", &text);
	for (size_t i = 0; i < text.len; i++)
		if (i > 8 && strchr("\"\\\n", text.data[i]))
			text.data[i] = '\'';
	str_printf(&text, "\"\n#line 1 \"<cicle>\"\n%s", unit->text);
	free(unit->text);
	unit->text = str_take(&text);
}

// Makes a unit the request's next one, and releases it. file: the cell that its text is of.
// needs_cc: known to be beyond libtcc.
static struct request_unit *add_unit(struct session *session, struct unit *unit, const char *file,
				     bool needs_cc)
{
	bool by_cc = session->cc.path && (needs_cc || session->uses_cc || unit_needs_cc(unit));
	enum unit_compiler compiler = by_cc ? UNIT_BY_CC : UNIT_BY_TCC;
	struct request_unit *added;
	struct str headers = {0};

	if (by_cc)
		preprocess_cc_headers(&session->preprocess,
				      session->cell.text ? session->cell.text : "",
				      unit_needs_cc(unit), &headers);
	unit_finish(unit, compiler, str_text(&headers));
	str_release(&headers);
	added = request_add(&session->request, unit, compiler);
	if (by_cc)
		add_flags(session, added, file);
	unit_release(unit);
	return added;
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
	struct str text = {0};
	struct unit unit;

	unit_init(&unit, &session->symbols);
	cell_sizing_text(&session->cell, &text);
	add_missed(session, &unit);
	unit_add_text(&unit, str_text(&text), text.len);
	request_begin(&session->request, MESSAGE_SIZE);
	pack_u32(&session->request.head, (uint32_t)session->cell.object_cnt);
	note_cc(session, &unit);
	// libtcc does not tell the alignment that an object of its own asks for.
	add_unit(session, &unit, session->source->file,
		 strstr(text.data, "lignas") || strstr(text.data, "aligned"));
	session->next_phase = PHASE_SIZING;
	advance_request(session);
	str_release(&text);
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

// Tells whether the run's functions need probes.
static bool needs_probes(const struct session *session)
{
	static const char *const beginnings[] = {"cicle_profile_enable", "cicle_profile_runcall"};

	if (session->flags & SESSION_PROFILED)
		return true;
	return !(session->flags & SESSION_LINES) &&
	       (session->is_collecting ||
		reach_any(&session->cell, beginnings, sizeof beginnings / sizeof *beginnings));
}

static void add_cell_functions(struct unit *unit, const struct cell *cell)
{
	for (size_t i = 0; i < cell->function_cnt; i++)
		unit_add_function(unit, cell->functions[i].decl, cell->functions[i].function,
				  FORM_PLAIN);
}

// Adds what the cell runs and, unless it is profiled, what it defines.
static void add_cell_unit(struct session *session)
{
	struct cell *cell = &session->cell;
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	for (size_t i = 0; i < cell->decl_cnt; i++)
		unit_add_decl(&unit, cell->decls[i]);
	if (!session->is_probed)
		add_cell_functions(&unit, cell);
	unit_set_entry(&unit, cell, session->shows_value);
	unit_add_objects(&unit, cell);
	note_cc(session, &unit);
	add_unit(session, &unit, session->source->file, false);
}

// The plain form of a profiled cell's functions, for later: a unit of their own, as the profiled
// one calls library functions by a longer way.
static void add_plain_functions(struct session *session)
{
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_cell_functions(&unit, &session->cell);
	add_unit(session, &unit, session->source->file, false);
}

static void add_dependent(struct session *session, struct decl *decl)
{
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	unit_add_function(&unit, decl, decl->function, FORM_PLAIN);
	unit.flags = UNIT_OPTIONAL;
	add_unit(session, &unit, decl->function->file, decl->function->needs_cc)->dependent = decl;
}

// The text that a function has in this run: the cell's new one, or the session's.
static const struct function *current_function(const struct cell *cell, const struct decl *decl)
{
	for (size_t i = 0; i < cell->function_cnt; i++)
		if (cell->functions[i].decl == decl)
			return cell->functions[i].function;
	return decl->function;
}

static bool is_dependent(const struct session *session, const struct decl *decl)
{
	for (size_t i = 0; i < session->dependents.cnt; i++)
		if (session->dependents.items[i] == decl)
			return true;
	return false;
}

// Adds a form of one function with probes. What may not compile any more, since the cell changes
// what it needs, is left out then: with its other functions a unit would fail, and libtcc with it
// (jit/runner/compile.c, does_compile()).
static void add_alone(struct session *session, struct decl *decl, enum function_form form)
{
	const struct function *function = current_function(&session->cell, decl);
	struct request_unit *added;
	struct unit unit;
	bool is_spare;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	unit_add_function(&unit, decl, function, form);
	is_spare = form == FORM_LINES || is_dependent(session, decl);
	unit.flags = UNIT_INSTRUMENTED | (is_spare ? UNIT_TRIED : 0);
	added = add_unit(session, &unit, function->file, function->needs_cc);
	added->is_quiet = true;
	added->is_spare = is_spare;
}

// Adds the instrumented form of every function from one source, and takes them off the list.
static void add_instrumented(struct session *session, struct decl_list *functions, size_t first)
{
	const char *file = current_function(&session->cell, functions->items[first])->file;
	bool needs_cc = false;
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	for (size_t i = first; i < functions->cnt; i++) {
		struct decl *decl = functions->items[i];
		const struct function *function =
		    decl ? current_function(&session->cell, decl) : NULL;

		if (!function || strcmp(function->file, file))
			continue;
		unit_add_function(&unit, decl, function, FORM_CALLS);
		needs_cc |= function->needs_cc;
		functions->items[i] = NULL;
	}
	unit.flags = UNIT_INSTRUMENTED;
	add_unit(session, &unit, file, needs_cc)->is_quiet = true;
}

static int by_slot(const void *a, const void *b)
{
	const struct decl *x = *(struct decl *const *)a;
	const struct decl *y = *(struct decl *const *)b;

	return (x->slot > y->slot) - (x->slot < y->slot);
}

static void add_all_instrumented(struct session *session)
{
	struct decl_list functions = {0};
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
		if (functions.items[i] && is_dependent(session, functions.items[i])) {
			add_alone(session, functions.items[i], FORM_CALLS);
			functions.items[i] = NULL;
		}
	}
	for (size_t i = 0; i < functions.cnt; i++)
		if (functions.items[i])
			add_instrumented(session, &functions, i);
	free(functions.items);
}

// Adds each chosen function twice: as a whole, and line by line, which replaces the former unless
// probes break its text.
static void add_all_lines(struct session *session)
{
	const struct line_choice *choice = &session->line_choice;

	for (size_t i = 0; i < choice->function_cnt; i++) {
		add_alone(session, choice->functions[i], FORM_WHOLE);
		add_alone(session, choice->functions[i], FORM_LINES);
	}
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
	    {SESSION_LINES, RUN_LINES},
	    {SESSION_MEMORY, RUN_MEMORY},
	    {SESSION_TIME_ORDER, RUN_TIME_ORDER},
	};
	uint32_t flags = 0;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (session_flags & pairs[i].session)
			flags |= pairs[i].run;
	return flags;
}

static void send_run_request(struct session *session)
{
	uint32_t flags = run_flags(session->flags);

	session->is_probed = needs_probes(session);
	if (session->is_probed && !(flags & RUN_PROFILED))
		flags |= RUN_PROBED;
	request_begin(&session->request, MESSAGE_RUN);
	pack_u32(&session->request.head, flags);
	pack_u32(&session->request.head, session->cell_number);
	add_cell_unit(session);
	if (session->is_probed && session->cell.function_cnt)
		add_plain_functions(session);
	for (size_t i = 0; i < session->dependents.cnt; i++)
		add_dependent(session, session->dependents.items[i]);
	if (session->is_probed)
		add_all_instrumented(session);
	if (session->flags & SESSION_LINES)
		add_all_lines(session);
	session->next_phase = PHASE_RUNNING;
	advance_request(session);
}

// Asks what type the trailing expression has: the request's unit never compiles, and the
// compiler's message says why not.
static void init_typing_unit(struct session *session, struct unit *unit)
{
	struct str text = {0};

	unit_init(unit, &session->symbols);
	cell_typing_text(&session->cell, session->uses_cc, &text);
	add_missed(session, unit);
	unit_add_text(unit, str_text(&text), text.len);
	str_release(&text);
}

static void send_type_request(struct session *session)
{
	struct request_unit *added;
	struct unit unit;

	init_typing_unit(session, &unit);
	if (note_cc(session, &unit)) { // it asks the two compilers in different words
		unit_release(&unit);
		init_typing_unit(session, &unit);
	}
	request_begin(&session->request, MESSAGE_SIZE);
	pack_u32(&session->request.head, 0);
	added = add_unit(session, &unit, session->source->file, false);
	session->next_phase = PHASE_TYPING;
	if (!added->text ||
	    start_cc(session, CC_CHECK, added->text, &added->flags, PHASE_CC_TYPING))
		advance_request(session);
}

static void run_with_type(struct session *session, const char *type)
{
	session->cell.value_type = type ? mem_strdup(type) : NULL;
	session->cell.show_depth = SESSION_DEPTH_OF(session->flags);
	session->shows_value = !type || show_class(type) != SHOW_NOTHING;
	send_run_request(session);
}

// Ends the run before it began because of what was asked for.
static bool fail_usage(struct session *session, const char *text, struct outcome *outcome)
{
	struct str traceback = {0};

	symbols_rollback(&session->symbols);
	str_printf(&traceback, "\033[31mUsageError\033[0m: %s", text);
	set_error(outcome, "UsageError", text, traceback.data);
	str_release(&traceback);
	end_run(session);
	return true;
}

// Chooses the lines to profile. Returns true when that ended the run.
static bool choose_lines(struct session *session, struct outcome *outcome)
{
	struct err err = {0};

	if (!(session->flags & SESSION_LINES))
		return false;
	if (line_choice_find(&session->line_choice, &session->cell, &err))
		return fail_usage(session, err.text, outcome);
	if (session->flags & SESSION_CELL_LINES || !session->line_choice.function_cnt)
		session->cell.lines = CELL_LINES_EACH;
	return false;
}

// Returns true when the run ended.
static bool define_and_run(struct session *session, struct outcome *outcome)
{
	const struct source *source = session->source;

	cell_define_objects(&session->cell);
	if (choose_lines(session, outcome))
		return true;
	find_dependents(session);
	session->shows_value = session->cell.expression && !(session->flags & SESSION_NO_VALUE);
	if (!session->shows_value || cell_is_number(&session->cell))
		send_run_request(session);
	else if (source->value_type && source->value_version == session->symbols.version &&
		 !session->symbols.log_cnt)
		run_with_type(session, source->value_type);
	else
		send_type_request(session);
	return false;
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
	if (!cell_needs_sizes(&session->cell))
		return define_and_run(session, outcome);
	send_size_request(session);
	return false;
}

// What the headers of the text at hand are looked up by on the disk. The caller releases skeleton.
static struct header_question question_of(const struct session *session, struct str *skeleton)
{
	preprocess_skeleton(&session->preprocess, READER_TCC, session->source->text,
			    session->source->file, skeleton);
	return (struct header_question){skeleton, &session->sent, &session->settings.include_dirs};
}

// Finds the answer that an earlier session had from libtcc. NULL: none; the caller frees.
static char *find_answer(const struct session *session)
{
	struct str skeleton = {0}, text = {0};
	struct header_question question = question_of(session, &skeleton);
	bool is_there = header_cache_find(&question, &text) && preprocess_output(str_text(&text));
	char *answer = is_there ? str_take(&text) : NULL;

	str_release(&skeleton);
	str_release(&text);
	return answer;
}

static void keep_answer(const struct session *session, const char *text)
{
	struct str skeleton = {0};
	struct header_question question = question_of(session, &skeleton);

	header_cache_put(&question, text);
	str_release(&skeleton);
}

// Has the second compiler preprocess the cell. masked (taken; NULL: libtcc could not) is the
// cell's text as libtcc's preprocessor left it.
static bool preprocess_by_cc(struct session *session, char *masked, const char *messages,
			     struct outcome *outcome)
{
	struct str skeleton = {0};
	struct list flags = {0};
	int rc;

	session->masked = masked;
	settings_cc_args(&session->settings, session->source->text, &flags);
	preprocess_skeleton(&session->preprocess, READER_CC, session->source->text,
			    session->source->file, &skeleton);
	rc = session->cc.path ? start_cc(session, CC_PREPROCESS, str_text(&skeleton), &flags,
					 PHASE_CC_PREPROCESSING)
			      : -1;
	list_release(&flags);
	str_release(&skeleton);
	if (rc)
		fail_compile(session, messages, outcome);
	return rc != 0;
}

// Goes on with a preprocessed skeleton (taken). Returns true when the run is over.
static bool use_text(struct session *session, char *text, const char *messages,
		     struct outcome *outcome)
{
	const char *output = preprocess_output(text);
	size_t again_len;
	const char *again = preprocess_again(text, &again_len);
	char *masked;

	keep_header(session, text);
	if (again)
		header_index_again(&session->symbols, again, again_len);
	header_index(&session->symbols, output, strlen(output));
	masked = preprocess_mask(session->source->text, output);
	return preprocess_needs_cc(&session->preprocess, masked)
		   ? preprocess_by_cc(session, masked, messages, outcome)
		   : begin_cell(session, masked, outcome);
}

// Reads the run's text, from the beginning. Returns true when the run ended.
static bool start_text(struct session *session, struct outcome *outcome)
{
	const char *text = session->source->text;
	char *answer;

	define_changes(session);
	if (!preprocess_is_needed(&session->preprocess, text))
		return begin_cell(session, mem_strdup(text), outcome);
	answer = find_answer(session);
	if (answer)
		return use_text(session, answer, "", outcome);
	send_text_request(session);
	return false;
}

static void fail_settings(struct session *session, const char *why, struct outcome *outcome)
{
	struct str traceback = {0};

	str_printf(&traceback, "\033[31mSettingError\033[0m: %s\n", why);
	explain_messages(&session->symbols, why, &traceback);
	set_error(outcome, "SettingError", why, traceback.data);
	str_release(&traceback);
	end_run(session);
}

// Says who compiles the run: libtcc, unless the text is known to be beyond it, or flags ask for the
// second compiler.
static void choose_compiler(struct session *session)
{
	const struct source *source = session->source;

	session->wants_cc = settings_wants_cc(&session->settings, source->text);
	session->uses_cc = session->cc.path && (source->needs_cc || session->wants_cc);
	if (session->wants_cc && !session->cc.path)
		str_puts(&session->outcome.warnings,
			 "flags for gcc or clang have no effect: none is installed\n");
}

// Starts a run of session->source.
static void start_source(struct session *session, const char *text, int flags)
{
	struct err err = {0};

	session->flags = flags;
	session->is_interrupted = false;
	str_clear(&session->missed);
	if (take_comments(session, text, &err)) {
		fail_settings(session, err.text, &session->outcome);
		session->phase = PHASE_FAILED;
		return;
	}
	choose_compiler(session);
	if (send_settings(session))
		return;
	settings_copy(&session->accepted, &session->settings);
	if (start_text(session, &session->outcome))
		session->phase = PHASE_FAILED;
}

static void set_anonymous(struct session *session, const char *text, const char *label)
{
	free_source(session->anonymous);
	session->anonymous = session->source = new_source(text, label, label);
}

void session_start(struct session *session, const char *text, const char *label, int flags)
{
	if (flags & SESSION_ANONYMOUS)
		set_anonymous(session, text, label);
	else
		session->source = put_source(session, text, label);
	start_source(session, text, flags);
}

void session_start_as(struct session *session, const char *text, const char *shown,
		      const char *label, int flags)
{
	set_anonymous(session, text, label);
	session->anonymous->shown = mem_strdup(shown);
	start_source(session, text, flags | SESSION_ANONYMOUS);
}

// Starts a cell that libtcc refused over with the second compiler, when there is one; else ends the
// run. Returns true when the run ended.
static bool refuse(struct session *session, const char *messages, struct outcome *outcome)
{
	if (!session->cc.path || session->uses_cc) {
		fail_compile(session, messages, outcome);
		return true;
	}
	log_line("session", 1, "to the second compiler: %s", messages);
	symbols_rollback(&session->symbols);
	clear_run(session);
	str_clear(&session->missed);
	str_clear(&session->outcome.warnings);
	str_puts(&session->tcc_messages, messages);
	session->uses_cc = true;
	return start_text(session, outcome);
}

// --- answers --------------------------------------------------------------------------------

// Takes the libraries out that could not be loaded, last first. Tells of each; only of one that
// this run brought as an error.
static void drop_libraries(struct session *session, const struct list *whys, struct str *failures,
			   struct outcome *outcome)
{
	struct list *libraries = &session->settings.libraries;

	for (size_t i = libraries->cnt; i-- > 0;) {
		const char *why = i < whys->cnt ? whys->items[i] : "the runner did not say";
		bool was_there = list_has(&session->accepted.libraries, libraries->items[i]);

		if (!*why)
			continue;
		str_printf(was_there ? &outcome->warnings : failures, "%s%s\n",
			   was_there ? "a library is gone: " : "", why);
		list_drop(libraries, i);
	}
}

// SETTING -> PREPROCESSING | SIZING | RUNNING | over
static bool take_settings(struct session *session, struct unpack *in, struct outcome *outcome)
{
	struct str failures = {0};
	struct list whys = {0};
	bool is_over;

	for (size_t i = 0; i < session->settings.libraries.cnt; i++) {
		char *why = unpack_text(in);

		list_add(&whys, why);
		free(why);
	}
	drop_libraries(session, &whys, &failures, &session->outcome);
	list_release(&whys);
	if (failures.len) {
		failures.data[failures.len - 1] = '\0';
		restore_settings(session);
		fail_settings(session, failures.data, outcome);
		is_over = true;
	} else {
		settings_copy(&session->accepted, &session->settings);
		is_over = start_text(session, outcome);
	}
	str_release(&failures);
	return is_over;
}

// PREPROCESSING -> PREPROCESSING (without an include that libtcc cannot read) |
// CC_PREPROCESSING | SIZING | RUNNING | over
static bool take_text(struct session *session, struct unpack *in, struct outcome *outcome)
{
	const struct source *source = session->source;
	bool is_ok = unpack_u32(in) != 0;
	char *text = unpack_text(in);
	char *messages = unpack_text(in);
	bool is_over = false;

	if (is_ok && preprocess_output(text)) {
		if (!*messages)
			keep_answer(session, text);
		is_over = use_text(session, text, messages, outcome);
	} else {
		free(text);
		if (session->cc.path && preprocess_leave_to_cc(&session->preprocess, source->text,
							       source->file, messages))
			send_text_request(session);
		else
			is_over = preprocess_by_cc(session, NULL, messages, outcome);
	}
	free(messages);
	return is_over;
}

// CC_PREPROCESSING -> SIZING | RUNNING | over
static bool take_cc_text(struct session *session, struct cc_result *result, struct outcome *outcome)
{
	const char *output = result->is_ok ? preprocess_output(str_text(&result->output)) : NULL;
	char *masked = session->masked;
	char *text;

	session->masked = NULL;
	if (!output) {
		free(masked);
		preprocess_give_up(&session->preprocess, session->source->text);
		fail_compile(session, str_text(&result->messages), outcome);
		return true;
	}
	text = str_take(&result->output);
	keep_header(session, text);
	output = preprocess_output(text);
	header_index_cc(&session->symbols, output, strlen(output));
	if (!masked)
		masked = preprocess_mask(session->source->text, output);
	return begin_cell(session, masked, outcome);
}

// What to do when the objects' sizes cannot be told.
static bool refuse_sizes(struct session *session, const char *messages, struct outcome *outcome)
{
	struct cell *cell = &session->cell;
	size_t object_cnt = cell->object_cnt;

	cell_keep_statics(cell);
	if (cell->object_cnt == object_cnt)
		return refuse(session, messages, outcome);
	if (!cell_needs_sizes(cell))
		return define_and_run(session, outcome);
	send_size_request(session);
	return false;
}

// SIZING -> SIZING (static locals stay where they are) | RUNNING | over
static bool take_sizes(struct session *session, struct unpack *in, struct outcome *outcome)
{
	struct cell *cell = &session->cell;
	bool is_ok = unpack_u32(in) != 0;
	char *messages = unpack_text(in);
	bool is_over = false;

	for (size_t i = 0; is_ok && i < cell->object_cnt; i++) {
		cell->objects[i].size.size_bytes = unpack_u64(in);
		cell->objects[i].size.align_bytes = unpack_u64(in);
		cell->objects[i].size.item_cnt = unpack_u64(in);
	}
	if (is_ok)
		is_over = define_and_run(session, outcome);
	else if (note_missed(session, messages))
		send_size_request(session);
	else
		is_over = refuse_sizes(session, messages, outcome);
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

// CC_TYPING -> RUNNING
// The answer is "... from type 'struct point (*)[3]'" or "... 'cplx *' {aka '_Complex double *'}":
// a pointer to the type.
static void take_cc_type(struct session *session, const char *messages)
{
	static const char words[] = "from type '", known_as[] = " {aka '";
	const char *type = strstr(messages, words);
	size_t len;

	free(session->source->value_type);
	session->source->value_type = NULL;
	if (type) {
		type += strlen(words);
		len = strcspn(type, "'");
		if (type[len] && !strncmp(type + len + 1, known_as, strlen(known_as))) {
			type += len + 1 + strlen(known_as);
			len = strcspn(type, "'");
		}
		session->source->value_type = signature_pointee(type, len);
		session->source->value_version = session->symbols.version;
	}
	run_with_type(session, session->source->value_type);
}

static void warn(struct session *session, const char *messages, struct outcome *outcome)
{
	diagnostic_render(messages, session->source, find_source, session, &outcome->warnings,
			  NULL);
	explain_messages(&session->symbols, messages, &outcome->warnings);
}

// Notes whether a function that was compiled again did compile.
static void settle_dependent(struct session *session, struct decl *decl, bool is_ok,
			     const char *messages, struct outcome *outcome)
{
	decl->is_broken = !is_ok;
	if (is_ok)
		return;
	str_printf(&outcome->warnings, "'%s' does not compile any more; it stays as it was:\n",
		   decl->name->text);
	warn(session, messages, outcome);
}

// What became of the functions that were compiled again with this run.
static void take_dependents(struct session *session, struct unpack *in, struct outcome *outcome)
{
	uint32_t cnt = unpack_u32(in);
	size_t at = 0;

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		bool is_ok = unpack_u32(in) != 0;
		char *messages = unpack_text(in);

		while (at < session->request.unit_cnt && !session->request.units[at].dependent)
			at++;
		if (at < session->request.unit_cnt)
			settle_dependent(session, session->request.units[at++].dependent, is_ok,
					 messages, outcome);
		free(messages);
	}
}

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

// Of the second compiler's code only the function is known.
static void add_frame_of_cc(struct session *session, const struct frame *frame, struct str *out)
{
	const struct name *name =
	    symbols_find(&session->symbols, frame->function, strlen(frame->function));
	const struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;

	if (decl && decl->function)
		str_printf(out, "\033[32m%s\033[0m in %s()\n",
			   session_label(session, decl->function->file), frame->function);
}

// "In[2]:5 in first()" and the line itself.
static void add_frame(struct session *session, const struct frame *frame, struct str *out)
{
	const struct source *source = find_source(session, frame->file, strlen(frame->file));
	uint32_t line;

	if (!source) {
		add_frame_of_cc(session, frame, out);
		return;
	}
	line = diagnostic_line(source, frame->line);
	str_printf(out, "\033[32m%s:%u\033[0m", source->label, line);
	if (*frame->function)
		str_printf(out, " in %s()", frame->function);
	str_putc(out, '\n');
	diagnostic_quote_line(out, source, line);
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
	outcome->exit_status = (int)fault->exit_status;
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
		frame->object = unpack_u64(in);
		frame->text_byte = unpack_u64(in);
	}
}

static void release_fault(struct fault *fault)
{
	for (size_t i = 0; i < fault->frame_cnt; i++) {
		free(fault->frames[i].function);
		free(fault->frames[i].file);
	}
	free(fault->frames);
	free(fault->detail);
	*fault = (struct fault){0};
}

static void take_end(struct session *session, enum run_status status, struct unpack *in,
		     struct outcome *outcome)
{
	struct fault *fault = &session->fault;
	size_t profile_len;
	const char *value, *profile;
	size_t value_len;

	value = unpack_bytes(in, &value_len);
	str_add(&outcome->value, value, value_len);
	fault->status = status;
	fault->signal = unpack_u32(in);
	fault->address = unpack_u64(in);
	fault->code = unpack_u32(in);
	unpack_frames(in, fault);
	fault->detail = unpack_text(in);
	fault->exit_status = unpack_u32(in);
	session->counts.compiled_cnt = unpack_u64(in);
	session->counts.reused_cnt = unpack_u64(in);
	session->counts.unit_cnt = unpack_u64(in);
	session->counts.code_bytes = unpack_u64(in);
	outcome->compile_ns = unpack_u64(in);
	outcome->run_ns = unpack_u64(in);
	outcome->user_ns = unpack_u64(in);
	outcome->system_ns = unpack_u64(in);
	profile = unpack_bytes(in, &profile_len);
	str_add(&outcome->profile, profile, profile_len);
}

// Tells how the run ended, once all is known about it.
static void tell_end(struct session *session, struct outcome *outcome)
{
	struct fault *fault = &session->fault;

	outcome->is_ok = fault->status == RUN_ENDED;
	if (fault->status == RUN_FAULTED)
		set_fault(session, fault, outcome);
	else if (fault->status == RUN_INTERRUPTED)
		set_interrupt(session, fault, outcome);
	else if (fault->status == RUN_EXITED)
		set_exit(fault, outcome);
	release_fault(fault);
	end_run(session);
}

// --- lines of the second compiler's code -----------------------------------------------------

// Gives the first frame whose line is to be looked up, or NULL.
static struct frame *next_untold(struct session *session)
{
	for (size_t i = 0; i < session->fault.frame_cnt; i++)
		if (session->fault.frames[i].object)
			return &session->fault.frames[i];
	return NULL;
}

// What cannot be looked up is told without its line.
static void give_up_lines(struct session *session, uint64_t object)
{
	for (size_t i = 0; i < session->fault.frame_cnt; i++)
		if (session->fault.frames[i].object == object)
			session->fault.frames[i].object = 0;
}

// Has the next unit compiled again with its lines. Returns true when all is known: the run is over.
static bool advance_trace(struct session *session, struct outcome *outcome)
{
	struct frame *frame;

	while ((frame = next_untold(session))) {
		const struct list *flags;
		const char *text = cc_cache_text(&session->cc_cache, frame->object, &flags);
		struct list args = {0};
		bool is_started = false;

		if (text && session->cc.path) {
			list_add(&args, "-g1");
			list_add(&args, "-gdwarf-4");
			list_add_all(&args, flags);
			is_started = !start_cc(session, CC_OBJECT, text, &args, PHASE_CC_TRACING);
			list_release(&args);
		}
		if (is_started)
			return false;
		give_up_lines(session, frame->object);
	}
	*outcome = session->outcome;
	session->outcome = (struct outcome){0};
	tell_end(session, outcome);
	return true;
}

// CC_TRACING -> CC_LOCATING
static bool take_traced_object(struct session *session, struct cc_result *result,
			       struct outcome *outcome)
{
	uint64_t object = next_untold(session)->object;
	char offsets[LOCATED_CNT][24];
	const char *args[LOCATED_CNT + 1];
	size_t cnt = 0;
	struct err err = {0};

	for (size_t i = 0; i < session->fault.frame_cnt && cnt < LOCATED_CNT; i++) {
		const struct frame *frame = &session->fault.frames[i];

		if (frame->object != object)
			continue;
		snprintf(offsets[cnt], sizeof offsets[cnt], "0x%llx",
			 (unsigned long long)frame->text_byte);
		args[cnt] = offsets[cnt];
		cnt++;
	}
	args[cnt] = NULL;
	session->phase = PHASE_CC_LOCATING;
	if (result->is_ok &&
	    !cc_start(&session->cc, CC_LINES, result->output.data, result->output.len, args, &err))
		return false;
	give_up_lines(session, object);
	return advance_trace(session, outcome);
}

// CC_LOCATING -> CC_TRACING (the next unit) | over. One line per frame: "In[3]:7".
static bool take_lines(struct session *session, struct cc_result *result, struct outcome *outcome)
{
	uint64_t object = next_untold(session)->object;
	const char *line = str_text(&result->output);

	for (size_t i = 0; i < session->fault.frame_cnt; i++) {
		struct frame *frame = &session->fault.frames[i];
		size_t len = strcspn(line, "\n");
		const char *colon = memrchr(line, ':', len);

		if (frame->object != object)
			continue;
		if (colon) {
			free(frame->file);
			frame->file = mem_strndup(line, (size_t)(colon - line));
			frame->line = (uint32_t)strtoul(colon + 1, NULL, 10);
		}
		line += len + (line[len] == '\n');
	}
	give_up_lines(session, object);
	return advance_trace(session, outcome);
}

static void commit(struct session *session)
{
	struct cell *cell = &session->cell;

	preprocess_remember(&session->preprocess, cell->text);
	for (size_t i = 0; i < cell->function_cnt; i++)
		cell->functions[i].function->needs_cc = session->uses_cc;
	session->source->needs_cc = session->uses_cc && !session->wants_cc;
	cell_commit(cell);
	for (size_t i = 0; i < session->left.cnt; i++)
		session->left.items[i]->is_broken = true;
	session->has_lost_functions = false;
}

// What to do when the cell does not compile, or does not link.
static bool refuse_run(struct session *session, const char *messages, struct outcome *outcome)
{
	if (session->cell.lines == CELL_LINES_EACH) {
		log_line("session", 1, "the lines cannot be told apart: %s", messages);
		session->cell.lines = CELL_LINES_WHOLE;
		str_clear(&session->cc_messages);
		send_run_request(session);
		return false;
	}
	if (session->shows_value && (session->uses_cc || !session->cc.path)) {
		log_line("session", 1, "the value cannot be shown: %s", messages);
		session->shows_value = false;
		str_clear(&session->cc_messages);
		send_run_request(session);
		return false;
	}
	return refuse(session, messages, outcome);
}

// RUNNING -> RUNNING (once more, with a missed name, without a value or line probes) | over
static bool take_result(struct session *session, struct unpack *in, struct outcome *outcome)
{
	enum run_status status = (enum run_status)unpack_u32(in);
	char *messages = unpack_text(in);
	bool is_over = true;

	if (status == RUN_NOT_COMPILED && !session->uses_cc && note_missed(session, messages)) {
		send_run_request(session);
		is_over = false;
	} else if (status == RUN_NOT_COMPILED) {
		str_puts(&session->cc_messages, messages);
		is_over = refuse_run(session, str_text(&session->cc_messages), outcome);
	} else {
		str_add(&outcome->warnings, str_text(&session->outcome.warnings),
			session->outcome.warnings.len);
		outcome_release(&session->outcome);
		str_puts(&session->cc_messages, messages);
		warn(session, str_text(&session->cc_messages), outcome);
		commit(session);
		if (!(session->flags & SESSION_ANONYMOUS))
			outcome->ran = mem_strdup(session->cell.text);
		take_dependents(session, in, outcome);
		take_end(session, status, in, outcome);
		if (in->has_failed || status > RUN_EXITED) {
			outcome_release(outcome);
			release_fault(&session->fault);
			runner_lost(session, "a result that makes no sense", outcome);
		} else {
			session->outcome = *outcome;
			*outcome = (struct outcome){0};
			is_over = advance_trace(session, outcome);
		}
	}
	free(messages);
	return is_over;
}

// What the runner says of its own accord. Returns false when the message is another one.
static bool take_news(struct session *session, enum message_type type, struct unpack *in)
{
	const struct session_owner *owner = &session->owner;
	uint32_t kind;
	uint64_t number;

	if (type != MESSAGE_EVENT && type != MESSAGE_CALL)
		return false;
	kind = unpack_u32(in);
	number = type == MESSAGE_CALL ? unpack_u64(in) : 0;
	if (in->has_failed)
		log_line("session", 0, "the runner said something that makes no sense");
	else if (type == MESSAGE_EVENT)
		owner->event(owner->ctx, kind, (const char *)in->at, (size_t)(in->end - in->at));
	else
		owner->call(owner->ctx, kind, number, (const char *)in->at,
			    (size_t)(in->end - in->at));
	return true;
}

void session_answer(struct session *session, uint64_t number, bool is_ok, const char *bytes,
		    size_t len)
{
	struct str message = {0};

	message_begin(&message, MESSAGE_ANSWER);
	pack_u64(&message, number);
	pack_u32(&message, is_ok);
	str_add(&message, bytes, len);
	message_end(&message, 0);
	runner_send(&session->runner, &message);
	str_release(&message);
}

// --- the second compiler --------------------------------------------------------------------

// CC_COMPILING -> CC_COMPILING (the next object) | SIZING | RUNNING | over
static bool take_object(struct session *session, struct cc_result *result, struct outcome *outcome)
{
	struct request_unit *unit = request_next(&session->request);
	const char *messages = str_text(&result->messages);

	if (result->is_ok) {
		if (!unit->is_quiet)
			str_puts(&session->cc_messages, messages);
		str_add(&unit->object, result->output.data, result->output.len);
		cc_cache_put(&session->cc_cache, unit->text, &unit->flags, &result->output);
	} else if (unit->is_spare) {
		log_line("session", 1, "left out: %s", messages);
		request_drop(&session->request);
	} else if (unit->dependent) {
		settle_dependent(session, unit->dependent, false, messages, &session->outcome);
		request_drop(&session->request);
	} else if (session->next_phase == PHASE_SIZING) {
		return refuse_sizes(session, messages, outcome);
	} else {
		return refuse_run(session, messages, outcome);
	}
	advance_request(session);
	return false;
}

static bool take_cc_result(struct session *session, struct cc_result *result,
			   struct outcome *outcome)
{
	if (session->is_interrupted && session->phase < PHASE_CC_TRACING) {
		symbols_rollback(&session->symbols);
		set_error(outcome, "KeyboardInterrupt", "interrupted while compiling",
			  "\033[31mKeyboardInterrupt\033[0m: interrupted while compiling");
		end_run(session);
		return true;
	}
	if (session->phase == PHASE_CC_PREPROCESSING)
		return take_cc_text(session, result, outcome);
	if (session->phase == PHASE_CC_COMPILING)
		return take_object(session, result, outcome);
	if (session->phase == PHASE_CC_TRACING)
		return take_traced_object(session, result, outcome);
	if (session->phase == PHASE_CC_LOCATING)
		return take_lines(session, result, outcome);
	take_cc_type(session, str_text(&result->messages));
	return false;
}

// Takes the ends of the second compiler's jobs, as long as there is one.
static bool step_cc(struct session *session, struct outcome *outcome)
{
	struct cc_result result;
	bool is_over = false;

	while (!is_over && cc_is_busy(&session->cc) && cc_step(&session->cc, &result)) {
		is_over = take_cc_result(session, &result, outcome);
		cc_result_release(&result);
	}
	return is_over;
}

static bool take_answer(struct session *session, enum message_type type, struct unpack *in,
			struct outcome *outcome)
{
	if (take_news(session, type, in))
		return false;
	if (type == MESSAGE_SET && session->phase == PHASE_SETTING)
		return take_settings(session, in, outcome);
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
	runner_begin_turn(&session->runner);
	is_over = step_cc(session, outcome);
	while (!is_over) {
		struct unpack in;
		int rc = runner_receive(&session->runner, &type, &payload, &payload_len, &err);

		if (rc == 0)
			return false;
		if (rc < 0 && session->phase == PHASE_IDLE) {
			session->is_lost = true;
			return false;
		}
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

struct session *session_new(const struct session_owner *owner, struct err *err)
{
	struct session *session = mem_zalloc(sizeof *session);

	session->owner = *owner;
	symbols_init(&session->symbols);
	preprocess_init(&session->preprocess);
	cc_init(&session->cc);
	session->settings.cc_path = session->accepted.cc_path = session->cc.path;
	session->next_slot = 1;
	forget_sent(session);
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
	str_release(&session->sent);
	settings_release(&session->settings);
	settings_release(&session->accepted);
	line_choice_release(&session->line_choice);
	str_release(&session->cc_messages);
	str_release(&session->tcc_messages);
	cc_cache_clear(&session->cc_cache);
	cc_release(&session->cc);
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
	if (cc_is_busy(&session->cc)) {
		session->is_interrupted = true;
		cc_interrupt(&session->cc);
	} else if (session->phase != PHASE_IDLE) {
		runner_interrupt(&session->runner);
	}
}

int session_socket_fd(const struct session *session)
{
	return session->is_lost ? -1 : session->runner.socket_fd;
}

void session_set_collecting(struct session *session, bool is_collecting)
{
	session->is_collecting = is_collecting;
}

void session_set_cell(struct session *session, uint32_t cell)
{
	session->cell_number = cell;
}

int session_compiler_fd(const struct session *session)
{
	return session->cc.done_fd;
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

static void forget_macro(struct session *session, const char *name)
{
	struct str line = {0};

	str_printf(&line, "#undef %s\n", name);
	preprocess_remember(&session->preprocess, line.data);
	str_release(&line);
}

bool session_forget(struct session *session, const char *name, size_t len)
{
	struct name *known = symbols_find(&session->symbols, name, len);
	bool is_any = false;

	for (int space = 0; known && space < SPACE_CNT; space++) {
		if (!known->current[space] || !known->current[space]->is_of_cell)
			continue;
		if (space == SPACE_MACRO)
			forget_macro(session, known->text);
		symbols_undefine(&session->symbols, known, space);
		is_any = true;
	}
	symbols_commit(&session->symbols);
	return is_any;
}

void session_reset(struct session *session)
{
	struct str lost = {0};

	for (struct name *name = session->symbols.names; name; name = name->hh.next)
		for (int space = 0; space < SPACE_CNT; space++)
			if (name->current[space])
				symbols_undefine(&session->symbols, name, space);
	symbols_commit(&session->symbols);
	preprocess_release(&session->preprocess);
	preprocess_init(&session->preprocess);
	restart_runner(session, &lost);
	str_release(&lost);
}

char *session_folder(const struct session *session)
{
	char link[64], path[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof link, "/proc/%d/cwd", (int)session->runner.pid);
	len = readlink(link, path, sizeof path);
	return len > 0 && (size_t)len < sizeof path ? mem_strndup(path, (size_t)len) : NULL;
}

struct values *session_peek(const struct session *session, struct types *types, const char *text,
			    size_t len, struct err *err)
{
	const struct peek peek = {
	    .pid = session->runner.pid, .homes = session->runner.homes, .types = types};

	return peek_expression(&peek, text, len, err);
}

struct symbols *session_symbols(struct session *session)
{
	return &session->symbols;
}

struct settings *session_settings(struct session *session)
{
	return &session->settings;
}

void session_choose_lines(struct session *session, const char *const *names, size_t cnt)
{
	line_choice_ask(&session->line_choice, names, cnt);
}

size_t session_line_functions(const struct session *session, uint32_t *numbers)
{
	const struct line_choice *choice = &session->line_choice;

	for (size_t i = 0; numbers && i < choice->function_cnt; i++)
		numbers[i] = choice->functions[i]->slot;
	return choice->function_cnt;
}

static uint32_t count_lines(const char *text)
{
	uint32_t cnt = 1;

	for (; *text; text++)
		cnt += *text == '\n';
	return cnt;
}

static const char *source_text(struct session *session, const char *file)
{
	const struct source *source = find_source(session, file, strlen(file));

	return source ? source->text : "";
}

struct session_function *session_functions(struct session *session, size_t *cnt)
{
	struct session_function *functions;
	struct name *name;

	*cnt = session->next_slot;
	functions = mem_zalloc(*cnt * sizeof *functions);
	for (name = session->symbols.names; name; name = name->hh.next) {
		const struct decl *decl = name->current[SPACE_ORDINARY];
		const struct function *function =
		    decl && decl->slot ? current_function(&session->cell, decl) : NULL;

		if (!function)
			continue;
		functions[decl->slot] = (struct session_function){
		    .file = session_label(session, function->file),
		    .name = function->name,
		    .line = function->line,
		    .line_cnt = count_lines(function->text),
		    .source = source_text(session, function->file),
		};
	}
	return functions;
}
