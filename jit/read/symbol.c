// jit/read/symbol.c - what every name means: the declarations of headers and cells, and their
// order.
#include "jit/read/symbol.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "jit/read/lex.h"

// What libtcc does not know, or passes over without a word although it changes the meaning.
static const char *const words_beyond_tcc[] = {
    "_Complex",    "__complex__", "_Imaginary",  "_Thread_local", "__thread",        "__int128",
    "_Atomic",     "__int128_t",  "__uint128_t", "vector_size",   "__float128",      "_Float128",
    "__auto_type", "omp",         "_Decimal64",  "_Decimal32",    "__vector_size__", "_Decimal128",
};

void symbols_init(struct symbols *symbols)
{
	*symbols = (struct symbols){.next_order = 1};
	for (size_t i = 0; i < sizeof words_beyond_tcc / sizeof *words_beyond_tcc; i++)
		symbols_name(symbols, words_beyond_tcc[i], strlen(words_beyond_tcc[i]))->needs_cc =
		    true;
}

struct function *function_share(struct function *function)
{
	if (function)
		function->other_cnt++;
	return function;
}

void function_free(struct function *function)
{
	if (!function || function->other_cnt-- > 0)
		return;
	free(function->name);
	free(function->file);
	free(function->text);
	free(function->static_slots);
	free(function->tests);
	free(function);
}

static void free_decl(struct decl *decl)
{
	function_free(decl->function);
	free(decl->owned_text);
	free(decl->uses);
	free(decl->link_name);
	free(decl->source);
	free(decl);
}

void symbols_release(struct symbols *symbols)
{
	struct name *name, *next_name;
	struct decl *decl = symbols->decls;

	HASH_ITER(hh, symbols->names, name, next_name)
	{
		HASH_DEL(symbols->names, name);
		free(name->text);
		free(name);
	}
	while (decl) {
		struct decl *next = decl->next;

		free_decl(decl);
		decl = next;
	}
	free(symbols->log);
	*symbols = (struct symbols){0};
}

struct name *symbols_find(const struct symbols *symbols, const char *text, size_t len)
{
	struct name *name;

	HASH_FIND(hh, symbols->names, text, len, name);
	return name;
}

struct name *symbols_name(struct symbols *symbols, const char *text, size_t len)
{
	struct name *name = symbols_find(symbols, text, len);

	if (name)
		return name;
	name = mem_zalloc(sizeof *name);
	name->text = mem_strndup(text, len);
	HASH_ADD_KEYPTR(hh, symbols->names, name->text, len, name);
	return name;
}

bool name_is_defined(const struct name *name)
{
	return name->current[SPACE_MACRO] || name->current[SPACE_TAG] ||
	       name->current[SPACE_ORDINARY];
}

struct decl *symbols_decl(struct symbols *symbols, enum decl_kind kind, const char *text,
			  size_t text_len, bool is_owned)
{
	struct decl *decl = mem_zalloc(sizeof *decl);

	decl->kind = kind;
	if (is_owned)
		text = decl->owned_text = mem_strndup(text, text_len);
	decl->text = text;
	decl->text_len = text_len;
	decl->order = decl->stamp = symbols->next_order++;
	decl->next = symbols->decls;
	symbols->decls = decl;
	return decl;
}

static struct symbol_change *push_change(struct symbols *symbols)
{
	if (symbols->log_cnt == symbols->log_cap) {
		symbols->log_cap = symbols->log_cap ? symbols->log_cap * 2 : 64;
		symbols->log = mem_grow(symbols->log, symbols->log_cap, sizeof *symbols->log);
	}
	symbols->log[symbols->log_cnt] = (struct symbol_change){0};
	return &symbols->log[symbols->log_cnt++];
}

static void set_current(struct symbols *symbols, struct name *name, enum name_space space,
			struct decl *decl)
{
	struct symbol_change *change = push_change(symbols);

	change->name = name;
	change->space = space;
	change->before = name->current[space];
	name->current[space] = decl;
}

void symbols_define(struct symbols *symbols, struct name *name, enum name_space space,
		    struct decl *decl)
{
	const struct decl *old = name->current[space];

	if (!decl->name)
		decl->name = name;
	if (old && decl->is_of_cell && space != SPACE_MACRO)
		decl->hides_header |= !old->is_of_cell || old->hides_header;
	set_current(symbols, name, space, decl);
}

void symbols_undefine(struct symbols *symbols, struct name *name, enum name_space space)
{
	set_current(symbols, name, space, NULL);
}

