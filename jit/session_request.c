// jit/session_request.c - what a session asks of the runner and of the second compiler.
#include "jit/session_state.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/reach.h"
#include "jit/value/show.h"

void session_send_text(struct session *session)
{
	struct str message = {0}, skeleton = {0};

	preprocess_skeleton(&session->preprocess, READER_TCC, session->source->text,
			    session->source->file, &skeleton);
	message_begin(&message, MESSAGE_PREPROCESS);
	pack_bytes(&message, str_text(&skeleton), skeleton.len);
	message_end(&message, 0);
	session->phase = PHASE_PREPROCESSING;
	steps_end(&session->steps, STEP_HEADERS);
	runner_send(&session->runner, &message);
	str_release(&skeleton);
	str_release(&message);
}

int session_start_compiler(struct session *session, struct cc *cc, enum cc_job job,
			   const char *text, const struct list *flags, struct err *err)
{
	char link[64], folder[PATH_MAX];
	struct list args = {0};
	ssize_t len;
	int rc;

	snprintf(link, sizeof link, "/proc/%d/cwd", (int)session->runner.pid);
	len = readlink(link, folder, sizeof folder - 1);
	folder[len > 0 ? len : 0] = '\0';
	if (len > 0) {
		list_add(&args, "-iquote");
		list_add(&args, folder);
	}
	list_add_all(&args, flags);
	steps_end(&session->steps, STEP_WRITE);
	rc = cc_start(cc, job, text, strlen(text), (const char *const *)args.items, err);
	list_release(&args);
	return rc;
}

int session_start_cc(struct session *session, enum cc_job job, const char *text,
		     const struct list *flags, enum phase phase)
{
	struct err err = {0};
	int rc = session_start_compiler(session, &session->cc, job, text, flags, &err);

	session->phase = phase;
	if (rc)
		log_line("session", 0, "%s", err.text);
	return rc;
}

// Notes whose probed code the tier's compiler has made for the run.
static void note_probed(struct session *session)
{
	const struct request *request = &session->request;

	slot_set_release(&session->probed_by_cc);
	for (size_t i = 0; i < request->unit_cnt; i++) {
		const struct str *probed = &request->units[i].probed;
		struct unpack in = unpack_from(str_text(probed), probed->len);

		while (in.at < in.end)
			slot_set_add(&session->probed_by_cc, unpack_u32(&in));
	}
}

void session_advance_request(struct session *session)
{
	struct request_unit *unit;
	struct str message = {0};

	while ((unit = request_next(&session->request))) {
		struct str messages = {0};
		const struct str *known =
		    session_find_object(session, unit->text, &unit->flags, &messages);

		if (known && session->source->is_fresh)
			known = NULL;
		if (!unit->is_quiet)
			session_take_messages(session, str_text(&messages));
		str_release(&messages);
		if (known)
			str_add(&unit->object, known->data, known->len);
		else if (!session_start_cc(session, CC_OBJECT, unit->text, &unit->flags,
					   PHASE_CC_COMPILING))
			return;
		else
			break; // libtcc will tell what it misses
	}
	if (session->request.type == MESSAGE_RUN)
		note_probed(session);
	request_pack(&session->request, &message);
	session->phase = session->next_phase;
	steps_end(&session->steps, STEP_WRITE);
	runner_send(&session->runner, &message);
	str_release(&message);
	if (session->phase == PHASE_RUNNING)
		session_tier_note_start(session);
}

// Notes that the cell needs the second compiler when one of its units does. Returns true when that
// is news.
static bool note_cc(struct session *session, const struct unit *unit)
{
	bool is_news = !session->uses_cc && session->cc.path && unit_needs_cc(unit);

	session->uses_cc |= is_news;
	return is_news;
}

// Gives the flags that the session and the cell that a unit is of have for the second compiler.
static struct list flags_of(struct session *session, const char *file)
{
	const struct source *source = sources_find(&session->sources, file, strlen(file));
	struct list flags = {0};

	source_cc_args(&session->settings, source, &flags);
	return flags;
}

void session_cc_flags(struct session *session, const char *file, struct list *flags)
{
	struct list own = flags_of(session, file);

	list_add_all(flags, &own);
	list_release(&own);
}

// Makes a unit the request's next one, and releases it. file: the cell that its text is of.
// needs_cc: known to be beyond libtcc.
static struct request_unit *add_unit_with(struct session *session, struct unit *unit,
					  const char *file, bool needs_cc,
					  const struct list *further)
{
	bool by_cc = session->cc.path && (needs_cc || session->uses_cc || unit_needs_cc(unit));
	enum unit_compiler compiler = by_cc ? UNIT_BY_CC : UNIT_BY_TCC;
	struct request_unit *added;
	struct str headers = {0};
	struct list flags = {0};

	if (by_cc)
		preprocess_cc_headers(&session->preprocess,
				      session->cell.text ? session->cell.text : "",
				      unit_needs_cc(unit), &headers);
	unit_finish(unit, compiler, str_text(&headers));
	str_release(&headers);
	if (by_cc) {
		flags = flags_of(session, file);
		if (further)
			list_add_all(&flags, further);
		unit_name_flags(unit, &flags);
	}
	added = request_add(&session->request, unit, compiler);
	added->flags = flags;
	unit_release(unit);
	return added;
}

