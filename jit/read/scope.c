// jit/read/scope.c - the names that a half-typed text declares before the cursor.
//
// Each open block is read as a text of its own: its items are the block's declarations, and the
// last of them holds the next open block, if there is one.
#include "jit/read/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/header.h"
#include "jit/read/lex.h"

// Blocks deeper than this are not looked into.
#define DEPTH_MAX 200

// One declaration whose names are being added.
struct adder {
	struct scope *scope;
	struct local like; // all but the name
};

static void push(struct scope *scope, const struct local *local)
{
	if (scope->cnt == scope->cap) {
		scope->cap = scope->cap ? scope->cap * 2 : 32;
		scope->items = mem_grow(scope->items, scope->cap, sizeof *scope->items);
	}
	scope->items[scope->cnt++] = *local;
}

static void add_name(void *ctx, const char *name, size_t len, enum name_space space,
		     bool is_type_name)
{
	struct adder *adder = ctx;
	struct local local = adder->like;

	if (len == 0)
		return;
	local.name = name;
	local.name_len = len;
	local.space = space;
	local.is_type_name = is_type_name;
	push(adder->scope, &local);
}

static void set_text(struct local *local, const struct tokens *tokens, size_t first, size_t end)
{
	local->text = tokens->text + tokens->items[first].start_byte;
	local->text_len = (size_t)(tokens->text + tokens->items[end - 1].end_byte - local->text);
}

static void add_declared(struct scope *scope, const struct tokens *tokens, const struct item *item,
			 int depth)
{
	struct adder adder = {.scope = scope, .like = {.depth = depth, .is_enumerator = true}};
	struct item tags = *item;

	set_text(&adder.like, tokens, item->first, item->end);
	tags.declarator_cnt = 0;
	if (item->tag_body != NO_TOKEN)
		item_each_name(tokens, &tags, add_name, &adder);
	adder.like.is_enumerator = false;
	for (size_t i = 0; i < item->declarator_cnt; i++) {
		const struct token *name = &tokens->items[item->declarators[i].name];

		adder.like.is_function = item->declarators[i].is_function;
		if (name->kind == TOKEN_IDENT)
			add_name(&adder, tokens->text + name->start_byte,
				 name->end_byte - name->start_byte, SPACE_ORDINARY,
				 item->is_typedef);
	}
}

static void add_macro(struct scope *scope, const struct tokens *tokens, size_t i, int depth)
{
	struct adder adder = {.scope = scope, .like = {.depth = depth}};
	struct macro_parts parts;

	set_text(&adder.like, tokens, i, i + 1);
	if (directive_define(adder.like.text, adder.like.text_len, &parts))
		add_name(&adder, parts.name, parts.name_len, SPACE_MACRO, false);
}

void scope_add_declaration(struct scope *scope, const char *text, size_t len, int depth)
{
	struct tokens part;
	struct items items;

	tokens_init(&part, text, len);
	items_init(&items, &part, scope_classify, scope);
	if (items.cnt &&
	    (items.items[0].kind == ITEM_DECLARATION || items.items[0].kind == ITEM_TYPE))
		add_declared(scope, &part, &items.items[0], depth);
	items_release(&items);
	tokens_release(&part);
}

// Adds what tokens [first, end) declare, read as one declaration: a parameter, a loop's head.
static void add_at(struct scope *scope, const struct tokens *tokens, size_t first, size_t end,
		   int depth)
{
	const char *text = tokens->text + tokens->items[first].start_byte;

	if (first < end)
		scope_add_declaration(
		    scope, text, (size_t)(tokens->text + tokens->items[end - 1].end_byte - text),
		    depth);
}

// parameters: '(' (declaration (',' declaration)*)? ')'
void scope_add_parameters(struct scope *scope, const struct tokens *tokens, size_t open, int depth)
{
	size_t end = token_after_bracket(tokens, open);
	size_t first = open + 1;

	for (size_t i = first; i < end; i++) {
		if (token_is(tokens, i, "(") || token_is(tokens, i, "[") ||
		    token_is(tokens, i, "{")) {
			i = token_after_bracket(tokens, i) - 1;
		} else if (token_is(tokens, i, ",") || i + 1 == end) {
			add_at(scope, tokens, first, i, depth);
			first = i + 1;
		}
	}
}

// Gives the first '{' among tokens [i, end) that is never closed, or end.
static size_t find_open_block(const struct tokens *tokens, size_t i, size_t end)
{
	size_t *open = mem_zalloc((end - i + 1) * sizeof *open);
	size_t cnt = 0, found = end;

	for (; i < end; i++) {
		char c = tokens->text[tokens->items[i].start_byte];

		if (tokens->items[i].kind != TOKEN_PUNCT)
			continue;
		if (strchr("([{", c))
			open[cnt++] = i;
		else if (strchr(")]}", c) && cnt)
			cnt--;
	}
	while (cnt > 0)
		if (token_is(tokens, open[--cnt], "{"))
			found = open[cnt];
	free(open);
	return found;
}