void symbols_end_macro(struct symbols *symbols, struct name *name)
{
	struct decl *macro = name->current[SPACE_MACRO];

	set_current(symbols, name, SPACE_MACRO, NULL);
	symbols->log[symbols->log_cnt - 1].is_end = true;
	macro->end_order = symbols->next_order++;
	macro->older = name->past_macros;
	name->past_macros = macro;
}

static void set_order(struct symbols *symbols, struct decl *decl, uint64_t order)
{
	struct symbol_change *change = push_change(symbols);

	change->decl = decl;
	change->order = decl->order;
	decl->order = order;
}

void symbols_correct_macro(struct symbols *symbols, struct name *name, struct decl *macro)
{
	struct decl *old = name->current[SPACE_MACRO];

	if (old->order < old->stamp) // it had taken a place of an earlier cell
		macro->order = old->order;
	set_order(symbols, old, old->stamp);
	symbols_end_macro(symbols, name);
	symbols_define(symbols, name, SPACE_MACRO, macro);
}

// The newest of those that began before that place and did not end before it.
struct decl *name_macro_at(const struct name *name, uint64_t order)
{
	struct decl *macro = name->current[SPACE_MACRO];
	struct decl *best = macro && macro->order <= order ? macro : NULL;

	for (macro = name->past_macros; macro && macro->end_order > order; macro = macro->older)
		if (macro->order <= order && (!best || macro->order > best->order))
			best = macro;
	return best;
}

void symbols_commit(struct symbols *symbols)
{
	symbols->version += symbols->log_cnt > 0;
	symbols->log_cnt = 0;
	symbols->committed = symbols->decls;
	symbols->is_taken_back = false;
}

static void take_back(const struct symbol_change *change)
{
	if (!change->name) {
		change->decl->order = change->order;
		return;
	}
	change->name->current[change->space] = change->before;
	if (!change->is_end)
		return;
	change->name->past_macros = change->before->older;
	change->before->older = NULL;
	change->before->end_order = 0;
}

void symbols_rollback(struct symbols *symbols)
{
	while (symbols->log_cnt > 0)
		take_back(&symbols->log[--symbols->log_cnt]);
	symbols->is_taken_back = true;
}

bool symbols_sweep(struct symbols *symbols)
{
	bool is_due = symbols->is_taken_back && symbols->log_cnt == 0;

	while (is_due && symbols->decls != symbols->committed) {
		struct decl *decl = symbols->decls;

		symbols->decls = decl->next;
		free_decl(decl);
	}
	symbols->is_taken_back &= !is_due;
	return is_due;
}

void symbols_scan_uses(struct symbols *symbols, struct decl *decl)
{
	size_t at = 0, start, len, cap = 0;

	if (decl->has_uses)
		return;
	decl->has_uses = true;
	while (next_identifier(decl->text, decl->text_len, &at, &start, &len)) {
		if (decl->use_cnt == cap) {
			cap = cap ? cap * 2 : 8;
			decl->uses = mem_grow(decl->uses, cap, sizeof *decl->uses);
		}
		decl->uses[decl->use_cnt++] = symbols_name(symbols, decl->text + start, len);
	}
}

// Gives the latest place of what a declaration names, in the spaces from first on.
static uint64_t latest_use(struct symbols *symbols, struct decl *decl, const struct decl *replaced,
			   int first)
{
	uint64_t latest = 0;

	symbols_scan_uses(symbols, decl);
	for (size_t i = 0; i < decl->use_cnt; i++) {
		for (int space = first; space < SPACE_CNT; space++) {
			const struct decl *use = decl->uses[i]->current[space];

			if (use && use != decl && use != replaced && use->order > latest)
				latest = use->order;
		}
	}
	return latest;
}

bool symbols_place(struct symbols *symbols, struct decl *decl, const struct decl *replaced)
{
	if (!replaced)
		return false;
	if (latest_use(symbols, decl, replaced, SPACE_MACRO) > replaced->order)
		return true;
	decl->order = replaced->order;
	return false;
}

void symbols_place_at(struct symbols *symbols, struct decl *decl, uint64_t order)
{
	// A macro of a later place is another one than what stood there.
	if (latest_use(symbols, decl, NULL, SPACE_TAG) < order)
		decl->order = order;
}

static int by_order(const void *a, const void *b)
{
	const struct decl *x = *(struct decl *const *)a;
	const struct decl *y = *(struct decl *const *)b;

	return (x->order > y->order) - (x->order < y->order);
}

static bool mentions(struct symbols *symbols, struct decl *decl, uint64_t walk)
{
	symbols_scan_uses(symbols, decl);
	for (size_t i = 0; i < decl->use_cnt; i++) {
		for (int space = 0; space < SPACE_CNT; space++) {
			const struct decl *use = decl->uses[i]->current[space];

			if (use && use != decl && use->walk == walk)
				return true;
		}
	}
	return false;
}

