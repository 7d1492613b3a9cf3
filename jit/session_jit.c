// jit/session_jit.c - texts that are compiled by gcc or clang with options of their own (%%jit).
//
// The options stand with the text's source, so that its functions have them whenever they are
// compiled again. Their units take in the functions that they call, for inlining, and are compiled
// again when one of those is redefined. A function that is specialised has its body once, inlined
// behind each test:
//
//   double f(double *a, int n) { if (n == 1024) return cicle_any_f(a, 1024); return cicle_any_f(a,
//   n); }
#include "jit/session_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/prototype.h"

// A unit takes in so many functions, and so much text of theirs.
#define INLINED_MAX_CNT 64
#define INLINED_MAX_BYTES (48 * 1024)

static const struct source *source_of(struct session *session, const char *file)
{
	return sources_find(&session->sources, file, strlen(file));
}

bool session_is_jit(struct session *session, const char *file)
{
	const struct source *source = source_of(session, file);

	return source && source->is_jit;
}

void session_start_jit(struct session *session, const char *text, const char *shown,
		       const char *label, int flags, const struct jit_options *options)
{
	struct source *source = sources_put(&session->sources, text, label);

	source_set_options(source, options, shown);
	session->jit_cnt++;
	session->source = source;
	session_start_source(session, text, flags);
}

// --- inlining -----------------------------------------------------------------------------------

static bool is_strict(const struct source *source)
{
	return !list_has(&source->cc_flags, "-ffast-math");
}

// Code with looser arithmetic takes in nothing that was not written with it.
static bool can_be_inlined(struct session *session, const char *file,
			   const struct function *function)
{
	const struct source *own = source_of(session, file);
	const struct source *other = source_of(session, function->file);

	if (!strcmp(function->name, "main") || !tier_can_be_swapped(function))
		return false;
	return other == own || (own && is_strict(own) && other && !other->cc_flags.cnt);
}

void session_jit_inline(struct session *session, const char *file, struct unit *unit)
{
	size_t cnt = 0, bytes = 0;

	if (!session_is_jit(session, file))
		return;
	for (size_t i = 0; i < unit->prelude.cnt && cnt < INLINED_MAX_CNT; i++) { // it grows
		struct decl *decl = unit->prelude.decls[i];
		const struct function *function =
		    decl->slot ? session_current_function(&session->cell, decl) : NULL;

		if (decl->kind != DECL_FUNCTION || !function || decl->is_broken ||
		    bytes + strlen(function->text) > INLINED_MAX_BYTES ||
		    !can_be_inlined(session, file, function))
			continue;
		unit_add_function(unit, decl, function, FORM_INLINE);
		bytes += strlen(function->text);
		cnt++;
	}
}

// --- what was inlined is redefined --------------------------------------------------------------

static bool names_any(struct session *session, struct decl *decl, const struct decl_list *list)
{
	struct prelude prelude;
	bool does = false;

	prelude_init(&prelude, &session->symbols);
	prelude_add_text_at(&prelude, decl->function->text, strlen(decl->function->text),
			    decl->function->order);
	for (size_t i = 0; i < list->cnt && !does; i++)
		does = list->items[i] != decl && prelude_has(&prelude, list->items[i]);
	prelude_release(&prelude);
	return does;
}

static bool has(const struct decl_list *list, const struct decl *decl)
{
	for (size_t i = 0; i < list->cnt; i++)
		if (list->items[i] == decl)
			return true;
	return false;
}

// Lists the functions of other cells that name one of a list, and so on.
static void add_callers(struct session *session, struct decl_list *list)
{
	size_t before;

	do {
		before = list->cnt;
		for (struct name *name = session->symbols.names; name; name = name->hh.next) {
			struct decl *decl = name->current[SPACE_ORDINARY];

			if (decl && decl->slot && decl->function && !has(list, decl) &&
			    names_any(session, decl, list))
				decl_list_add(list, decl);
		}
	} while (list->cnt > before);
}

void session_jit_find_dependents(struct session *session)
{
	const struct cell *cell = &session->cell;
	struct decl_list list = {0};
	size_t redefined_cnt;

	for (size_t i = 0; i < cell->function_cnt && session->jit_cnt; i++)
		if (cell->functions[i].decl->function)
			decl_list_add(&list, cell->functions[i].decl);
	redefined_cnt = list.cnt;
	if (redefined_cnt)
		add_callers(session, &list);
	for (size_t i = redefined_cnt; i < list.cnt; i++)
		if (!cell_has(cell, list.items[i]) &&
		    session_is_jit(session, list.items[i]->function->file) &&
		    !has(&session->dependents, list.items[i]) &&
		    !has(&session->left, list.items[i]))
			decl_list_add(&session->dependents, list.items[i]);
	free(list.items);
}

