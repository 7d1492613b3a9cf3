// jit/session.c - the session: runs C texts, one after the other, in one runner process.
#include "jit/session.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/compiler/diagnostic.h"
#include "jit/compiler/explain.h"
#include "jit/read/header.h"
#include "jit/read/header_cache.h"
#include "jit/session_state.h"
#include "jit/read/signature.h"
#include "jit/compiler/opt_notes.h"
#include "jit/value/peek.h"

const char *session_source(struct session *session, const char *file)
{
	const struct source *source = sources_find(&session->sources, file, strlen(file));

	return source ? source->text : NULL;
}

const char *session_label(struct session *session, const char *file)
{
	const struct source *source = sources_find(&session->sources, file, strlen(file));

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
	str_release(&outcome->object);
	str_release(&outcome->notes);
	free(outcome->compiler);
	*outcome = (struct outcome){0};
}

// Forgets how far the run came.
// Frees what a run declared that was taken back, with the headers that it read.
static void sweep(struct session *session)
{
	const struct decl *kept;

	if (!symbols_sweep(&session->symbols))
		return;
	kept = session->symbols.decls;
	while (session->headers && (!kept || session->headers->order > kept->stamp)) {
		struct header_text *header = session->headers;

		session->headers = header->next;
		free(header->text);
		free(header);
	}
}

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
	sweep(session);
}

void session_end_run(struct session *session)
{
	clear_run(session);
	cc_stop(&session->cc);
	str_clear(&session->tcc_messages);
	session->phase = PHASE_IDLE;
}

// Fills an error outcome. Takes nothing; evalue and traceback are copied.
void outcome_set_error(struct outcome *outcome, const char *ename, const char *evalue,
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
	if (!diagnostic_render(messages, session->source, sources_find, &session->sources,
			       &traceback, &first) &&
	    session->tcc_messages.len) {
		str_clear(&traceback);
		str_clear(&first);
		diagnostic_render(session->tcc_messages.data, session->source, sources_find,
				  &session->sources, &traceback, &first);
	}
	advise_cc(session, messages, &traceback);
	str_add(&traceback, hints.data, hints.len);
	str_release(&hints);
	outcome_set_error(outcome, "CompileError",
			  first.len ? first.data : "the cell does not compile",
			  str_text(&traceback));
	str_release(&traceback);
	str_release(&first);
	session_end_run(session);
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
static void restart_runner(struct session *session)
{
	struct err err = {0};

	checkpoints_drop_pending(&session->checkpoints);
	if (runner_restart(&session->runner, &err))
		log_line("session", 0, "%s", err.text);
	session->is_lost = false;
	session->is_collecting = false;
	session_drop_newer(session, NULL);
	forget_sent(session);
	session_tier_note_restart(session);
}

// Returns true when the run is over; else a checkpoint is to become the runner first.
static bool runner_lost(struct session *session, const char *why, struct outcome *outcome)
{
	struct str evalue = {0};
	bool is_over;

	symbols_rollback(&session->symbols);
	str_puts(&evalue, "the runner process ");
	runner_describe_end(&session->runner, &evalue);
	log_line("session", 1, "%s", why);
	if (session->phase == PHASE_SETTING)
		restore_settings(session);
	session_end_run(session);
	is_over = !session_return_after_loss(session, evalue.data);
	if (is_over) {
		str_puts(&evalue, "; a new one was started. Functions, types and macros are kept");
		restart_runner(session);
		session_tell_gone(session, &evalue);
		outcome_set_error(outcome, "RunnerDied", evalue.data, evalue.data);
	}
	str_release(&evalue);
	return is_over;
}

// --- settings -------------------------------------------------------------------------------

// Keeps a preprocessed text: declarations point into it.
static void keep_header(struct session *session, char *text)
{
	struct header_text *header = mem_zalloc(sizeof *header);

	*header = (struct header_text){
	    .text = text, .order = session->symbols.next_order, .next = session->headers};
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
		steps_end(&session->steps, STEP_OTHER);
		runner_send(&session->runner, &message);
	}
	str_release(&message);
	str_release(&settings);
	return is_new;
}