// Lists the current declarations, each once. The caller frees the array.
static struct decl **list_current(struct symbols *symbols, size_t *cnt)
{
	struct decl **list = NULL;
	struct name *name;
	uint64_t walk = ++symbols->walk;
	size_t cap = 0;

	*cnt = 0;
	for (name = symbols->names; name; name = name->hh.next) {
		for (int space = 0; space < SPACE_CNT; space++) {
			struct decl *decl = name->current[space];

			if (!decl || decl->walk == walk)
				continue;
			decl->walk = walk;
			if (*cnt == cap) {
				cap = cap ? cap * 2 : 256;
				list = mem_grow(list, cap, sizeof(struct decl *));
			}
			list[(*cnt)++] = decl;
		}
	}
	return list;
}

void symbols_move_dependents(struct symbols *symbols, struct decl *const *changed,
			     size_t changed_cnt)
{
	size_t cnt;
	struct decl **all = list_current(symbols, &cnt);
	uint64_t walk = ++symbols->walk;

	if (cnt)
		qsort(all, cnt, sizeof *all, by_order);
	for (size_t i = 0; i < changed_cnt; i++)
		changed[i]->walk = walk;
	for (size_t i = 0; i < cnt; i++) {
		if (all[i]->walk == walk || !mentions(symbols, all[i], walk))
			continue;
		all[i]->walk = walk;
		set_order(symbols, all[i], symbols->next_order++);
	}
	free(all);
}

enum name_class symbols_classify(void *ctx, const char *text, size_t len)
{
	struct symbols *symbols = ctx;
	const struct name *name = symbols_find(symbols, text, len);
	const struct decl *decl;
	struct macro_parts parts;

	if (!name)
		return NAME_UNKNOWN;
	decl = name->current[SPACE_MACRO];
	if (decl && directive_define(decl->text, decl->text_len, &parts) && !parts.has_parameters)
		if (macro_class(parts.body, parts.body_len, NULL, NULL) == NAME_TYPE)
			return NAME_TYPE;
	if (name->current[SPACE_ORDINARY])
		return name->current[SPACE_ORDINARY]->is_type_name ? NAME_TYPE : NAME_VALUE;
	return decl ? NAME_VALUE : NAME_UNKNOWN;
}

bool symbols_is_function_type(struct symbols *symbols, const char *text, size_t len)
{
	const struct name *name = symbols_find(symbols, text, len);
	const struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;

	return decl && decl->is_type_name && decl->has_function_type;
}

// --- prelude --------------------------------------------------------------------------------

void prelude_init(struct prelude *prelude, struct symbols *symbols)
{
	*prelude = (struct prelude){.symbols = symbols};
	symbols->walk++;
}

void prelude_release(struct prelude *prelude)
{
	free(prelude->decls);
	free(prelude->ended);
	free(prelude->visits);
	free(prelude->pins);
	free(prelude->unknown);
	*prelude = (struct prelude){0};
}

// Where texts are looked at from: a place, and whether what differs there is pinned.
struct view {
	uint64_t order;
	bool pins;
};

// A declaration whose uses are to be looked at.
struct visit {
	struct decl *decl;
	struct view view;
};

static void push_visit(struct prelude *prelude, struct decl *decl, struct view view)
{
	if (prelude->visit_cnt == prelude->visit_cap) {
		prelude->visit_cap = prelude->visit_cap ? prelude->visit_cap * 2 : 64;
		prelude->visits =
		    mem_grow(prelude->visits, prelude->visit_cap, sizeof *prelude->visits);
	}
	if (view.order < decl->walk_low)
		decl->walk_low = view.order;
	if (view.order > decl->walk_high)
		decl->walk_high = view.order;
	prelude->visits[prelude->visit_cnt++] = (struct visit){decl, view};
}

static void push_decl(struct prelude *prelude, struct decl *decl, struct view view)
{
	if (prelude->cnt == prelude->cap) {
		prelude->cap = prelude->cap ? prelude->cap * 2 : 64;
		prelude->decls = mem_grow(prelude->decls, prelude->cap, sizeof *prelude->decls);
	}
	decl->walk = prelude->symbols->walk;
	decl->walk_low = decl->walk_high = view.order;
	prelude->decls[prelude->cnt++] = decl;
	prelude->needs_cc |= decl->needs_cc;
	push_visit(prelude, decl, view);
}

// A declaration is looked at from its own place.
static struct view view_of(const struct decl *decl)
{
	return (struct view){.order = decl->order};
}

