// jit/session_object.c - one function of the session compiled alone, for whoever wants to look at
// the code: nothing runs, and the session stays as it is.
#include "jit/session_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/pack.h"
#include "jit/compiler/diagnostic.h"
#include "jit/compiler/opt_notes.h"

// What a compiled text has for its lines (jit/compiler/line_table.h).
static const char *const line_flags[] = {"-g1", "-gdwarf-4"};

static struct decl *find_function(const struct session *session, const char *name)
{
	const struct name *known = symbols_find(&session->symbols, name, strlen(name));
	struct decl *decl = known ? known->current[SPACE_ORDINARY] : NULL;

	return decl && decl->function ? decl : NULL;
}

bool session_find_place(struct session *session, const char *name, struct session_place *place)
{
	const struct decl *decl = find_function(session, name);

	if (!decl)
		return false;
	*place = (struct session_place){decl->function->file, decl->function->line, 1};
	for (const char *c = decl->function->text; *c; c++)
		place->line_cnt += *c == '\n';
	return true;
}

bool session_has_cc(const struct session *session)
{
	return session->cc.path != NULL;
}

bool session_has_clang(const struct session *session)
{
	return session->cc.path && cc_is_clang(session->cc.path);
}

bool session_function_has_clang(struct session *session, const char *name)
{
	const struct decl *decl = find_function(session, name);
	struct list flags = {0};
	const char *path;
	bool is_clang;

	if (!decl)
		return false;
	session_cc_flags(session, decl->function->file, &flags);
	path = cc_choice(&session->cc, (const char *const *)flags.items);
	is_clang = path && cc_is_clang(path);
	list_release(&flags);
	return is_clang;
}

static void unknown_function(const struct session *session, const char *text, struct str *why)
{
	struct near near = near_begin(text, strlen(text));

	for (struct name *name = session->symbols.names; name; name = name->hh.next)
		if (find_function(session, name->text))
			near_offer(&near, name->text, strlen(name->text));
	str_printf(why, "no cell defines a function '%s'", text);
	if (near.best)
		str_printf(why, "; did you mean '%.*s'?", (int)near.best_len, near.best);
}

static void fail(struct session *session, const char *ename, const char *text)
{
	struct str traceback = {0};

	str_printf(&traceback, "\033[31m%s\033[0m: %s", ename, text);
	outcome_set_error(&session->outcome, ename, text, traceback.data);
	str_release(&traceback);
	session->phase = PHASE_FAILED;
}

static void send_text(struct session *session, const struct str *text)
{
	struct str message = {0};

	message_begin(&message, MESSAGE_COMPILE);
	pack_bytes(&message, str_text(text), text->len);
	message_end(&message, 0);
	session->phase = PHASE_OBJECT;
	session->outcome.compiler = mem_strdup("libtcc");
	runner_send(&session->runner, &message);
	str_release(&message);
}

static bool is_level(const char *flag)
{
	return !strncmp(flag, "-O", 2);
}

// Flags that only keep the meaning of code as it is at tier tcc, and those for our own use.
static bool is_silent(const char *flag)
{
	return opt_notes_is_flag(flag) || !strncmp(flag, "-fno-builtin-", 13) ||
	       !strncmp(flag, CC_CHOICE, strlen(CC_CHOICE)) ||
	       (tier_is_own_flag(flag) && strncmp(flag, "-march=", 7) != 0);
}

// The last level counts, and the last compiler.
char *session_describe_cc(const struct session *session, const struct list *flags)
{
	const char *path = cc_choice(&session->cc, (const char *const *)flags->items);
	const char *slash = strrchr(path, '/');
	const char *level = "-O2";
	struct str text = {0};

	for (size_t i = 0; i < flags->cnt; i++)
		if (is_level(flags->items[i]))
			level = flags->items[i];
	str_printf(&text, "%s %s", slash ? slash + 1 : path, level);
	for (size_t i = 0; i < flags->cnt; i++)
		if (!is_level(flags->items[i]) && !is_silent(flags->items[i]))
			str_printf(&text, " %s", flags->items[i]);
	return str_take(&text);
}

static void start_cc(struct session *session, const char *text, const struct list *own,
		     const struct list *further)
{
	struct list flags = {0};

	list_add_all(&flags, own);
	list_add_all(&flags, further);
	session->outcome.compiler = session_describe_cc(session, &flags);
	for (size_t i = 0; i < sizeof line_flags / sizeof *line_flags; i++)
		list_add(&flags, line_flags[i]);
	if (session_start_cc(session, CC_OBJECT, text, &flags, PHASE_CC_OBJECT))
		fail(session, "CompileError", "the compiler cannot be started");
	list_release(&flags);
}

