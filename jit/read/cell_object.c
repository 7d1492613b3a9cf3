// jit/read/cell_object.c - the objects of a cell and the static locals of its functions: found,
// measured, defined.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/cell_parts.h"
#include "jit/read/size.h"
#include "jit/read/span.h"

// Tells whether an object's type is that of its initialiser: __auto_type x = 3, auto x = 3.
static bool is_deduced(const struct cell_object *object)
{
	const struct tokens *t = object->tokens;
	bool is_deduced = false;

	if (object->declarator->init == NO_TOKEN || object->item->tag != NO_TOKEN ||
	    object->declarator->first != object->declarator->name)
		return false;
	for (size_t i = object->item->first; i < object->item->spec_end; i++) {
		if (token_is(t, i, "auto") || token_is(t, i, "__auto_type"))
			is_deduced = true;
		else if (!(t->items[i].words & WORD_SPECIFIER))
			return false;
	}
	return is_deduced;
}

static void add_type(struct str *out, const struct cell_object *object)
{
	const struct item *item = object->item;
	const struct tokens *t = object->tokens;

	if (!is_deduced(object)) {
		span_add_object_type(out, t, item, object->type_name);
		return;
	}
	for (size_t i = item->first; i < item->spec_end; i++)
		if (token_is(t, i, "const") || token_is(t, i, "volatile"))
			str_puts(out, token_is(t, i, "const") ? "const " : "volatile ");
	str_puts(out, "__typeof__(");
	span_add(out, t, object->declarator->init, object->declarator->init_end);
	str_puts(out, ") ");
}

static bool has_open_dimension(const struct cell_object *object)
{
	return token_is(object->tokens, object->declarator->name + 1, "[") &&
	       token_is(object->tokens, object->declarator->name + 2, "]");
}

// Appends the declarator; an open first dimension is filled in.
static void add_declarator(struct str *out, const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	if (!has_open_dimension(object) || !object->size.item_cnt) {
		span_add(out, object->tokens, d->first, d->end);
		return;
	}
	span_add(out, object->tokens, d->first, d->name + 1);
	str_printf(out, "[%llu]", (unsigned long long)object->size.item_cnt);
	span_add(out, object->tokens, d->name + 3, d->end);
}

void object_add_name(struct str *out, const struct cell_object *object)
{
	span_add(out, object->tokens, object->declarator->name, object->declarator->name + 1);
}

static void add_extern(struct str *out, const struct cell_object *object)
{
	str_puts(out, object->is_thread_local ? "extern _Thread_local " : "extern ");
}

static struct cell_object *push_object(struct cell *cell)
{
	if (cell->object_cnt == cell->object_cap) {
		cell->object_cap = cell->object_cap ? cell->object_cap * 2 : 8;
		cell->objects = mem_grow(cell->objects, cell->object_cap, sizeof *cell->objects);
	}
	cell->objects[cell->object_cnt] = (struct cell_object){0};
	return &cell->objects[cell->object_cnt++];
}

void object_note(struct cell *cell, const struct item *item, const struct declarator *d,
		 const char *type_name)
{
	struct cell_object *object = push_object(cell);

	object->item = item;
	object->order = cell->symbols->next_order++;
	object->declarator = d;
	object->tokens = &cell->tokens;
	object->type_name = type_name ? mem_strdup(type_name) : NULL;
	object->line = cell->tokens.items[d->first].line;
	for (size_t i = item->first; i < item->spec_end; i++)
		object->is_thread_local |= is_thread_word(object->tokens, i);
	size_guess(object);
}

// --- static locals --------------------------------------------------------------------------

static bool is_constant_object(const struct tokens *tokens, const struct item *item,
			       const struct declarator *d)
{
	for (size_t i = d->first; i < d->name; i++)
		if (token_is(tokens, i, "*"))
			return false;
	for (size_t i = item->first; i < item->spec_end; i++)
		if (token_is(tokens, i, "const"))
			return true;
	return false;
}