static void push_unknown(struct prelude *prelude, struct name *name)
{
	if (prelude->unknown_cnt == prelude->unknown_cap) {
		prelude->unknown_cap = prelude->unknown_cap ? prelude->unknown_cap * 2 : 64;
		prelude->unknown =
		    mem_grow(prelude->unknown, prelude->unknown_cap, sizeof *prelude->unknown);
	}
	prelude->unknown[prelude->unknown_cnt++] = name;
}

static void add_pin(struct prelude *prelude, struct name *name, const struct decl *macro)
{
	for (size_t i = 0; i < prelude->pin_cnt; i++)
		if (prelude->pins[i].name == name)
			return;
	if (prelude->pin_cnt == prelude->pin_cap) {
		prelude->pin_cap = prelude->pin_cap ? prelude->pin_cap * 2 : 8;
		prelude->pins = mem_grow(prelude->pins, prelude->pin_cap, sizeof *prelude->pins);
	}
	prelude->pins[prelude->pin_cnt++] = (struct pin){name, macro};
}

// Adds the macro that a name is at the view's place. What its body names is resolved where it is
// expanded, not where it was defined; but a corrected body may name what came after that place.
static void add_macro(struct prelude *prelude, struct name *name, struct view view)
{
	struct decl *macro = name_macro_at(name, view.order);

	if (view.pins && macro != name->current[SPACE_MACRO])
		add_pin(prelude, name, macro);
	if (!macro)
		return;
	if (view.order < macro->stamp)
		view.order = macro->stamp;
	if (macro->walk != prelude->symbols->walk)
		push_decl(prelude, macro, view);
	else if (view.order < macro->walk_low || view.order > macro->walk_high)
		push_visit(prelude, macro, view);
}

// sinf32, f32addf64: the runner's math.h leaves them to glibc's own, which the second compiler
// reads.
static bool is_math_of_float_n(const struct symbols *symbols, const char *text)
{
	static const char *const suffixes[] = {"f32", "f64", "f32x", "f64x"};
	size_t len = strlen(text);

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		size_t suffix_len = strlen(suffixes[i]);
		const struct name *base;

		if (len <= suffix_len || strcmp(text + len - suffix_len, suffixes[i]) != 0)
			continue;
		base = symbols_find(symbols, text, len - suffix_len);
		return (base && base->current[SPACE_ORDINARY] &&
			base->current[SPACE_ORDINARY]->kind == DECL_FUNCTION &&
			!base->current[SPACE_ORDINARY]->is_of_cell) ||
		       !strncmp(text, "f32", 3) || !strncmp(text, "f64", 3);
	}
	return false;
}

static void add_name(struct prelude *prelude, struct name *name, struct view view)
{
	uint64_t walk = prelude->symbols->walk;
	bool is_known = name->current[SPACE_MACRO] || name->past_macros;

	if (is_known)
		add_macro(prelude, name, view);
	if (name->walk == walk)
		return;
	name->walk = walk;
	prelude->needs_cc |= name->needs_cc;
	for (int space = SPACE_TAG; space < SPACE_CNT; space++) {
		struct decl *decl = name->current[space];

		is_known |= decl != NULL;
		if (decl && decl->walk != walk)
			push_decl(prelude, decl, view_of(decl));
	}
	if (is_known)
		return;
	push_unknown(prelude, name);
	prelude->needs_cc |= is_math_of_float_n(prelude->symbols, name->text);
}

// Looks into everything that was added and was not looked into yet.
static void close_over(struct prelude *prelude)
{
	while (prelude->visit_cnt) {
		struct visit visit = prelude->visits[--prelude->visit_cnt];

		symbols_scan_uses(prelude->symbols, visit.decl);
		for (size_t i = 0; i < visit.decl->use_cnt; i++)
			if (visit.decl->kind != DECL_MACRO ||
			    visit.decl->uses[i] != visit.decl->name)
				add_name(prelude, visit.decl->uses[i], visit.view);
	}
}

static void add_text(struct prelude *prelude, const char *text, size_t len, struct view view)
{
	size_t at = 0, start, ident_len;

	while (next_identifier(text, len, &at, &start, &ident_len))
		add_name(prelude, symbols_name(prelude->symbols, text + start, ident_len), view);
	close_over(prelude);
}

void prelude_add_text(struct prelude *prelude, const char *text, size_t len)
{
	add_text(prelude, text, len, (struct view){.order = UINT64_MAX});
}

void prelude_add_text_at(struct prelude *prelude, const char *text, size_t len, uint64_t order)
{
	prelude->pin_cnt = 0;
	add_text(prelude, text, len, (struct view){.order = order, .pins = true});
}