static struct request_unit *add_unit(struct session *session, struct unit *unit, const char *file,
				     bool needs_cc)
{
	return add_unit_with(session, unit, file, needs_cc, NULL);
}

// A name that only exists once macros are expanded (isnan() makes __isnanf with ##) is not seen
// when the prelude is collected; the compiler misses it. Adds the names that its messages tell and
// the session knows. Returns true when there is a new one: it is worth another try.
bool session_note_missed(struct session *session, const char *messages)
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

void session_send_sizes(struct session *session)
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
	session_advance_request(session);
	str_release(&text);
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

static bool is_checked(const struct session *session)
{
	return session->flags & SESSION_CHECKED;
}

// Adds the functions that the unit names, those that these name, and so on: for this run stubs lead
// to them. One with static locals of its own is left as it is: a second form had others.
static void add_checked(struct session *session, struct unit *unit)
{
	for (size_t i = 0; i < unit->prelude.cnt; i++) { // it grows
		struct decl *decl = unit->prelude.decls[i];
		const struct function *function =
		    decl->slot ? session_current_function(&session->cell, decl) : NULL;

		if (decl->kind == DECL_FUNCTION && function && !decl->is_broken &&
		    tier_can_be_swapped(function))
			unit_add_function(unit, decl, function, FORM_PLAIN);
	}
	unit->flags |= UNIT_INSTRUMENTED;
}

// Adds what the cell runs and, unless it is profiled, what it defines.
static void add_cell_unit(struct session *session)
{
	struct cell *cell = &session->cell;
	struct unit unit;

	session_jit_prepare(session, session->source->file, cell->text);
	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	for (size_t i = 0; i < cell->decl_cnt; i++)
		unit_add_decl(&unit, cell->decls[i]);
	if (!session->is_probed && !is_checked(session))
		add_cell_functions(&unit, cell);
	unit_set_entry(&unit, cell, session->shows_value);
	unit_add_objects(&unit, cell);
	session_jit_inline(session, session->source->file, &unit);
	note_cc(session, &unit);
	if (is_checked(session))
		add_checked(session, &unit);
	add_unit_with(session, &unit, session->source->file, is_checked(session),
		      is_checked(session) ? &session->checks : NULL);
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

	session_jit_prepare(session, decl->function->file, decl->function->text);
	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	unit_add_function(&unit, decl, decl->function, FORM_PLAIN);
	session_jit_inline(session, decl->function->file, &unit);
	unit.flags = UNIT_OPTIONAL;
	add_unit(session, &unit, decl->function->file, decl->function->needs_cc)->dependent = decl;
}

const struct function *session_current_function(const struct cell *cell, const struct decl *decl)
{
	for (size_t i = 0; i < cell->function_cnt; i++)
		if (cell->functions[i].decl == decl)
			return cell->functions[i].function;
	return decl->function;
}

// Makes a unit of functions with probes, which libtcc has compiled by then, as optimised as the
// tier has them.
// probed: their slots, packed; taken.
static void add_fast_probes(struct session *session, struct unit *unit, const char *file,
			    struct str *probed)
{
	struct request_unit *added = tier_add_unit(session, unit, file);

	added->is_quiet = added->is_spare = true;
	added->probed = *probed;
	*probed = (struct str){0};
}

// Adds the instrumented form of functions from one source once more, for those that run optimised
// and that the cell may call: what a profile tells of them is what they take.
static void add_fast_instrumented(struct session *session, const struct decl_list *functions,
				  const char *file, const struct slot_set *reached)
{
	struct str probed = {0};
	struct unit unit;

	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	for (size_t i = 0; i < functions->cnt; i++) {
		struct decl *decl = functions->items[i];
		const struct function *function =
		    decl ? session_current_function(&session->cell, decl) : NULL;

		if (!function || strcmp(function->file, file) != 0 || function->needs_cc ||
		    !slot_set_has(reached, decl->slot) ||
		    !session_tier_is_fast(session, decl->slot))
			continue;
		unit_add_function(&unit, decl, function, FORM_CALLS);
		pack_u32(&probed, decl->slot);
	}
	unit.flags = UNIT_INSTRUMENTED | UNIT_TRIED;
	// gcc leaves out a malloc() whose block nobody uses.
	if (unit.function_cnt && !(session->flags & SESSION_MEMORY))
		add_fast_probes(session, &unit, file, &probed);
	str_release(&probed);
	unit_release(&unit);
}

