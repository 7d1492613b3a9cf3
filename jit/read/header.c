// jit/read/header.c - takes preprocessed header text apart into declarations.
#include "jit/read/header.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct indexer {
	struct symbols *symbols;
	const struct tokens *tokens;
	const char *file;    // borrowed from the text: not NUL-terminated until the marker's quote
	uint32_t line_shift; // header line = token line + line_shift (mod 2^32)
	struct decl *decl;
	bool only_adds; // names that have a meaning keep it
	bool needs_cc;  // declarations are for the second compiler only
};

static const char *span(const struct tokens *tokens, size_t first, size_t end, size_t *len)
{
	const char *start = tokens->text + tokens->items[first].start_byte;

	*len = (size_t)(tokens->text + tokens->items[end - 1].end_byte - start);
	return start;
}

static void give_name(const struct tokens *tokens, size_t i, item_name_fn define, void *ctx,
		      enum name_space space, bool is_type_name)
{
	size_t len;
	const char *name = span(tokens, i, i + 1, &len);

	define(ctx, name, len, space, is_type_name);
}

// enumerators: '{' (name ['=' expression] ','?)* '}'
static void each_enumerator(const struct tokens *tokens, size_t open, item_name_fn define,
			    void *ctx)
{
	size_t end = token_after_bracket(tokens, open) - 1;
	bool is_start = true;

	for (size_t i = open + 1; i < end; i++) {
		if (tokens->items[i].kind == TOKEN_DIRECTIVE)
			continue;
		if (is_start && tokens->items[i].kind == TOKEN_IDENT)
			give_name(tokens, i, define, ctx, SPACE_ORDINARY, false);
		is_start = token_is(tokens, i, ",");
		if (token_is(tokens, i, "(") || token_is(tokens, i, "{"))
			i = token_after_bracket(tokens, i) - 1;
	}
}

// Tags and enumerators that the specifiers define: every "struct name {" in them, at any depth;
// "struct name;" alone declares the tag.
static void each_tag(const struct tokens *tokens, const struct item *item, item_name_fn define,
		     void *ctx)
{
	bool is_forward = !item->declarator_cnt && item->tag_body == NO_TOKEN;

	for (size_t i = item->tag; i < item->spec_end; i++) {
		bool is_enum = token_is(tokens, i, "enum");
		size_t name = i + 1;

		if (!is_enum && !token_is(tokens, i, "struct") && !token_is(tokens, i, "union"))
			continue;
		while (token_is(tokens, name, "__attribute__"))
			name = token_after_bracket(tokens, name + 1);
		if (tokens->items[name].kind == TOKEN_IDENT) {
			if (token_is(tokens, name + 1, "{") || is_forward)
				give_name(tokens, name, define, ctx, SPACE_TAG, false);
			name++;
		}
		if (is_enum && token_is(tokens, name, "{"))
			each_enumerator(tokens, name, define, ctx);
	}
}

void item_each_name(const struct tokens *tokens, const struct item *item, item_name_fn define,
		    void *ctx)
{
	if (item->tag != NO_TOKEN)
		each_tag(tokens, item, define, ctx);
	for (size_t i = 0; i < item->declarator_cnt; i++)
		give_name(tokens, item->declarators[i].name, define, ctx, SPACE_ORDINARY,
			  item->is_typedef);
}

// Tells whether a declaration's type is but the name of a typedef of a function's type.
static bool names_function_type(struct symbols *symbols, const struct tokens *tokens,
				const struct item *item)
{
	for (size_t i = item->first; i < item->spec_end; i++) {
		size_t len;
		const char *text = span(tokens, i, i + 1, &len);

		if (tokens->items[i].kind == TOKEN_IDENT && !tokens->items[i].words &&
		    symbols_is_function_type(symbols, text, len))
			return true;
	}
	return false;
}

bool item_declares_function(struct symbols *symbols, const struct tokens *tokens,
			    const struct item *item, const struct declarator *d)
{
	return d->is_function ||
	       (d->end == d->first + 1 && d->init == NO_TOKEN && item->tag == NO_TOKEN &&
		names_function_type(symbols, tokens, item));
}

bool item_is_function_type(struct symbols *symbols, const struct tokens *tokens,
			   const struct item *item)
{
	return item->is_typedef && item->declarator_cnt &&
	       item_declares_function(symbols, tokens, item, &item->declarators[0]);
}