// --- specialising -------------------------------------------------------------------------------

// "n=1024" as name and value.
static bool split_const(const char *text, struct str *name, const char **value)
{
	*value = strchr(text, '=');
	if (!*value)
		return false;
	str_add(name, text, (size_t)(*value - text));
	++*value;
	return true;
}

static size_t find_parameter(const struct prototype *prototype, const char *name)
{
	size_t i = 0;

	while (i < prototype->param_cnt && strcmp(prototype->params[i].name, name) != 0)
		i++;
	return i;
}

// "return cicle_any_f(a, 1024);"
static void add_call(const struct prototype *prototype, size_t replaced, const char *value,
		     struct str *out)
{
	str_printf(out, "%s" UNIT_ANY_PREFIX "%s(",
		   strcmp(prototype->result, "void") != 0 ? "return " : "", prototype->name);
	for (size_t i = 0; i < prototype->param_cnt; i++)
		str_printf(out, "%s%s", i ? ", " : "",
			   i == replaced ? value : prototype->params[i].name);
	str_puts(out, ");");
	if (!strcmp(prototype->result, "void"))
		str_puts(out, " return;");
}

// Makes a function's tests. Returns how many of the constants are parameters of it.
static size_t specialise(struct function *function, const struct prototype *prototype,
			 const struct list *consts, bool *is_used)
{
	struct str tests = {0};
	size_t cnt = 0;

	for (size_t i = 0; i < consts->cnt; i++) {
		struct str name = {0};
		const char *value;
		size_t at;

		split_const(consts->items[i], &name, &value);
		at = find_parameter(prototype, str_text(&name));
		if (at < prototype->param_cnt) {
			str_printf(&tests, "if (%s == (%s)) { ", name.data, value);
			add_call(prototype, at, value, &tests);
			str_puts(&tests, " } ");
			is_used[i] = true;
			cnt++;
		}
		str_release(&name);
	}
	if (cnt) {
		add_call(prototype, prototype->param_cnt, "", &tests);
		free(function->tests);
		function->tests = str_take(&tests);
	}
	str_release(&tests);
	return cnt;
}

static int describe_unused(const struct session *session, const char *text, struct err *err)
{
	const struct cell *cell = &session->cell;
	struct str heads = {0};
	int rc;

	for (size_t i = 0; i < cell->function_cnt; i++) {
		const struct function *function = cell->functions[i].function;

		str_printf(&heads, "%s%.*s", i ? ", " : "", (int)strcspn(function->text, "{\n"),
			   function->text);
	}
	rc = err_set(err, ERR_USAGE, "--const %s: that is no parameter of %s", text,
		     heads.len ? heads.data : "a function, as the cell defines none");
	str_release(&heads);
	return rc;
}

int session_jit_specialise(struct session *session, struct err *err)
{
	const struct list *consts = &session->source->consts;
	bool *is_used = mem_zalloc((consts->cnt + 1) * sizeof *is_used);
	int rc = 0;

	for (size_t i = 0; i < session->cell.function_cnt && consts->cnt; i++) {
		struct function *function = session->cell.functions[i].function;
		struct prototype prototype;
		struct err ignored = {0};

		if (prototype_init(&prototype, function->text, function->body_byte, &ignored))
			continue;
		if (!prototype.is_variadic)
			specialise(function, &prototype, consts, is_used);
		prototype_release(&prototype);
	}
	for (size_t i = 0; i < consts->cnt && !rc; i++)
		if (!is_used[i])
			rc = describe_unused(session, consts->items[i], err);
	free(is_used);
	return rc;
}

int jit_options_add_const(struct jit_options *options, const char *text, struct err *err)
{
	struct str name = {0};
	const char *value;
	bool is_good = split_const(text, &name, &value) && name.len &&
		       strspn(name.data, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
					 "0123456789") == name.len &&
		       *value && !strpbrk(value, ";{}\n");

	str_release(&name);
	if (!is_good)
		return err_set(err, ERR_USAGE,
			       "--const takes a parameter and its value, such as n=1024, not '%s'",
			       text);
	list_add(&options->consts, text);
	return 0;
}

void jit_options_release(struct jit_options *options)
{
	list_release(&options->flags);
	list_release(&options->consts);
	*options = (struct jit_options){0};
}
