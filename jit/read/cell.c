// jit/read/cell.c - what a cell defines and what it runs: from items to declarations and
// statements.
#include "jit/read/cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/cell_parts.h"
#include "jit/read/check.h"
#include "jit/read/escape.h"
#include "jit/read/flexible.h"
#include "jit/read/splice.h"
#include "jit/read/expand.h"
#include "jit/read/newer.h"
#include "jit/read/program.h"
#include "jit/read/span.h"

bool cell_has(const struct cell *cell, const struct decl *decl)
{
	return decl->cell == cell->order;
}

static void end_shadowed(void *ctx, struct name *name)
{
	symbols_end_macro(ctx, name);
}

static void expand_macros(struct cell *cell)
{
	char *text = expand_items(cell->symbols, &cell->tokens, end_shadowed, cell->symbols);

	if (!text)
		return;
	tokens_release(&cell->tokens);
	free(cell->text);
	cell->text = text;
	tokens_init(&cell->tokens, text, strlen(text));
}

int cell_init(struct cell *cell, struct symbols *symbols, const struct source *source, char **text,
	      uint32_t *next_slot, struct err *err)
{
	*cell = (struct cell){.symbols = symbols, .source = source, .next_slot = next_slot};
	cell->order = symbols->next_order++;
	cell->text = *text;
	*text = NULL;
	splice_words(cell->text);
	escape_expand(cell->text);
	tokens_init(&cell->tokens, cell->text, strlen(cell->text));
	if (check_tokens(cell, err))
		return -1;
	newer_rewrite(cell->text, &cell->tokens);
	newer_define_words(symbols, &cell->tokens);
	if (program_is(&cell->tokens))
		program_end_macros(symbols, &cell->tokens);
	expand_macros(cell);
	if (check_brackets(cell, err))
		return -1;
	items_init(&cell->items, &cell->tokens, symbols_classify, symbols);
	if (check_items(cell, err))
		return -1;
	for (size_t i = 0; i < cell->items.cnt; i++)
		declare_item(cell, &cell->items.items[i]);
	if (check_sizes(cell, err) || flexible_check(cell, err))
		return -1;
	for (size_t i = 0; i < cell->function_cnt; i++)
		object_find_statics(cell, cell->functions[i].item);
	return 0;
}

void cell_release(struct cell *cell)
{
	for (size_t i = 0; i < cell->object_cnt; i++) {
		free(cell->objects[i].type_name);
		object_free_static(cell, i);
	}
	for (size_t i = 0; i < cell->function_cnt; i++)
		function_free(cell->functions[i].function);
	free(cell->objects);
	free(cell->functions);
	free(cell->decls);
	free(cell->changed);
	items_release(&cell->items);
	tokens_release(&cell->tokens);
	free(cell->text);
	free(cell->value_type);
	str_release(&cell->first_macros);
	*cell = (struct cell){0};
}

// --- definitions ----------------------------------------------------------------------------

// "struct point { int x; } f(void)": the prelude has the struct's body.
static void blank_tag_body(struct str *text, const struct tokens *tokens, const struct item *item)
{
	if (item->tag_body != NO_TOKEN && span_tag_name(tokens, item) != NO_TOKEN)
		span_blank(text, tokens, item->tag_body,
			   token_after_bracket(tokens, item->tag_body),
			   span_start(tokens, item->first));
}

// Gives a function's text with static locals hoisted; the caller frees.
static char *function_text(const struct cell *cell, const struct item *item)
{
	const struct tokens *tokens = &cell->tokens;
	struct str text = {0};
	size_t at = span_end(tokens, item->body + 1);
	size_t object = object_next_static(cell, 0, item->first);

	span_add_unstored(&text, tokens, item->first, item->body + 1);
	blank_tag_body(&text, tokens, item);
	declare_blank_dimensions(&text, tokens, &item->declarators[0],
				 span_start(tokens, item->first));
	while (object < cell->object_cnt && cell->objects[object].item->first < item->end) {
		const struct item *local = cell->objects[object].item;

		str_add(&text, cell->text + at, span_start(tokens, local->first) - at);
		object_add_hoisted(&text, cell, object);
		at = span_end(tokens, local->end);
		object = object_next_static(cell, object, local->end);
	}
	str_add(&text, cell->text + at, span_end(tokens, item->end) - at);
	return str_take(&text);
}

static void note_static_slots(const struct cell *cell, const struct item *item,
			      struct function *function)
{
	size_t i = object_next_static(cell, 0, item->first);

	for (; i < cell->object_cnt && cell->objects[i].item->first < item->end; i++) {
		function->static_slots = mem_grow(function->static_slots, function->static_cnt + 1,
						  sizeof *function->static_slots);
		function->static_slots[function->static_cnt++] = cell->objects[i].slot;
	}
}

static void build_function(struct cell *cell, struct cell_function *cell_function)
{
	const struct item *item = cell_function->item;
	const struct tokens *tokens = &cell->tokens;
	const struct declarator *d = &item->declarators[0];
	struct function *function = mem_zalloc(sizeof *function);
	size_t start = span_start(tokens, item->first);

	function->name = mem_strndup(cell->text + span_start(tokens, d->name),
				     span_end(tokens, d->name + 1) - span_start(tokens, d->name));
	function->file = mem_strdup(cell->source->file);
	function->line = tokens->items[item->first].line;
	function->column_byte = span_column(tokens, item->first);
	function->name_byte = span_start(tokens, d->name) - start;
	function->body_byte = span_start(tokens, item->body) - start;
	function->order = cell_function->order;
	function->text = function_text(cell, item);
	function->keeps_statics = cell->keeps_statics;
	note_static_slots(cell, item, function);
	cell_function->function = function;
}

void cell_define_objects(struct cell *cell)
{
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (!cell->objects[i].is_static_local)
			object_define(cell, &cell->objects[i]);
	for (size_t i = 0; i < cell->function_cnt; i++)
		build_function(cell, &cell->functions[i]);
}

void cell_commit(struct cell *cell)
{
	symbols_commit(cell->symbols);
	for (size_t i = 0; i < cell->decl_cnt; i++)
		cell->decls[i]->is_of_program = cell->has_main;
	for (size_t i = 0; i < cell->function_cnt; i++) {
		struct cell_function *function = &cell->functions[i];

		function->decl->is_broken = false;
		function_free(function->decl->function);
		function->decl->function = function->function;
		function->function = NULL;
	}
}