// Line markers: '# 24 "/usr/include/stdio.h"' stands before line 24.
static void read_marker(struct indexer *ix, const struct token *token)
{
	const char *text = ix->tokens->text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	const char *quote = memchr(text, '"', len);
	uint32_t line;

	if (len < 3 || text[1] != ' ' || text[2] < '0' || text[2] > '9')
		return;
	line = (uint32_t)strtoul(text + 2, NULL, 10);
	ix->line_shift = line - (token->line + 1);
	if (quote)
		ix->file = quote + 1;
}

// A macro that is read again keeps its place: older texts see it.
static void define_macro(struct indexer *ix, const struct token *token, const char *text,
			 size_t len, const struct macro_parts *parts)
{
	struct name *name = symbols_name(ix->symbols, parts->name, parts->name_len);
	const struct decl *old = name->current[SPACE_MACRO];
	struct decl *decl;

	if (old && old->text_len == len && !memcmp(old->text, text, len))
		return;
	if (ix->only_adds && name_is_defined(name))
		return;
	// glibc makes it a declaration for libtcc, which knows the real one.
	if (!strcmp(name->text, "_Static_assert"))
		return;
	decl = symbols_decl(ix->symbols, DECL_MACRO, text, len, false);
	decl->file = ix->file;
	decl->line = token->line + ix->line_shift;
	decl->needs_cc = ix->needs_cc;
	if (old)
		decl->order = old->order;
	symbols_define(ix->symbols, name, SPACE_MACRO, decl);
}

static void index_macro(struct indexer *ix, const struct token *token)
{
	const char *text = ix->tokens->text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	size_t keyword_len;
	const char *keyword = directive_keyword(text, len, &keyword_len);
	struct macro_parts parts;

	if (directive_define(text, len, &parts)) {
		define_macro(ix, token, text, len, &parts);
	} else if (keyword_len == 5 && !memcmp(keyword, "undef", 5)) {
		size_t at = 0, start, name_len;
		const char *rest = keyword + 5;
		struct name *name;

		if (!next_identifier(rest, len - (size_t)(rest - text), &at, &start, &name_len))
			return;
		name = symbols_find(ix->symbols, rest + start, name_len);
		if (name && name->current[SPACE_MACRO] && !ix->only_adds)
			symbols_undefine(ix->symbols, name, SPACE_MACRO);
	} else {
		read_marker(ix, token);
	}
}

// Reads the linker's name from a declarator's __asm__ ("" "__isoc99_scanf"). NULL when none.
static char *read_link_name(const struct tokens *tokens, size_t i, size_t end)
{
	struct str link_name = {0};

	while (i < end && !token_is(tokens, i, "__asm__") && !token_is(tokens, i, "asm"))
		i++;
	if (i >= end || !token_is(tokens, i + 1, "("))
		return NULL;
	end = token_after_bracket(tokens, i + 1);
	for (i += 2; i < end; i++) {
		const struct token *token = &tokens->items[i];
		size_t len = token->end_byte - token->start_byte;

		if (token->kind == TOKEN_STRING && len >= 2)
			str_add(&link_name, tokens->text + token->start_byte + 1, len - 2);
	}
	return str_take(&link_name);
}

// Tells whether an older meaning of a name stays: the session's own function or object, and a
// typedef of another header (size_t stands in many), which older declarations may stand behind.
static bool is_kept(const struct indexer *ix, const struct decl *old, bool is_type_name)
{
	size_t len = strcspn(ix->file, "\"\n");

	if (old->slot)
		return !is_type_name;
	return old->is_type_name && is_type_name &&
	       (strcspn(old->file, "\"\n") != len || memcmp(old->file, ix->file, len) != 0);
}

static void define_name(void *ctx, const char *text, size_t len, enum name_space space,
			bool is_type_name)
{
	struct indexer *ix = ctx;
	struct name *name = symbols_name(ix->symbols, text, len);
	struct decl *old = name->current[space];

	if (old && old->is_of_cell)
		old->hides_header = true;
	if (ix->only_adds && old)
		return;
	// "struct timespec;" after its body, or "FILE" again, adds nothing.
	if (old && space == SPACE_TAG && old->text_len > ix->decl->text_len)
		return;
	if (old && space == SPACE_ORDINARY && is_kept(ix, old, is_type_name))
		return;
	ix->decl->is_type_name |= is_type_name;
	symbols_define(ix->symbols, name, space, ix->decl);
}

