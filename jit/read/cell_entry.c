// jit/read/cell_entry.c - what a cell runs: initialisers, statements, the trailing expression.
#include <string.h>

#include "jit/read/cell_parts.h"
#include "jit/read/kept.h"
#include "jit/read/span.h"
#include "jit/read/statement.h"
#include "profiler/runtime/probe_text.h"

// the usual way, a copy of a local, would need that much stack.
#define STATIC_INIT_MIN_BYTES 65536

void directive_add(struct str *out, const struct cell *cell, const struct item *item)
{
	const struct token *token = &cell->tokens.items[item->first];
	struct macro_parts parts;

	if (directive_define(cell->text + token->start_byte, token->end_byte - token->start_byte,
			     &parts))
		str_printf(out, "#undef %.*s\n", (int)parts.name_len, parts.name);
	line_directive(out, token->line, cell->source->file);
	span_add(out, &cell->tokens, item->first, item->end);
	str_putc(out, '\n');
}

bool directive_is_for_compiler(const struct cell *cell, const struct item *item)
{
	static const char *const ours[] = {"define", "undef", "include"};
	const struct token *token = &cell->tokens.items[item->first];
	size_t len;
	const char *keyword = directive_keyword(cell->tokens.text + token->start_byte,
						token->end_byte - token->start_byte, &len);

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (strlen(ours[i]) == len && !memcmp(ours[i], keyword, len))
			return false;
	return true;
}

static bool is_plain_constant(const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	for (size_t i = d->init; i < d->init_end; i++)
		if (object->tokens->items[i].kind == TOKEN_IDENT)
			return false;
	return true;
}

// Tells whether an object's initialiser names another one: static int n; static int *p = &n;
static bool initialiser_names(const struct cell_object *object, const struct cell_object *other)
{
	const struct declarator *d = object->declarator;
	struct str name = {0};
	bool is_named = false;

	object_add_name(&name, other);
	for (size_t i = d->init; d->init != NO_TOKEN && i < d->init_end && !is_named; i++)
		is_named = token_is(object->tokens, i, name.data);
	str_release(&name);
	return is_named;
}

// An array may be made of a compound literal in GNU C: that is copied, as all arrays are.
static void add_values(struct str *out, const struct cell_object *object)
{
	const struct declarator *d = object->declarator;
	bool is_array = token_is(object->tokens, d->end - 1, "]");

	if (object->is_static_local || (is_array && token_is(object->tokens, d->init, "(")))
		span_add(out, object->tokens, d->init, d->init_end);
	else
		kept_add_span(out, object->tokens, d->init, d->init_end);
}

// { extern int n __asm__("cicle_s7"); __typeof__(n) cicle_init = 3; cicle_copy(&n, ...); }
// first: the first object of the same function.
static void add_initialiser(struct str *out, const struct cell *cell,
			    const struct cell_object *object, const struct cell_object *first)
{
	const struct declarator *d = object->declarator;
	struct str name = {0};

	object_add_name(&name, object);
	line_directive(out, object->line, cell->source->file);
	str_puts(out, "{ ");
	for (; object->is_static_local && first < object; first++)
		if (initialiser_names(object, first))
			object_add_extern(out, first);
	if (object->is_static_local)
		object_add_extern(out, object);
	if (d->init == NO_TOKEN) {
		str_printf(out, "cicle_zero((void *)&%s, sizeof(%s)); }\n", name.data, name.data);
	} else {
		if (object->size.size_bytes >= STATIC_INIT_MIN_BYTES && is_plain_constant(object))
			str_puts(out, "static ");
		str_printf(out, "__typeof__(%s) cicle_init = ", name.data);
		span_add_place(out, object->tokens, d->init, cell->source->file);
		add_values(out, object);
		str_printf(out, "; cicle_copy((void *)&%s, (void *)&cicle_init, sizeof(%s)); }\n",
			   name.data, name.data);
	}
	str_release(&name);
}

void cell_line_probe(const struct cell *cell, const struct item *item, struct str *out)
{
	if (cell->lines == CELL_LINES_EACH)
		str_printf(out, LINES_PROBE ";\n", cell->tokens.items[item->first].line - 1);
}

static bool is_plain_statement(const struct cell *cell, const struct item *item)
{
	return !token_is(&cell->tokens, item->first, "{") &&
	       !(cell->tokens.items[item->first].words & WORD_STATEMENT);
}