// Has a function compiled as the optimising tier does. Returns false when the tier leaves it.
static bool start_tier(struct session *session, const struct decl *decl, const struct list *further)
{
	struct tier_unit unit = {.file = decl->function->file};
	bool is_good;

	slot_set_add(&unit.own, decl->slot);
	is_good = session->tier.mode != TIER_OFF && tier_write_text(session, &unit) &&
		  unit.request.unit_cnt;
	if (is_good)
		start_cc(session, unit.request.units[0].text, &unit.request.units[0].flags,
			 further);
	request_release(&unit.request);
	slot_set_release(&unit.own);
	slot_set_release(&unit.left);
	slot_set_release(&unit.seen);
	slot_set_release(&unit.inlined);
	slot_set_release(&unit.circular);
	free(unit.why);
	return is_good;
}

static void write_text(struct session *session, struct decl *decl, enum unit_compiler compiler,
		       struct unit *unit)
{
	struct str headers = {0};

	unit_add_function(unit, decl, decl->function, FORM_PLAIN);
	session_jit_inline(session, decl->function->file, unit);
	if (compiler == UNIT_BY_CC)
		preprocess_cc_headers(&session->preprocess, "", unit_needs_cc(unit), &headers);
	unit_finish(unit, compiler, str_text(&headers));
	str_release(&headers);
}

static void start_plain(struct session *session, struct decl *decl, bool by_cc,
			const struct list *further)
{
	struct list flags = {0};
	struct unit unit;

	session_jit_prepare(session, decl->function->file, decl->function->text);
	unit_init(&unit, &session->symbols);
	write_text(session, decl, by_cc ? UNIT_BY_CC : UNIT_BY_TCC, &unit);
	session_cc_flags(session, decl->function->file, &flags);
	if (!by_cc && unit_needs_cc(&unit))
		fail(session, "CompileError",
		     "TinyCC cannot compile this function; gcc does: --tier cc");
	else if (by_cc)
		start_cc(session, str_text(&unit.text), &flags, further);
	else
		send_text(session, &unit.text);
	list_release(&flags);
	unit_release(&unit);
}

// Tells whether the optimising tier's code of a function runs.
static bool is_optimised(const struct session *session, uint32_t slot)
{
	for (const struct tier_unit *unit = session->tier.units; unit; unit = unit->next)
		if (unit->state == TIER_LOADED && slot_set_has(&unit->own, slot) &&
		    !slot_set_has(&unit->left, slot))
			return true;
	return false;
}

static void start(struct session *session, struct decl *decl, enum session_compiler compiler,
		  const struct list *flags)
{
	bool is_of_cc = decl->function->needs_cc && session->cc.path;
	bool by_cc = compiler == SESSION_BY_CC || (compiler == SESSION_AS_RUN &&
						   (is_of_cc || is_optimised(session, decl->slot)));

	session->source = (struct source *)sources_find(&session->sources, decl->function->file,
							strlen(decl->function->file));
	session->is_interrupted = false;
	if (!by_cc || is_of_cc || !start_tier(session, decl, flags))
		start_plain(session, decl, by_cc, flags);
}

void session_start_object(struct session *session, const char *name, enum session_compiler compiler,
			  const struct list *flags)
{
	struct decl *decl = find_function(session, name);
	struct str why = {0};

	if (!decl)
		unknown_function(session, name, &why);
	else if (compiler == SESSION_BY_CC && !session->cc.path)
		str_puts(&why, "neither gcc nor clang is installed (apt install gcc)");
	if (why.len)
		fail(session, "UsageError", why.data);
	else
		start(session, decl, compiler, flags);
	str_release(&why);
}

static void fail_compile(struct session *session, const char *messages, struct outcome *outcome)
{
	struct str traceback = {0}, first = {0};

	diagnostic_render(messages, NULL, sources_find, &session->sources, &traceback, &first);
	if (!traceback.len)
		str_puts(&traceback, messages);
	outcome_set_error(outcome, "CompileError",
			  first.len ? first.data : "the function does not compile",
			  str_text(&traceback));
	str_release(&traceback);
	str_release(&first);
}

void session_take_object(struct session *session, bool is_ok, struct str *object,
			 const char *messages, struct outcome *outcome)
{
	*outcome = session->outcome;
	session->outcome = (struct outcome){0};
	outcome->is_ok = is_ok;
	if (is_ok) {
		outcome->object = *object;
		*object = (struct str){0};
		str_puts(&outcome->notes, messages);
	} else {
		fail_compile(session, messages, outcome);
	}
	session_end_run(session);
}