static enum decl_kind kind_of(const struct indexer *ix, const struct item *item)
{
	if (item->kind == ITEM_TYPE || item->kind == ITEM_FUNCTION)
		return DECL_TYPE;
	return item_declares_function(ix->symbols, ix->tokens, item, &item->declarators[0])
		   ? DECL_FUNCTION
		   : DECL_OBJECT;
}

// "typedef struct { int quot, rem; } div_t;" gets the tag div_t, so that a value of it can be shown
// (jit/value/show.h). Returns its new text, or NULL when the item stays as it is; the caller frees.
static char *tag_typedef(struct indexer *ix, const struct item *item)
{
	const struct tokens *t = ix->tokens;
	struct str text = {0};
	size_t start, name_len, len;
	const char *name, *rest;

	if (!item->is_typedef || !item->declarator_cnt || item->tag_body != item->tag + 1)
		return NULL;
	name = span(t, item->declarators[0].name, item->declarators[0].name + 1, &name_len);
	if (symbols_name(ix->symbols, name, name_len)->current[SPACE_TAG])
		return NULL;
	start = t->items[item->first].start_byte;
	rest = span(t, item->tag_body, item->end, &len);
	str_add(&text, t->text + start, t->items[item->tag].end_byte - start);
	str_printf(&text, " %.*s ", (int)name_len, name);
	str_add(&text, rest, len);
	return str_take(&text);
}

// Macros that stand in a type's body; behind it, for it may name a member alike before:
// "struct sigaction { ... #define sa_handler __sigaction_handler.sa_handler ... };"
static void index_inner_macros(struct indexer *ix, const struct item *item)
{
	for (size_t i = item->first; i < item->end; i++)
		if (ix->tokens->items[i].kind == TOKEN_DIRECTIVE)
			index_macro(ix, &ix->tokens->items[i]);
}

static void index_item(struct indexer *ix, const struct item *item)
{
	size_t len;
	const char *text = span(ix->tokens, item->first, item->end, &len);
	char *tagged;

	if (item->kind == ITEM_STATEMENT || item->kind == ITEM_EXPRESSION)
		return;
	tagged = tag_typedef(ix, item);
	if (tagged) {
		ix->decl = symbols_decl(ix->symbols, DECL_TYPE, tagged, strlen(tagged), true);
		text = span(ix->tokens, item->declarators[0].name, item->declarators[0].name + 1,
			    &len);
		symbols_define(ix->symbols, symbols_name(ix->symbols, text, len), SPACE_TAG,
			       ix->decl);
		free(tagged);
	} else {
		ix->decl = symbols_decl(ix->symbols, kind_of(ix, item), text, len, false);
	}
	ix->decl->file = ix->file;
	ix->decl->line = ix->tokens->items[item->first].line + ix->line_shift;
	ix->decl->needs_cc = ix->needs_cc;
	if (item->declarator_cnt)
		ix->decl->link_name =
		    read_link_name(ix->tokens, item->declarators[0].name, item->end);
	ix->decl->has_function_type = item_is_function_type(ix->symbols, ix->tokens, item);
	item_each_name(ix->tokens, item, define_name, ix);
}

// ix: how to index; the text is filled in here.
static void index_text(struct indexer *ix, const char *text, size_t len)
{
	struct tokens tokens;
	struct items items;

	ix->tokens = &tokens;
	ix->file = "";
	tokens_init(&tokens, text, len);
	items_init(&items, &tokens, symbols_classify, ix->symbols);
	for (size_t i = 0; i < items.cnt; i++) {
		if (items.items[i].kind == ITEM_DIRECTIVE) {
			index_macro(ix, &tokens.items[items.items[i].first]);
		} else {
			index_item(ix, &items.items[i]);
			index_inner_macros(ix, &items.items[i]);
		}
	}
	items_release(&items);
	tokens_release(&tokens);
	ix->tokens = NULL;
}

void header_index(struct symbols *symbols, const char *text, size_t len)
{
	struct indexer ix = {.symbols = symbols};

	index_text(&ix, text, len);
}

void header_index_again(struct symbols *symbols, const char *text, size_t len)
{
	struct indexer ix = {.symbols = symbols, .only_adds = true};

	index_text(&ix, text, len);
}

void header_index_cc(struct symbols *symbols, const char *text, size_t len)
{
	struct indexer ix = {.symbols = symbols, .only_adds = true, .needs_cc = true};

	index_text(&ix, text, len);
}