void prelude_pin_text(const struct prelude *prelude, struct str *out, bool is_end)
{
	for (size_t i = 0; i < prelude->pin_cnt; i++) {
		const struct pin *pin = &prelude->pins[i];
		const struct decl *macro = is_end ? pin->name->current[SPACE_MACRO] : pin->macro;

		str_printf(out, "#undef %s\n", pin->name->text);
		if (macro)
			str_printf(out, "%.*s\n", (int)macro->text_len, macro->text);
	}
}

void prelude_add_decl(struct prelude *prelude, struct decl *decl)
{
	if (decl->walk == prelude->symbols->walk)
		return;
	push_decl(prelude, decl, view_of(decl));
	close_over(prelude);
}

// Tries the name that pasting two pieces makes.
static void add_pasted(struct prelude *prelude, const char *left, size_t left_len,
		       const char *right, size_t right_len)
{
	struct str pasted = {0};
	struct name *name;

	str_add(&pasted, left, left_len);
	str_add(&pasted, right, right_len);
	name = symbols_find(prelude->symbols, str_text(&pasted), pasted.len);
	if (name && name_is_defined(name))
		add_name(prelude, name, (struct view){.order = UINT64_MAX});
	str_release(&pasted);
}

// Joins a piece of a macro's body with every name that the walk came by.
static void paste_with_all(struct prelude *prelude, const char *piece, size_t len)
{
	size_t decl_cnt = prelude->cnt, unknown_cnt = prelude->unknown_cnt;

	for (size_t i = 0; i < decl_cnt; i++) {
		for (size_t j = 0; j < prelude->decls[i]->use_cnt; j++) {
			const char *text = prelude->decls[i]->uses[j]->text;

			add_pasted(prelude, text, strlen(text), piece, len);
			add_pasted(prelude, piece, len, text, strlen(text));
		}
	}
	for (size_t i = 0; i < unknown_cnt; i++) {
		const char *text = prelude->unknown[i]->text;

		add_pasted(prelude, text, strlen(text), piece, len);
		add_pasted(prelude, piece, len, text, strlen(text));
	}
}

// isnan(x) calls __isnanf, which only ## makes of __isnan and f: each identifier beside a ## is
// tried before and behind every name around. (Two parameters pasted together are found missing by
// the compiler: note_missed() in session.c.)
static void add_pasted_names(struct prelude *prelude)
{
	size_t decl_cnt = prelude->cnt;

	for (size_t i = 0; i < decl_cnt; i++) {
		const struct decl *decl = prelude->decls[i];
		struct tokens tokens;

		if (decl->kind != DECL_MACRO || !memmem(decl->text, decl->text_len, "##", 2))
			continue;
		tokens_init(&tokens, decl->text + 1, decl->text_len - 1); // without its '#'
		for (size_t j = 1; j + 1 < tokens.cnt; j++) {
			const struct token *left = &tokens.items[j - 1],
					   *right = &tokens.items[j + 1];

			if (!token_is(&tokens, j, "##"))
				continue;
			paste_with_all(prelude, tokens.text + left->start_byte,
				       left->end_byte - left->start_byte);
			paste_with_all(prelude, tokens.text + right->start_byte,
				       right->end_byte - right->start_byte);
		}
		tokens_release(&tokens);
	}
	close_over(prelude);
}

static int by_end(const void *a, const void *b)
{
	const struct decl *x = *(struct decl *const *)a;
	const struct decl *y = *(struct decl *const *)b;

	return (x->end_order > y->end_order) - (x->end_order < y->end_order);
}

static void list_ended(struct prelude *prelude)
{
	size_t cnt = 0;

	free(prelude->ended);
	prelude->ended = NULL;
	prelude->ended_cnt = 0;
	for (size_t i = 0; i < prelude->cnt; i++)
		cnt += prelude->decls[i]->end_order != 0;
	if (!cnt)
		return;
	prelude->ended = mem_zalloc(cnt * sizeof *prelude->ended);
	for (size_t i = 0; i < prelude->cnt; i++)
		if (prelude->decls[i]->end_order)
			prelude->ended[prelude->ended_cnt++] = prelude->decls[i];
	qsort(prelude->ended, cnt, sizeof *prelude->ended, by_end);
}

void prelude_sort(struct prelude *prelude)
{
	add_pasted_names(prelude);
	if (prelude->cnt)
		qsort(prelude->decls, prelude->cnt, sizeof *prelude->decls, by_order);
	list_ended(prelude);
}

bool prelude_has(const struct prelude *prelude, const struct decl *decl)
{
	return decl->walk == prelude->symbols->walk;
}
