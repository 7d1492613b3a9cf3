// jit/tier_text.c - what the optimising tier compiles: a cell's functions, and those that they
// call.
#include "jit/session_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/type/abi.h"
#include "jit/read/lex.h"
#include "jit/recursion.h"

// A unit takes in so many functions, and so much text of theirs: nearest callees first.
#define INLINED_MAX_CNT 64
#define INLINED_MAX_BYTES (48 * 1024)
// Of these it has so many, and so much text, as code of its own: gcc then specialises them for
// their callers, and calls them directly, as if all were one file. That costs time to compile.
#define COPIED_MAX_CNT 16
#define COPIED_MAX_BYTES (4 * 1024)

// -O3 -march=native: bench/programs.py. The rest makes code mean what it means at tier tcc:
// overflow wraps, any pointer may point anywhere and be NULL, a sum of products is rounded twice.
// Without -ftree-ter, a load keeps its line: inlined functions stand in tracebacks. As overflow
// wraps, gcc would reorder sums of ints, and forget how large they get: loops over bytes take twice
// the time (-fno-tree-reassoc).
static const char *const optimiser_args[] = {
    "-O3",
    "-march=native",
    "-fwrapv",
    "-fno-strict-aliasing",
    "-fno-delete-null-pointer-checks",
    "-fno-isolate-erroneous-paths-dereference",
    "-ffp-contract=off",
    "-fno-reorder-blocks-and-partition",
    "-fno-tree-ter",
    "-fno-tree-reassoc",
    "-w",
};

// Tells whether clang refuses an argument: it has no such optimisation.
static bool is_of_gcc_only(const char *arg)
{
	return !strcmp(arg, "-fno-isolate-erroneous-paths-dereference") ||
	       !strcmp(arg, "-fno-reorder-blocks-and-partition") ||
	       !strncmp(arg, "-fno-tree-", strlen("-fno-tree-"));
}

bool tier_is_own_flag(const char *flag)
{
	for (size_t i = 0; i < sizeof optimiser_args / sizeof *optimiser_args; i++)
		if (!strcmp(optimiser_args[i], flag))
			return true;
	return false;
}

// What libtcc's reading of headers leaves behind that means something else to gcc, or nothing.
static const char *const of_libtcc[] = {"__va_", "__builtin_va_", "__TINYC__", "_Pragma"};

// --- static locals --------------------------------------------------------------------------

// Tells whether a name is only ever subscripted from a token on: nobody has its address.
static bool is_only_read(const struct tokens *tokens, size_t from, size_t name)
{
	const struct token *token = &tokens->items[name];
	struct str text = {0};
	bool is_read = true;

	str_add(&text, tokens->text + token->start_byte, token->end_byte - token->start_byte);
	for (size_t i = from; i < tokens->cnt && is_read; i++)
		if (token_is(tokens, i, text.data))
			is_read = i + 1 < tokens->cnt && token_is(tokens, i + 1, "[") &&
				  !token_is(tokens, i - 1, "&");
	str_release(&text);
	return is_read;
}

// A static local that has no home is a constant, or a table of labels. Each form of the function
// has its own: nobody can tell as long as its address stays inside.
static bool are_statics_private(const char *text)
{
	struct tokens tokens;
	bool is_private = true;

	if (!strstr(text, "static"))
		return true;
	tokens_init(&tokens, text, strlen(text));
	for (size_t i = 0; i < tokens.cnt && is_private; i++) {
		size_t name = i + 1, end = i;

		if (!token_is(&tokens, i, "static"))
			continue;
		while (name + 1 < tokens.cnt && !token_is(&tokens, name + 1, "[") &&
		       !token_is(&tokens, name + 1, "=") && !token_is(&tokens, name + 1, ";"))
			name++;
		while (end < tokens.cnt && !token_is(&tokens, end, ";"))
			end++;
		is_private = name + 1 < tokens.cnt && token_is(&tokens, name + 1, "[") &&
			     is_only_read(&tokens, end, name);
	}
	tokens_release(&tokens);
	return is_private;
}

bool tier_can_be_swapped(const struct function *function)
{
	return function->keeps_statics ? !strstr(function->text, "static")
				       : are_statics_private(function->text);
}