// Ends the run before it began because of what was asked for.
static bool fail_usage(struct session *session, const char *text, struct outcome *outcome)
{
	struct str traceback = {0};

	symbols_rollback(&session->symbols);
	str_printf(&traceback, "\033[31mUsageError\033[0m: %s", text);
	outcome_set_error(outcome, "UsageError", text, traceback.data);
	str_release(&traceback);
	session_end_run(session);
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

// Returns true when that ended the run.
static bool specialise(struct session *session, struct outcome *outcome)
{
	struct err err = {0};

	return session_jit_specialise(session, &err) && fail_usage(session, err.text, outcome);
}

// A session ends in many ways, most of which leave no time for code of its cells.
static void warn_of_destructor(struct session *session)
{
	struct str message = {0};

	if (!session->cell.destructor_line)
		return;
	str_printf(&message,
		   "%s:%u: warning: a destructor does not run at the session's end; atexit() runs "
		   "at the cell's\n",
		   session->source->file, session->cell.destructor_line);
	session_warn(session, message.data, &session->outcome);
	str_release(&message);
}

// Returns true when the run ended.
static bool define_and_run(struct session *session, struct outcome *outcome)
{
	const struct source *source = session->source;

	cell_define_objects(&session->cell);
	warn_of_destructor(session);
	if (choose_lines(session, outcome) || specialise(session, outcome))
		return true;
	session_find_dependents(session);
	session_jit_find_dependents(session);
	steps_end(&session->steps, STEP_READ);
	session->shows_value = session->cell.expression && !(session->flags & SESSION_NO_VALUE) &&
			       !cell_is_own_call(&session->cell);
	if (!session->shows_value || cell_is_number(&session->cell))
		session_send_run(session);
	else if (source->value_type && source->value_version == session->symbols.version &&
		 !session->symbols.log_cnt)
		session_run_with_type(session, source->value_type);
	else
		session_send_typing(session);
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
	steps_end(&session->steps, STEP_READ);
	if (!cell_needs_sizes(&session->cell))
		return define_and_run(session, outcome);
	session_send_sizes(session);
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
	source_cc_args(&session->settings, session->source, &flags);
	preprocess_skeleton(&session->preprocess, READER_CC, session->source->text,
			    session->source->file, &skeleton);
	rc = session->cc.path ? session_start_cc(session, CC_PREPROCESS, str_text(&skeleton),
						 &flags, PHASE_CC_PREPROCESSING)
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
	steps_end(&session->steps, STEP_HEADERS);
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
	session_send_text(session);
	return false;
}

static void fail_settings(struct session *session, const char *why, struct outcome *outcome)
{
	struct str traceback = {0};

	str_printf(&traceback, "\033[31mSettingError\033[0m: %s\n", why);
	explain_messages(&session->symbols, why, &traceback);
	outcome_set_error(outcome, "SettingError", why, traceback.data);
	str_release(&traceback);
	session_end_run(session);
}

// Says who compiles the run: libtcc, unless the text is known to be beyond it, or flags ask for the
// second compiler.
static void choose_compiler(struct session *session)
{
	const struct source *source = session->source;

	session->wants_cc = source_wants_cc(&session->settings, source);
	session->uses_cc = session->cc.path && (source->needs_cc || session->wants_cc);
	if (session->wants_cc && !session->cc.path)
		str_puts(&session->outcome.warnings,
			 "flags for gcc or clang have no effect: none is installed\n");
}

// Ends the wait for an answer.
static void end_wait(struct session *session)
{
	static const enum step steps[] = {
	    [PHASE_PREPROCESSING] = STEP_HEADERS, [PHASE_CC_PREPROCESSING] = STEP_HEADERS,
	    [PHASE_CC_COMPILING] = STEP_CC,       [PHASE_CC_TYPING] = STEP_TYPE,
	    [PHASE_SIZING] = STEP_SIZES,          [PHASE_TYPING] = STEP_TYPE,
	};
	bool is_known = session->phase > PHASE_SETTING && session->phase < PHASE_RUNNING;

	if (session->phase == PHASE_RUNNING)
		steps_wait(&session->steps);
	else
		steps_end(&session->steps, is_known ? steps[session->phase] : STEP_OTHER);
}

// Starts a run of session->source.
void session_start_source(struct session *session, const char *text, int flags)
{
	struct err err = {0};

	session->flags = flags;
	steps_begin(&session->steps);
	session->is_interrupted = false;
	session_tier_begin(session, flags & SESSION_OPTIMISED);
	str_clear(&session->missed);
	session_note_change(session, flags);
	str_clear(&session->notes);
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

void session_start(struct session *session, const char *text, const char *label, int flags)
{
	if (flags & SESSION_ANONYMOUS)
		session->source = sources_put_anonymous(&session->sources, text, label);
	else
		session->source = sources_put(&session->sources, text, label);
	sources_trim(&session->sources, &session->symbols);
	source_set_options(session->source, NULL, NULL);
	session_start_source(session, text, flags);
}

void session_start_as(struct session *session, const char *text, const char *shown,
		      const char *label, int flags)
{
	session->source = sources_put_anonymous(&session->sources, text, label);
	session->source->shown = mem_strdup(shown);
	session_start_source(session, text, flags | SESSION_ANONYMOUS);
}

// Ends the run of a cell that was not compiled yet. Returns true.
static bool end_interrupted(struct session *session, struct outcome *outcome)
{
	symbols_rollback(&session->symbols);
	outcome_set_error(outcome, "KeyboardInterrupt", "interrupted while compiling",
			  "\033[31mKeyboardInterrupt\033[0m: interrupted while compiling");
	session_end_run(session);
	return true;
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
			session_send_text(session);
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
	session_send_sizes(session);
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
	else if (session_note_missed(session, messages))
		session_send_sizes(session);
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

	if (!is_ok && !end && session_note_missed(session, messages)) {
		session_send_typing(session);
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
	session_run_with_type(session, source->value_type);
	free(messages);
}

// What gcc and clang say of the types of an assignment. An other name that follows is the better
// one.
static const struct {
	const char *words, *known_as;
} type_words[] = {
    {"from type '", "' {aka '"},              // "... 'cplx *' {aka '_Complex double *'}"
    {"from incompatible type '", "' (aka '"}, // "... 'typeof (f()) *' (aka 'v4 *')"
};

// Finds the type that messages tell. Returns its length; 0: none.
static size_t find_told_type(const char *messages, const char **type)
{
	for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
		const char *words = type_words[i].words, *known_as = type_words[i].known_as;

		*type = strstr(messages, words);
		if (!*type)
			continue;
		*type += strlen(words);
		if (!strncmp(*type + strcspn(*type, "'"), known_as, strlen(known_as)))
			*type += strcspn(*type, "'") + strlen(known_as);
		return strcspn(*type, "'");
	}
	return 0;
}

// clang writes the type `_Atomic int` as `_Atomic(int)`: its brackets become blanks.
static void drop_atomic_brackets(char *type)
{
	static const char words[] = "_Atomic(";
	char *open = strstr(type, words), *close;
	int depth = 1;

	if (!open)
		return;
	open += sizeof words - 2;
	for (close = open + 1; *close && depth; close++)
		depth += (*close == '(') - (*close == ')');
	*open = ' ';
	if (!depth)
		close[-1] = ' ';
}

// CC_TYPING -> RUNNING
// The answer is a pointer to the type: "... from type 'struct point (*)[3]'".
static void take_cc_type(struct session *session, const char *messages)
{
	const char *type;
	size_t len = find_told_type(messages, &type);

	free(session->source->value_type);
	session->source->value_type = NULL;
	if (len) {
		session->source->value_type = signature_pointee(type, len);
		drop_atomic_brackets(session->source->value_type);
		session->source->value_version = session->symbols.version;
	}
	session_run_with_type(session, session->source->value_type);
}

void session_warn(struct session *session, const char *messages, struct outcome *outcome)
{
	diagnostic_render(messages, session->source, sources_find, &session->sources,
			  &outcome->warnings, NULL);
	explain_messages(&session->symbols, messages, &outcome->warnings);
}

static void commit(struct session *session)
{
	struct cell *cell = &session->cell;

	if (cell->text[strspn(cell->text, " \t\r\n")])
		session->checkpoints.has_changed = true;
	session->definition_cnt += session->symbols.log_cnt || cell->function_cnt ||
				   strchr(cell->text, '#') || session->has_lost_functions;
	preprocess_remember(&session->preprocess, cell->text);
	for (size_t i = 0; i < cell->function_cnt; i++)
		cell->functions[i].function->needs_cc = session->uses_cc;
	session->source->needs_cc = session->uses_cc && !session->wants_cc;
	session_tier_note(session);
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
		session_send_run(session);
		return false;
	}
	if (session->shows_value && (session->uses_cc || !session->cc.path)) {
		log_line("session", 1, "the value cannot be shown: %s", messages);
		session->shows_value = false;
		str_clear(&session->cc_messages);
		session_send_run(session);
		return false;
	}
	return refuse(session, messages, outcome);
}

// What became of a text with options is told.
static void hand_out_object(struct session *session, struct outcome *outcome)
{
	struct request_unit *unit = session->request.units;

	if (!session->source->is_jit)
		return;
	str_add(&outcome->object, str_text(&unit->object), unit->object.len);
	str_add(&outcome->notes, str_text(&session->notes), session->notes.len);
	outcome->compiler = session_describe_cc(session, &unit->flags);
}

// RUNNING -> RUNNING (once more, with a missed name, without a value or line probes) | over
static bool take_result(struct session *session, struct unpack *in, struct outcome *outcome)
{
	enum run_status status = (enum run_status)unpack_u32(in);
	char *messages = unpack_text(in);
	bool is_over = true;

	if (status == RUN_NOT_COMPILED)
		session_tier_take_back(session);
	if (status == RUN_NOT_COMPILED && session->is_interrupted) {
		steps_tell(&session->steps, false, 0, 0, 0);
		end_interrupted(session, outcome);
	} else if (status == RUN_NOT_COMPILED && !session->uses_cc &&
		   session_note_missed(session, messages)) {
		session_send_run(session);
		is_over = false;
	} else if (status == RUN_NOT_COMPILED) {
		steps_tell(&session->steps, false, 0, 0, 0);
		str_puts(&session->cc_messages, messages);
		is_over = refuse_run(session, str_text(&session->cc_messages), outcome);
	} else {
		str_add(&outcome->warnings, str_text(&session->outcome.warnings),
			session->outcome.warnings.len);
		outcome_release(&session->outcome);
		str_puts(&session->cc_messages, messages);
		session_warn(session, str_text(&session->cc_messages), outcome);
		commit(session);
		if (!(session->flags & SESSION_ANONYMOUS))
			outcome->ran = mem_strdup(session->cell.text);
		hand_out_object(session, outcome);
		session_take_dependents(session, in, outcome);
		session_take_end(session, status, in, outcome);
		checkpoints_note_run(&session->checkpoints, outcome->run_ns);
		steps_tell(&session->steps, true, outcome->compile_ns, outcome->link_ns,
			   outcome->run_ns);
		if (in->has_failed || status > RUN_EXITED) {
			outcome_release(outcome);
			fault_release(&session->fault);
			is_over = runner_lost(session, "a result that makes no sense", outcome);
		} else {
			session->outcome = *outcome;
			*outcome = (struct outcome){0};
			is_over = session_advance_trace(session, outcome);
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

// Tells warnings apart from what the optimiser says of itself.
void session_take_messages(struct session *session, const char *messages)
{
	struct opt_notes notes;

	opt_notes_read(&notes, messages, &session->cc_messages);
	if (notes.cnt)
		str_puts(&session->notes, messages);
	opt_notes_release(&notes);
}

// CC_COMPILING -> CC_COMPILING (the next object) | SIZING | RUNNING | over
static bool take_object(struct session *session, struct cc_result *result, struct outcome *outcome)
{
	struct request_unit *unit = request_next(&session->request);
	const char *messages = str_text(&result->messages);

	if (result->is_ok) {
		if (!unit->is_quiet)
			session_take_messages(session, messages);
		str_add(&unit->object, result->output.data, result->output.len);
		session_keep_object(session, unit->text, &unit->flags, result);
	} else if (unit->is_spare) {
		log_line("session", 1, "left out: %s", messages);
		request_drop(&session->request);
	} else if (unit->dependent) {
		session_settle_dependent(session, unit->dependent, false, messages,
					 &session->outcome);
		request_drop(&session->request);
	} else if (session->next_phase == PHASE_SIZING) {
		return refuse_sizes(session, messages, outcome);
	} else {
		return refuse_run(session, messages, outcome);
	}
	session_advance_request(session);
	return false;
}

static bool take_cc_result(struct session *session, struct cc_result *result,
			   struct outcome *outcome)
{
	if (session->is_interrupted && session->phase < PHASE_CC_TRACING)
		return end_interrupted(session, outcome);
	if (session->phase == PHASE_CC_PREPROCESSING)
		return take_cc_text(session, result, outcome);
	if (session->phase == PHASE_CC_COMPILING)
		return take_object(session, result, outcome);
	if (session->phase == PHASE_CC_OBJECT) {
		session_take_object(session, result->is_ok, &result->output,
				    str_text(&result->messages), outcome);
		return true;
	}
	if (session->phase == PHASE_CC_TRACING)
		return session_take_traced(session, result, outcome);
	if (session->phase == PHASE_CC_LOCATING)
		return session_take_lines(session, result, outcome);
	take_cc_type(session, str_text(&result->messages));
	return false;
}

// Takes the ends of the second compiler's jobs, as long as there is one.
static bool step_cc(struct session *session, struct outcome *outcome)
{
	struct cc_result result;
	bool is_over = false;

	while (!is_over && cc_is_busy(&session->cc) && cc_step(&session->cc, &result)) {
		end_wait(session);
		is_over = take_cc_result(session, &result, outcome);
		cc_result_release(&result);
	}
	return is_over;
}

// OBJECT -> over
static bool take_tcc_object(struct session *session, struct unpack *in, struct outcome *outcome)
{
	bool is_ok = unpack_u32(in) != 0;
	size_t len;
	const char *bytes = unpack_bytes(in, &len);
	struct str object = {0};

	str_add(&object, bytes, len);
	session_take_object(session, is_ok, &object, "error: TinyCC cannot compile the function\n",
			    outcome);
	str_release(&object);
	return true;
}

static bool take_answer(struct session *session, enum message_type type, struct unpack *in,
			struct outcome *outcome)
{
	if (take_news(session, type, in))
		return false;
	if (type == MESSAGE_CHECKPOINTED)
		return session_take_checkpointed(session, in, outcome);
	if (type == MESSAGE_LOADED) {
		session_tier_loaded(session, in);
		return false;
	}
	if (type == MESSAGE_SET && session->phase == PHASE_SETTING)
		return take_settings(session, in, outcome);
	if (session->is_interrupted && (type == MESSAGE_TEXT || type == MESSAGE_SIZES) &&
	    session->phase >= PHASE_PREPROCESSING && session->phase < PHASE_RUNNING)
		return end_interrupted(session, outcome);
	if (type == MESSAGE_TEXT && session->phase == PHASE_PREPROCESSING)
		return take_text(session, in, outcome);
	if (type == MESSAGE_SIZES && session->phase == PHASE_SIZING)
		return take_sizes(session, in, outcome);
	if (type == MESSAGE_SIZES && session->phase == PHASE_TYPING) {
		take_type(session, in);
		return false;
	}
	if (type == MESSAGE_OBJECT && session->phase == PHASE_OBJECT)
		return take_tcc_object(session, in, outcome);
	if (type == MESSAGE_OBJECT && session->phase == PHASE_LOCALS)
		return session_take_locals(session, in, outcome);
	if (type == MESSAGE_RESULT && session->phase == PHASE_RUNNING)
		return take_result(session, in, outcome);
	if (type == MESSAGE_RESTORED && session->phase == PHASE_RESTORING)
		return session_take_restored(session, outcome);
	return runner_lost(session, "an answer that fits no request", outcome);
}

// Takes all that the runner said. Returns true when the run is over.
static bool take_answers(struct session *session, struct outcome *outcome)
{
	struct err err = {0};
	enum message_type type;
	const char *payload;
	size_t payload_len;
	bool is_over = step_cc(session, outcome);

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
			is_over = runner_lost(session, err.text, outcome);
			continue;
		}
		in = unpack_from(payload, payload_len);
		end_wait(session);
		is_over = take_answer(session, type, &in, outcome);
	}
	if (is_over) {
		outcome_release(&session->outcome);
		memcpy(outcome->step_ns, session->steps.ns, sizeof outcome->step_ns);
	}
	return is_over;
}

// Hands out the outcome of a run that was over before.
static bool hand_out(struct session *session, struct outcome *outcome)
{
	*outcome = session->outcome;
	session->outcome = (struct outcome){0};
	memcpy(outcome->step_ns, session->steps.ns, sizeof outcome->step_ns);
	session->phase = PHASE_IDLE;
	return true;
}

static bool must_wait_for_tier(const struct session *session)
{
	return session->tier.is_waited_for && session_tier_is_pending(session);
}

// RUNNING -> OPTIMISING: a run that is over waits for the optimising tier, when somebody wants it.
// What the runner said behind the result has been read with it: nothing would tell of it later.
// Returns true when the runner is lost meanwhile.
static bool wait_for_tier(struct session *session, struct outcome *outcome)
{
	bool is_over;

	session->outcome = *outcome;
	*outcome = (struct outcome){0};
	session->phase = PHASE_OPTIMISING;
	is_over = take_answers(session, outcome);
	session_tier_step(session);
	return is_over;
}

bool session_step(struct session *session, struct outcome *outcome)
{
	bool is_over;

	if (session->phase == PHASE_FAILED)
		return hand_out(session, outcome);
	runner_flush(&session->runner);
	runner_begin_turn(&session->runner);
	is_over = take_answers(session, outcome);
	session_tier_step(session);
	if (is_over && session->phase == PHASE_IDLE && must_wait_for_tier(session))
		is_over = wait_for_tier(session, outcome);
	if (session->phase == PHASE_OPTIMISING && !must_wait_for_tier(session))
		return hand_out(session, outcome);
	return is_over;
}

// --- life -----------------------------------------------------------------------------------

struct session *session_new(const struct session_owner *owner, struct err *err)
{
	struct session *session = mem_zalloc(sizeof *session);

	session->owner = *owner;
	symbols_init(&session->symbols);
	preprocess_init(&session->preprocess);
	checkpoints_init(&session->checkpoints);
	cc_init(&session->cc);
	session_tier_init(session);
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
	struct header_text *header;

	if (!session)
		return;
	session_end_run(session);
	session_tier_release(session);
	slot_set_release(&session->probed_by_cc);
	slot_set_release(&session->circular);
	outcome_release(&session->outcome);
	str_release(&session->missed);
	str_release(&session->notes);
	list_release(&session->checks);
	str_release(&session->sent);
	settings_release(&session->settings);
	settings_release(&session->accepted);
	line_choice_release(&session->line_choice);
	str_release(&session->cc_messages);
	str_release(&session->tcc_messages);
	cc_cache_clear(&session->cc_cache);
	cc_release(&session->cc);
	runner_release(&session->runner);
	checkpoints_release(&session->checkpoints);
	str_release(&session->loss);
	str_release(&session->gone);
	symbols_release(&session->symbols);
	preprocess_release(&session->preprocess);
	sources_release(&session->sources);
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

void session_interrupt(struct session *session, int cnt)
{
	if (session->phase == PHASE_OPTIMISING) {
		session_tier_interrupt(session);
	} else if (cc_is_busy(&session->cc)) {
		session->is_interrupted = true;
		cc_interrupt(&session->cc);
	} else if (session->phase != PHASE_IDLE) {
		session->is_interrupted = true;
		runner_interrupt(&session->runner, cnt);
	}
}

void session_kill(struct session *session, const char *why)
{
	if (session->phase != PHASE_IDLE)
		runner_kill(&session->runner, why);
}

int session_socket_fd(const struct session *session)
{
	return session->is_lost ? -1 : session->runner.socket_fd;
}

void session_set_collecting(struct session *session, bool is_collecting)
{
	session->is_collecting = is_collecting;
}

void session_set_traceback(struct session *session, enum traceback_mode mode)
{
	session->traceback = mode;
}

enum traceback_mode session_traceback(const struct session *session)
{
	return session->traceback;
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

struct cache_counts session_cache_counts(const struct session *session)
{
	return session->cache_counts;
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

	session_note_change(session, 0);
	for (int space = 0; known && space < SPACE_CNT; space++) {
		if (!known->current[space] || !known->current[space]->is_of_cell)
			continue;
		if (space == SPACE_MACRO)
			forget_macro(session, known->text);
		symbols_undefine(&session->symbols, known, space);
		is_any = true;
	}
	symbols_commit(&session->symbols);
	session->definition_cnt++;
	session->checkpoints.has_changed |= is_any;
	return is_any;
}

void session_reset(struct session *session)
{
	session_note_change(session, 0);
	for (struct name *name = session->symbols.names; name; name = name->hh.next)
		for (int space = 0; space < SPACE_CNT; space++)
			if (name->current[space])
				symbols_undefine(&session->symbols, name, space);
	symbols_commit(&session->symbols);
	preprocess_release(&session->preprocess);
	preprocess_init(&session->preprocess);
	session->checkpoints.has_changed = true;
	restart_runner(session);
	str_clear(&session->gone);
}

pid_t session_process(const struct session *session)
{
	return session->runner.pid;
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

void session_set_checks(struct session *session, const struct list *flags)
{
	list_release(&session->checks);
	list_add_all(&session->checks, flags);
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
	const struct source *source = sources_find(&session->sources, file, strlen(file));

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
		    decl && decl->slot ? session_current_function(&session->cell, decl) : NULL;

		if (!function)
			continue;
		functions[decl->slot] = (struct session_function){
		    .file = session_label(session, function->file),
		    .name = function->name,
		    .line = function->line,
		    .line_cnt = count_lines(function->text),
		    .is_of_cc =
			function->needs_cc || slot_set_has(&session->probed_by_cc, decl->slot),
		    .can_be_fast = session_tier_could(session, decl, function),
		    .source = source_text(session, function->file),
		};
	}
	return functions;
}