static void add_statement(struct str *out, const struct cell *cell, const struct item *item)
{
	const struct tokens *tokens = &cell->tokens;
	bool is_probed;

	span_add_place(out, tokens, item->first, cell->source->file);
	is_probed =
	    cell->lines == CELL_LINES_EACH && statements_probe(tokens, item->first, item->end, out);
	if (!is_probed && is_plain_statement(cell, item))
		kept_add_span(out, tokens, item->first, item->end);
	else if (!is_probed)
		span_add(out, tokens, item->first, item->end);
	str_puts(out, token_is(&cell->tokens, item->end - 1, ":") ? ";\n" : "\n");
}

// Objects stand in the order of their items, static locals in one run behind all others: *next is
// the first one of its run that was not written yet.
static void add_item_objects(struct str *out, const struct cell *cell, const struct item *item,
			     size_t *next)
{
	bool is_static_local = item->kind == ITEM_FUNCTION;
	const struct cell_object *first = cell->object_cnt ? &cell->objects[*next] : NULL;

	while (*next < cell->object_cnt &&
	       cell->objects[*next].is_static_local == is_static_local &&
	       cell->objects[*next].item->first < item->end)
		add_initialiser(out, cell, &cell->objects[(*next)++], first);
}

static void add_entry_item(struct str *out, const struct cell *cell, const struct item *item,
			   size_t *next_object, size_t *next_static)
{
	switch (item->kind) {
	case ITEM_DIRECTIVE:
		if (cell->has_moving_macro || directive_is_for_compiler(cell, item))
			directive_add(out, cell, item);
		break;
	case ITEM_FUNCTION:
		add_item_objects(out, cell, item, next_static);
		if (item->is_constructor) {
			span_add(out, &cell->tokens, item->declarators[0].name,
				 item->declarators[0].name + 1);
			str_puts(out, "();\n");
		}
		break;
	case ITEM_DECLARATION:
		if (*next_object < cell->object_cnt && cell->objects[*next_object].item == item)
			cell_line_probe(cell, item, out);
		add_item_objects(out, cell, item, next_object);
		break;
	case ITEM_STATEMENT:
		add_statement(out, cell, item);
		break;
	case ITEM_TYPE:
	case ITEM_EXPRESSION:
		break;
	}
}

// When a statement faults, or is interrupted, gcc has stored what those before it did.
#define ALL_IS_STORED "__asm__ volatile (\"\" ::: \"memory\");\n"

void cell_entry_text(const struct cell *cell, bool is_fast, struct str *out)
{
	size_t next_object = 0;
	size_t next_static = object_next_static(cell, 0, 0);

	str_puts(out, cell->has_moving_macro ? str_text(&cell->first_macros) : "");
	for (size_t i = 0; i < cell->items.cnt; i++) {
		if (is_fast && cell->items.items[i].kind == ITEM_STATEMENT)
			str_puts(out, ALL_IS_STORED);
		add_entry_item(out, cell, &cell->items.items[i], &next_object, &next_static);
	}
}

// --- the trailing expression ----------------------------------------------------------------

bool cell_is_number(const struct cell *cell)
{
	const struct tokens *t = &cell->tokens;
	size_t first = cell->expression->first;

	if (token_is(t, first, "!") || token_is(t, first, "sizeof"))
		return true;
	if (token_is(t, first, "-") || token_is(t, first, "+") || token_is(t, first, "~"))
		first++; // in front of a name, it may be one of gcc's numbers
	return t->items[first].kind == TOKEN_NUMBER || t->items[first].kind == TOKEN_CHAR;
}

bool cell_is_own_call(const struct cell *cell)
{
	static const char prefix[] = "cicle_";
	const struct item *item = cell->expression;
	const struct token *first = &cell->tokens.items[item->first];
	const struct name *name;
	const struct decl *decl;

	if (first->kind != TOKEN_IDENT || !token_is(&cell->tokens, item->first + 1, "(") ||
	    token_after_bracket(&cell->tokens, item->first + 1) != item->end)
		return false;
	name = symbols_find(cell->symbols, cell->tokens.text + first->start_byte,
			    first->end_byte - first->start_byte);
	decl = name ? name->current[SPACE_ORDINARY] : NULL;
	return decl && !decl->is_of_cell && decl->link_name &&
	       !strncmp(decl->link_name, prefix, strlen(prefix));
}

void cell_expression_text(const struct cell *cell, struct str *out)
{
	const struct item *item = cell->expression;

	span_add_place(out, &cell->tokens, item->first, cell->source->file);
	span_add(out, &cell->tokens, item->first, item->end);
}

void cell_typing_text(const struct cell *cell, bool is_for_cc, struct str *out)
{
	str_printf(out,
		   "struct cicle_type { int x; } cicle_type;\n"
		   "void cicle_typing(void) { cicle_type = %s(__typeof__(",
		   is_for_cc ? "" : "*");
	cell_expression_text(cell, out);
	str_puts(out, ") *)0; }\n");
}