// for: 'for' '(' declaration - what a head declares in tokens [first, end)
static void add_heads(struct scope *scope, const struct tokens *tokens, size_t first, size_t end,
		      int depth)
{
	for (size_t i = first; i + 2 < end; i++) {
		size_t stop = i + 2;

		if (!token_is(tokens, i, "for") || !token_is(tokens, i + 1, "("))
			continue;
		while (stop < end && !token_is(tokens, stop, ";"))
			stop++;
		add_at(scope, tokens, i + 2, stop < end ? stop + 1 : stop, depth);
	}
}

// The last item of a text holds the cursor: goes on with the block that it leaves open.
// Returns false when there is none.
static bool open_last(struct scope *scope, const struct tokens *tokens, const struct item *item,
		      int depth, size_t *inner_byte)
{
	size_t from = item->kind == ITEM_FUNCTION ? item->body : item->first;
	size_t open = find_open_block(tokens, from, item->end);

	if (item->kind == ITEM_FUNCTION && open < item->end)
		for (size_t i = item->declarators[0].name + 1; i < item->body; i++)
			if (token_is(tokens, i, "(")) {
				scope_add_parameters(scope, tokens, i, depth + 1);
				break;
			}
	add_heads(scope, tokens, item->first, open, depth);
	if (open >= item->end)
		return false;
	*inner_byte = tokens->items[open].end_byte;
	return true;
}

// Adds the declarations of one block. Returns true when its last item leaves a block open, which
// begins at *inner_byte.
static bool collect(struct scope *scope, const char *text, size_t len, int depth,
		    size_t *inner_byte)
{
	struct tokens tokens;
	struct items items;
	bool has_inner = false;

	tokens_init(&tokens, text, len);
	items_init(&items, &tokens, scope_classify, scope);
	for (size_t i = 0; i < items.cnt; i++) {
		const struct item *item = &items.items[i];

		if (item->kind == ITEM_DIRECTIVE)
			add_macro(scope, &tokens, item->first, depth);
		else if (item->kind != ITEM_STATEMENT && item->kind != ITEM_EXPRESSION)
			add_declared(scope, &tokens, item, depth);
	}
	if (items.cnt)
		has_inner =
		    open_last(scope, &tokens, &items.items[items.cnt - 1], depth, inner_byte);
	items_release(&items);
	tokens_release(&tokens);
	return has_inner;
}

void scope_init(struct scope *scope, struct symbols *symbols, const char *text, size_t len)
{
	size_t inner = 0;

	*scope = (struct scope){.symbols = symbols};
	for (int depth = 0; depth < DEPTH_MAX && collect(scope, text, len, depth, &inner);
	     depth++) {
		text += inner;
		len -= inner;
	}
}

void scope_release(struct scope *scope)
{
	free(scope->items);
	*scope = (struct scope){0};
}

const struct local *scope_find(const struct scope *scope, const char *name, size_t len,
			       enum name_space space)
{
	for (size_t i = scope ? scope->cnt : 0; i > 0; i--) {
		const struct local *local = &scope->items[i - 1];

		if (local->space == space && local->name_len == len &&
		    !memcmp(local->name, name, len))
			return local;
	}
	return NULL;
}

enum name_class scope_classify(void *ctx, const char *name, size_t len)
{
	const struct scope *scope = ctx;
	const struct local *local = scope_find(scope, name, len, SPACE_ORDINARY);

	if (local)
		return local->is_type_name ? NAME_TYPE : NAME_VALUE;
	return symbols_classify(scope->symbols, name, len);
}

void scope_each_label(const char *text, size_t len,
		      void (*visit)(void *ctx, const char *name, size_t len), void *ctx)
{
	struct tokens tokens;

	tokens_init(&tokens, text, len);
	for (size_t i = 0; i + 1 < tokens.cnt; i++) {
		const struct token *token = &tokens.items[i];
		bool is_start = i == 0 || token_is(&tokens, i - 1, ";") ||
				token_is(&tokens, i - 1, "{") || token_is(&tokens, i - 1, "}") ||
				token_is(&tokens, i - 1, ":");

		if (is_start && token->kind == TOKEN_IDENT && token_is(&tokens, i + 1, ":") &&
		    !token_is(&tokens, i, "default"))
			visit(ctx, text + token->start_byte, token->end_byte - token->start_byte);
	}
	tokens_release(&tokens);
}