// --- which functions ------------------------------------------------------------------------

static const struct function *function_at(struct session *session, const struct decl *decl)
{
	return session_current_function(&session->cell, decl);
}

static const struct source *source_of(struct session *session, const char *file)
{
	return sources_find(&session->sources, file, strlen(file));
}

// Tells whether the cells of two functions have the same flags.
static bool have_same_flags(struct session *session, const char *a, const char *b)
{
	const struct source *sources[] = {source_of(session, a), source_of(session, b)};
	struct str text[2] = {{0}, {0}};
	bool is_same;

	if (!strcmp(a, b))
		return true;
	for (int i = 0; i < 2; i++) {
		struct list flags = {0};

		source_cc_args(&session->settings, sources[i], &flags);
		list_join(&flags, " ", &text[i]);
		list_release(&flags);
	}
	is_same = text[0].len == text[1].len && !strcmp(str_text(&text[0]), str_text(&text[1]));
	str_release(&text[0]);
	str_release(&text[1]);
	return is_same;
}

static bool can_be_inlined(struct session *session, const struct tier_unit *unit,
			   const struct decl *decl, const struct function *function)
{
	return !decl->is_broken && strcmp(function->name, "main") != 0 &&
	       tier_can_be_swapped(function) &&
	       have_same_flags(session, unit->file, function->file);
}

// Tells whether the unit defines a function, in the form that others of the unit may take in. To
// gcc, main is something of its own.
static bool is_own(const struct tier_unit *unit, const struct decl *decl)
{
	return !unit->is_alone && slot_set_has(&unit->own, decl->slot) &&
	       !slot_set_has(&unit->left, decl->slot) && strcmp(decl->name->text, "main") != 0;
}

// Adds, for inlining, the functions of other cells that the unit's texts name, those that these
// name, and so on.
static void add_inlined(struct session *session, struct tier_unit *tier_unit, struct unit *unit)
{
	size_t cnt = 0, bytes = 0;

	// Each one may add to the prelude.
	for (size_t i = 0; i < unit->prelude.cnt; i++) {
		struct decl *decl = unit->prelude.decls[i];
		const struct function *function = decl->slot ? function_at(session, decl) : NULL;

		if (decl->kind != DECL_FUNCTION || !decl->slot)
			continue;
		slot_set_add(&tier_unit->seen, decl->slot);
		if (is_own(tier_unit, decl))
			continue;
		if (tier_unit->is_alone || !function || cnt >= INLINED_MAX_CNT ||
		    bytes + strlen(function->text) > INLINED_MAX_BYTES ||
		    slot_set_has(&tier_unit->circular, decl->slot) ||
		    !can_be_inlined(session, tier_unit, decl, function))
			continue;
		cnt++;
		bytes += strlen(function->text);
		unit_add_function(unit, decl, function,
				  cnt <= COPIED_MAX_CNT && bytes <= COPIED_MAX_BYTES ? FORM_COPY
										     : FORM_INLINE);
		slot_set_add(&tier_unit->inlined, decl->slot);
	}
}

static struct decl *next_function(struct session *session, const struct tier_unit *unit,
				  struct name **at)
{
	for (; *at; *at = (*at)->hh.next) {
		struct decl *decl = (*at)->current[SPACE_ORDINARY];

		if (decl && decl->slot && slot_set_has(&unit->own, decl->slot) &&
		    function_at(session, decl)) {
			*at = (*at)->hh.next;
			return decl;
		}
	}
	return NULL;
}

// Adds the unit's own functions, but those that cannot be swapped.
static void add_own(struct session *session, struct tier_unit *tier_unit, struct unit *unit)
{
	struct name *at = session->symbols.names;
	struct decl *decl;

	while ((decl = next_function(session, tier_unit, &at))) {
		const struct function *function = function_at(session, decl);

		if (!tier_can_be_swapped(function))
			slot_set_add(&tier_unit->left, decl->slot);
		else
			unit_add_function(unit, decl, function,
					  is_own(tier_unit, decl) ? FORM_OWN : FORM_PLAIN);
	}
}

// --- flags ----------------------------------------------------------------------------------