// Tells whether an initialiser takes the address of a label (&&label), which only its function can.
static bool names_label(const struct tokens *tokens, const struct declarator *d)
{
	for (size_t i = d->init; d->init != NO_TOKEN && i + 2 < d->init_end; i++)
		if (token_is(tokens, i, "&") && token_is(tokens, i + 1, "&") &&
		    tokens->items[i + 2].kind == TOKEN_IDENT &&
		    tokens->items[i - 1].kind == TOKEN_PUNCT && !token_is(tokens, i - 1, ")") &&
		    !token_is(tokens, i - 1, "]"))
			return true;
	return false;
}

static bool is_hoistable(const struct tokens *tokens, const struct item *item)
{
	if (item->kind != ITEM_DECLARATION || item->tag_body != NO_TOKEN || item->is_typedef)
		return false;
	for (size_t i = 0; i < item->declarator_cnt; i++)
		if (item->declarators[i].is_function ||
		    names_label(tokens, &item->declarators[i]) ||
		    is_constant_object(tokens, item, &item->declarators[i]))
			return false;
	return true;
}

static void note_static_locals(struct cell *cell, const struct item *local)
{
	for (size_t i = 0; i < local->declarator_cnt; i++) {
		object_note(cell, local, &local->declarators[i], NULL);
		cell->objects[cell->object_cnt - 1].is_static_local = true;
		cell->objects[cell->object_cnt - 1].slot = (*cell->next_slot)++;
	}
}

void object_find_statics(struct cell *cell, const struct item *function)
{
	for (size_t i = function->body + 1; i + 1 < function->end; i++) {
		struct item *local;

		if (!token_is(&cell->tokens, i, "static"))
			continue;
		if (is_thread_word(&cell->tokens, i - 1))
			i--;
		local = mem_zalloc(sizeof *local);
		item_init_at(local, &cell->tokens, i, symbols_classify, cell->symbols);
		if (is_hoistable(&cell->tokens, local) && local->end < function->end) {
			i = local->end - 1;
			note_static_locals(cell, local);
		}
		if (cell->object_cnt && cell->objects[cell->object_cnt - 1].item == local)
			continue;
		i += !token_is(&cell->tokens, i, "static");
		free(local->declarators);
		free(local);
	}
}

static bool is_first_of_item(const struct cell *cell, size_t i)
{
	return i == 0 || cell->objects[i].item != cell->objects[i - 1].item;
}

void object_free_static(const struct cell *cell, size_t i)
{
	const struct cell_object *object = &cell->objects[i];

	if (!object->is_static_local || !is_first_of_item(cell, i))
		return;
	free(object->item->declarators);
	free((struct item *)object->item);
}

void cell_keep_statics(struct cell *cell)
{
	size_t kept = 0;

	cell->keeps_statics = true;
	for (size_t i = 0; i < cell->object_cnt; i++)
		object_free_static(cell, i);
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (!cell->objects[i].is_static_local)
			cell->objects[kept++] = cell->objects[i];
	cell->object_cnt = kept;
}

// --- sizes ----------------------------------------------------------------------------------

bool cell_needs_sizes(const struct cell *cell)
{
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (!cell->objects[i].is_size_known)
			return true;
	return false;
}

static void add_definition(struct str *out, const struct cell *cell,
			   const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	line_directive(out, object->line, cell->source->file);
	add_type(out, object);
	span_add(out, object->tokens, d->first, d->end);
	if (d->init != NO_TOKEN) {
		str_puts(out, " = ");
		span_add_place(out, object->tokens, d->init, cell->source->file);
		span_add(out, object->tokens, d->init, d->init_end);
	}
	str_puts(out, ";\n");
}

static void add_measure(struct str *out, const struct cell_object *object, size_t number)
{
	struct str name = {0};

	object_add_name(&name, object);
	str_printf(out, "cicle_out[%zu] = sizeof(%s); cicle_out[%zu] = __alignof__(%s);\n",
		   number * 3, name.data, number * 3 + 1, name.data);
	str_printf(out, "cicle_out[%zu] = ", number * 3 + 2);
	if (has_open_dimension(object))
		str_printf(out, "sizeof(%s) / sizeof((%s)[0]);\n", name.data, name.data);
	else
		str_puts(out, "0;\n");
	str_release(&name);
}