static bool is_dependent(const struct session *session, const struct decl *decl)
{
	for (size_t i = 0; i < session->dependents.cnt; i++)
		if (session->dependents.items[i] == decl)
			return true;
	return false;
}

// Adds a form of one function with probes. What may not compile any more, since the cell changes
// what it needs, is left out then: with other functions in its unit these would fail, too, and
// libtcc keeps a damaged list (jit/runner/compile.c, does_compile()).
static void add_alone(struct session *session, struct decl *decl, enum function_form form)
{
	const struct function *function = session_current_function(&session->cell, decl);
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
static void add_instrumented(struct session *session, struct decl_list *functions, size_t first,
			     const struct slot_set *reached)
{
	const char *file = session_current_function(&session->cell, functions->items[first])->file;
	bool needs_cc = false;
	struct decl_list all = {0};
	struct unit unit;

	for (size_t i = first; i < functions->cnt; i++)
		decl_list_add(&all, functions->items[i]);
	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	for (size_t i = first; i < functions->cnt; i++) {
		struct decl *decl = functions->items[i];
		const struct function *function =
		    decl ? session_current_function(&session->cell, decl) : NULL;

		if (!function || strcmp(function->file, file))
			continue;
		unit_add_function(&unit, decl, function, FORM_CALLS);
		needs_cc |= function->needs_cc;
		functions->items[i] = NULL;
	}
	unit.flags = UNIT_INSTRUMENTED;
	add_unit(session, &unit, file, needs_cc)->is_quiet = true;
	add_fast_instrumented(session, &all, file, reached);
	free(all.items);
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
	struct slot_set reached = {0};
	struct name *name;

	reach_functions(&session->cell, &reached);
	for (name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (decl && decl->slot && session_current_function(&session->cell, decl) &&
		    !decl->is_broken)
			decl_list_add(&functions, decl);
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
			add_instrumented(session, &functions, i, &reached);
	free(functions.items);
	slot_set_release(&reached);
}

// Adds a function line by line once more, when it runs optimised.
static void add_fast_lines(struct session *session, struct decl *decl)
{
	const struct function *function = session_current_function(&session->cell, decl);
	struct str probed = {0};
	struct unit unit;

	if (function->needs_cc || !session_tier_is_fast(session, decl->slot))
		return;
	unit_init(&unit, &session->symbols);
	add_missed(session, &unit);
	unit_add_function(&unit, decl, function, FORM_LINES);
	unit.flags = UNIT_INSTRUMENTED | UNIT_TRIED;
	pack_u32(&probed, decl->slot);
	add_fast_probes(session, &unit, function->file, &probed);
	unit_release(&unit);
}

// Adds each chosen function twice: as a whole, and line by line, which replaces the former unless
// probes break its text.
static void add_all_lines(struct session *session)
{
	const struct line_choice *choice = &session->line_choice;

	for (size_t i = 0; i < choice->function_cnt; i++) {
		add_alone(session, choice->functions[i], FORM_WHOLE);
		add_alone(session, choice->functions[i], FORM_LINES);
		add_fast_lines(session, choice->functions[i]);
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
	    {SESSION_CHECKED, RUN_CHECKED},
	};
	uint32_t flags = 0;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (session_flags & pairs[i].session)
			flags |= pairs[i].run;
	return flags;
}

void session_send_run(struct session *session)
{
	uint32_t flags = run_flags(session->flags);

	session->is_probed = needs_probes(session);
	if (session->is_probed && !(flags & RUN_PROFILED))
		flags |= RUN_PROBED;
	if (session->flags & SESSION_IS_TIMED || session->is_probed)
		flags |= RUN_SETTLED;
	if (session->traceback == TRACEBACK_VERBOSE)
		flags |= RUN_VERBOSE;
	request_begin(&session->request, MESSAGE_RUN);
	pack_u32(&session->request.head, flags);
	pack_u32(&session->request.head, session->cell_number);
	add_cell_unit(session);
	if ((session->is_probed || is_checked(session)) && session->cell.function_cnt)
		add_plain_functions(session);
	for (size_t i = 0; i < session->dependents.cnt; i++)
		add_dependent(session, session->dependents.items[i]);
	if (session->is_probed)
		add_all_instrumented(session);
	if (session->flags & SESSION_LINES)
		add_all_lines(session);
	else if (!session->is_probed && !session->uses_cc)
		tier_add_entry(session);
	session->next_phase = PHASE_RUNNING;
	session_advance_request(session);
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

void session_send_typing(struct session *session)
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
	    session_start_cc(session, CC_CHECK, added->text, &added->flags, PHASE_CC_TYPING))
		session_advance_request(session);
}

void session_run_with_type(struct session *session, const char *type)
{
	session->cell.value_type = type ? mem_strdup(type) : NULL;
	session->cell.show_depth = SESSION_DEPTH_OF(session->flags);
	session->shows_value = !type || show_class(type) != SHOW_NOTHING;
	session_send_run(session);
}