// gcc knows what abs() does: not if it is the session's.
static void add_own_names(const struct unit *unit, struct list *flags)
{
	struct str flag = {0};

	for (size_t i = 0; i < unit->prelude.cnt; i++) {
		const struct decl *decl = unit->prelude.decls[i];

		if (decl->kind != DECL_FUNCTION || !decl->slot)
			continue;
		str_clear(&flag);
		str_printf(&flag, "-fno-builtin-%s", decl->name->text);
		list_add(flags, flag.data);
	}
	str_release(&flag);
}

static void add_flags(struct session *session, const char *file, const struct unit *unit,
		      struct list *flags)
{
	const struct source *source = source_of(session, file);
	bool is_clang = session->tier.cc.path && cc_is_clang(session->tier.cc.path);

	for (size_t i = 0; i < sizeof optimiser_args / sizeof *optimiser_args; i++)
		if (!is_clang || !is_of_gcc_only(optimiser_args[i]))
			list_add(flags, optimiser_args[i]);
	add_own_names(unit, flags);
	source_cc_args(&session->settings, source, flags);
}

// In a profile, what the text calls has a row under its own name: printf("x\n") is no puts("x").
static const char *const probed_args[] = {
    "-fno-builtin-printf", "-fno-builtin-fprintf", "-fno-builtin-sprintf", "-fno-builtin-snprintf",
    "-fno-builtin-puts",   "-fno-builtin-fputs",   "-fno-builtin-strcpy",  "-fno-builtin-strcat",
};

// --- the text -------------------------------------------------------------------------------

char *tier_compiler_text(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str text = {0};

	str_printf(&text, "%s %s %s", slash ? slash + 1 : path, optimiser_args[0],
		   optimiser_args[1]);
	return str_take(&text);
}

static bool is_of_libtcc(const char *text)
{
	for (size_t i = 0; i < sizeof of_libtcc / sizeof *of_libtcc; i++)
		if (strstr(text, of_libtcc[i]))
			return true;
	return false;
}

// Writes the unit's text: first as libtcc read the headers, which is short and the same whatever
// else the session includes; when that does not do, gcc reads them itself.
static void finish(struct session *session, struct unit *unit, bool *reads_headers)
{
	struct str headers = {0};
	bool needs_cc = unit_needs_cc(unit);

	if (!*reads_headers && !needs_cc) {
		unit_finish(unit, UNIT_BY_TCC, "");
		*reads_headers = is_of_libtcc(str_text(&unit->text));
	}
	if (!*reads_headers && !needs_cc)
		return;
	*reads_headers = true;
	preprocess_cc_headers(&session->preprocess, session->cell.text ? session->cell.text : "",
			      needs_cc, &headers);
	unit_finish(unit, UNIT_BY_CC, str_text(&headers));
	str_release(&headers);
}

static void pack_inlined(const struct slot_set *slots, struct str *out)
{
	pack_u32(out, (uint32_t)slots->cnt);
	for (size_t i = 0; i < slots->cnt; i++)
		pack_u32(out, slots->items[i]);
}

// The flags stand in the text too: the same text with others is another one.
static struct request_unit *add_unit(struct session *session, struct request *request,
				     struct unit *unit, const char *file)
{
	struct request_unit *added;
	struct list flags = {0};

	add_flags(session, file, unit, &flags);
	for (size_t i = 0; i < sizeof probed_args / sizeof *probed_args; i++)
		if (unit->flags & UNIT_INSTRUMENTED)
			list_add(&flags, probed_args[i]);
	unit_name_flags(unit, &flags);
	added = request_add(request, unit, UNIT_BY_CC);
	added->flags = flags;
	return added;
}

struct request_unit *tier_add_unit(struct session *session, struct unit *unit, const char *file)
{
	bool reads_headers = false;

	finish(session, unit, &reads_headers);
	return add_unit(session, &session->request, unit, file);
}

static void keep_unit(struct session *session, struct tier_unit *tier_unit, struct unit *unit)
{
	struct request_unit *added;

	request_begin(&tier_unit->request, MESSAGE_LOAD);
	pack_u32(&tier_unit->request.head, 0);
	added = add_unit(session, &tier_unit->request, unit, tier_unit->file);
	pack_inlined(&tier_unit->inlined, &added->inlined);
}