// Directives between two items, as far as a macro changes in the cell.
static void add_directives(struct str *out, const struct cell *cell, const struct item **next,
			   size_t token)
{
	const struct item *end = cell->items.items + cell->items.cnt;

	for (; cell->has_moving_macro && *next < end && (*next)->first < token; (*next)++)
		if ((*next)->kind == ITEM_DIRECTIVE && !directive_is_for_compiler(cell, *next))
			directive_add(out, cell, *next);
}

// The definition is jumped over: it is compiled, never run. A static local's is seen by nothing
// else.
static void add_sizing(struct str *out, const struct cell *cell, size_t number)
{
	const struct cell_object *object = &cell->objects[number];
	bool is_static_local = object->is_static_local;

	str_printf(out, "%sgoto cicle_end%zu;\n", is_static_local ? "{ " : "", number);
	add_definition(out, cell, object);
	str_printf(out, "cicle_end%zu:;\n", number);
	add_measure(out, object, number);
	str_puts(out, is_static_local ? "}\n" : "");
}

void cell_sizing_text(const struct cell *cell, struct str *out)
{
	str_puts(out, "void cicle_sizes(unsigned long *cicle_out) {\n");
	for (int is_static_local = 0; is_static_local < 2; is_static_local++) {
		const struct item *next = cell->items.items;

		str_puts(out, cell->has_moving_macro ? str_text(&cell->first_macros) : "");
		for (size_t i = 0; i < cell->object_cnt; i++) {
			if (cell->objects[i].is_static_local != is_static_local)
				continue;
			add_directives(out, cell, &next, cell->objects[i].item->first);
			add_sizing(out, cell, i);
		}
	}
	str_puts(out, "}\n");
}

// --- definitions ----------------------------------------------------------------------------

void object_add_extern(struct str *out, const struct cell_object *object)
{
	add_extern(out, object);
	span_add_object_type(out, object->tokens, object->item, NULL);
	add_declarator(out, object);
	str_printf(out, " __asm__(\"cicle_s%u\") " OBJECT_ATTRIBUTE "; ", object->slot);
}

void object_define(struct cell *cell, struct cell_object *object)
{
	struct str text = {0};
	struct name *name = declare_name(cell, object->declarator);

	add_extern(&text, object);
	add_type(&text, object);
	add_declarator(&text, object);
	str_putc(&text, ';');
	object->decl = declare_one_at(cell, object->order, name, SPACE_ORDINARY, DECL_OBJECT, &text,
				      object->line);
	if (!object->decl->slot)
		object->decl->slot = (*cell->next_slot)++;
	object->slot = object->decl->slot;
	str_release(&text);
}

void object_add_hoisted(struct str *out, const struct cell *cell, size_t object)
{
	const struct item *item = cell->objects[object].item;
	size_t start = out->len;
	int newline_cnt = 0;

	add_extern(out, &cell->objects[object]);
	span_add_object_type(out, &cell->tokens, item, NULL);
	for (size_t i = object; i < cell->object_cnt && cell->objects[i].item == item; i++) {
		str_puts(out, i > object ? ", " : "");
		add_declarator(out, &cell->objects[i]);
		str_printf(out, " __asm__(\"cicle_s%u\") " OBJECT_ATTRIBUTE, cell->objects[i].slot);
	}
	str_putc(out, ';');
	for (size_t i = span_start(&cell->tokens, item->first);
	     i < span_end(&cell->tokens, item->end); i++)
		newline_cnt += cell->text[i] == '\n';
	for (size_t i = start; i < out->len; i++)
		newline_cnt -= out->data[i] == '\n';
	for (; newline_cnt > 0; newline_cnt--)
		str_putc(out, '\n');
}

size_t object_next_static(const struct cell *cell, size_t from, size_t token)
{
	while (from < cell->object_cnt &&
	       (!cell->objects[from].is_static_local || cell->objects[from].item->first < token))
		from++;
	return from;
}