static const char why_not_swapped[] = "has static locals that cannot be shared";
static const char why_not_passed[] =
    "passes a struct by value that TinyCC passes in another way than gcc";

static bool leave(struct tier_unit *unit, const char *why)
{
	free(unit->why);
	unit->why = mem_strdup(why);
	return false;
}

bool tier_write_text(struct session *session, struct tier_unit *tier_unit)
{
	const struct source *source = source_of(session, tier_unit->file);
	struct unit unit;
	bool is_good = false;

	slot_set_release(&tier_unit->left);
	slot_set_release(&tier_unit->seen);
	slot_set_release(&tier_unit->inlined);
	slot_set_release(&tier_unit->circular);
	if (source_wants_cc(&session->settings, source))
		return leave(tier_unit, "compiled with the flags that were asked for");
	recursion_of_functions(session, &tier_unit->own, &tier_unit->circular);
	unit_init(&unit, &session->symbols);
	unit.flags = UNIT_FAST;
	add_own(session, tier_unit, &unit);
	if (unit.function_cnt) {
		add_inlined(session, tier_unit, &unit);
		finish(session, &unit, &tier_unit->reads_headers);
		is_good = !abi_differs(&session->symbols, str_text(&unit.text));
	}
	if (is_good)
		keep_unit(session, tier_unit, &unit);
	else
		leave(tier_unit, unit.function_cnt ? why_not_passed : why_not_swapped);
	unit_release(&unit);
	return is_good;
}

// --- statements -----------------------------------------------------------------------------

static bool has_loop(const struct cell *cell)
{
	static const char *const words[] = {"for", "while", "do", "goto"};

	for (size_t i = 0; i < cell->items.cnt; i++) {
		const struct item *item = &cell->items.items[i];

		if (item->kind != ITEM_STATEMENT)
			continue;
		for (size_t at = item->first; at < item->end; at++)
			for (size_t j = 0; j < sizeof words / sizeof *words; j++)
				if (token_is(&cell->tokens, at, words[j]))
					return true;
	}
	return false;
}

static void write_entry(struct session *session, struct unit *unit, struct list *flags)
{
	struct cell *cell = &session->cell;
	struct tier_unit around = {.file = session->source->file};
	bool reads_headers = false;

	recursion_of_text(session, cell->text, &around.circular);
	unit_init(unit, &session->symbols);
	unit->flags = UNIT_FAST;
	prelude_add_text(&unit->prelude, str_text(&session->missed), session->missed.len);
	for (size_t i = 0; i < cell->decl_cnt; i++)
		unit_add_decl(unit, cell->decls[i]);
	unit_set_entry(unit, cell, session->shows_value);
	add_inlined(session, &around, unit);
	slot_set_release(&around.seen);
	slot_set_release(&around.inlined);
	slot_set_release(&around.circular);
	finish(session, unit, &reads_headers);
	add_flags(session, session->source->file, unit, flags);
	unit_name_flags(unit, flags);
}

static void add_known_entry(struct session *session, struct unit *unit, struct list *flags,
			    const struct str *object)
{
	struct request_unit *added = request_add(&session->request, unit, UNIT_BY_CC);

	added->flags = *flags;
	*flags = (struct list){0};
	added->is_quiet = added->is_spare = true;
	str_add(&added->object, object->data, object->len);
	pack_u32(&added->inlined, 0);
}

void tier_add_entry(struct session *session)
{
	struct list flags = {0};
	struct str ignored = {0};
	const struct str *known;
	struct unit unit;

	if (session->tier.mode == TIER_OFF || !session->tier.cc.path || session->wants_cc ||
	    session->flags & SESSION_ANONYMOUS || !has_loop(&session->cell))
		return;
	write_entry(session, &unit, &flags);
	if (!abi_differs(&session->symbols, str_text(&unit.text))) {
		known = session_find_object(session, str_text(&unit.text), &flags, &ignored);
		if (known)
			add_known_entry(session, &unit, &flags, known);
		else
			session_tier_want(session, session->source->file, &unit.text, &flags);
	}
	str_release(&ignored);
	list_release(&flags);
	unit_release(&unit);
}
