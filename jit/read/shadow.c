// jit/read/shadow.c - static locals whose names mean something else outside of their block.
#include "jit/read/shadow.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/item.h"
#include "jit/read/lex.h"

// How the linker's name of a hoisted static local begins (jit/read/cell.c).
#define LINK_NAME "\"cicle_s"

struct renamer {
	struct symbols *symbols;
	struct str *hoisted;
	struct tokens tokens;
	size_t *slots; // per token: the token with the link name that it gets, 0: it stays
	bool has_any;
};

static bool is_same(const struct tokens *t, size_t a, size_t b)
{
	size_t len = t->items[a].end_byte - t->items[a].start_byte;

	return t->items[b].kind == TOKEN_IDENT &&
	       t->items[b].end_byte - t->items[b].start_byte == len &&
	       !memcmp(t->text + t->items[a].start_byte, t->text + t->items[b].start_byte, len);
}

// Tells whether an identifier is a member's, a tag's or a label's: names of other kinds.
static bool is_other_kind(const struct tokens *t, size_t i)
{
	bool is_label =
	    token_is(t, i + 1, ":") &&
	    (token_is(t, i - 1, ";") || token_is(t, i - 1, "{") || token_is(t, i - 1, "}"));

	return is_label || token_is(t, i - 1, ".") || token_is(t, i - 1, "->") ||
	       token_is(t, i - 1, "struct") || token_is(t, i - 1, "union") ||
	       token_is(t, i - 1, "enum") || token_is(t, i - 1, "goto");
}

// Gives the token behind "struct tag {...}" that starts at i; i when there is no body.
static size_t after_type_body(const struct tokens *t, size_t i)
{
	size_t open = i + 1;

	if (!token_is(t, i, "struct") && !token_is(t, i, "union"))
		return i;
	if (t->items[open].kind == TOKEN_IDENT)
		open++;
	return token_is(t, open, "{") ? token_after_bracket(t, open) : i;
}

// Renames from the declared name at token `name` to the end of its block.
static void rename_block(struct renamer *r, size_t name, size_t link_name)
{
	const struct tokens *t = &r->tokens;
	int depth = 0;

	for (size_t i = name; i < t->cnt && depth >= 0; i++) {
		i = after_type_body(t, i);
		depth += token_is(t, i, "{") - token_is(t, i, "}");
		if (i < t->cnt && is_same(t, name, i) && !is_other_kind(t, i))
			r->slots[i] = link_name;
	}
	r->has_any = true;
}

// Tells whether the name has another meaning; remembers it for the unit's next texts.
static bool is_taken(struct renamer *r, size_t name)
{
	const struct token *token = &r->tokens.items[name];
	const char *text = r->tokens.text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	const struct name *known = symbols_find(r->symbols, text, len);
	struct str entry = {0};
	bool is_hoisted;

	str_printf(&entry, " %.*s ", (int)len, text);
	is_hoisted = strstr(str_text(r->hoisted), entry.data) != NULL;
	if (!is_hoisted)
		str_puts(r->hoisted, entry.data);
	str_release(&entry);
	return is_hoisted || (known && known->current[SPACE_ORDINARY]);
}

// Gives the token with the declarator's link name, 0 when it has none of ours.
static size_t find_link_name(const struct tokens *t, size_t i, size_t end)
{
	for (; i < end; i++)
		if (t->items[i].kind == TOKEN_STRING &&
		    !strncmp(t->text + t->items[i].start_byte, LINK_NAME, sizeof LINK_NAME - 1))
			return i;
	return 0;
}

static void rename_declaration(struct renamer *r, size_t first)
{
	struct item item;

	item_init_at(&item, &r->tokens, first, symbols_classify, r->symbols);
	for (size_t i = 0; i < item.declarator_cnt; i++) {
		size_t name = item.declarators[i].name;
		size_t end = i + 1 < item.declarator_cnt ? item.declarators[i + 1].first : item.end;
		size_t link_name = find_link_name(&r->tokens, name, end);

		if (link_name && is_taken(r, name))
			rename_block(r, name, link_name);
	}
	free(item.declarators);
}

// "cicle_s7" and n become cicle_s7_n.
static void add_renamed(struct str *out, const struct tokens *t, size_t link_name, size_t name)
{
	const struct token *link = &t->items[link_name], *old = &t->items[name];

	str_add(out, t->text + link->start_byte + 1, link->end_byte - link->start_byte - 2);
	str_putc(out, '_');
	str_add(out, t->text + old->start_byte, old->end_byte - old->start_byte);
}

static char *renamed_text(const struct renamer *r)
{
	const struct tokens *t = &r->tokens;
	struct str out = {0};
	size_t at = 0;

	for (size_t i = 0; i < t->cnt; i++) {
		if (!r->slots[i])
			continue;
		str_add(&out, t->text + at, t->items[i].start_byte - at);
		add_renamed(&out, t, r->slots[i], i);
		at = t->items[i].end_byte;
	}
	str_puts(&out, t->text + at);
	return str_take(&out);
}

char *shadow_rename(struct symbols *symbols, struct str *hoisted, const char *text)
{
	struct renamer r = {.symbols = symbols, .hoisted = hoisted};
	char *renamed = NULL;

	if (!strstr(text, LINK_NAME))
		return NULL;
	tokens_init(&r.tokens, text, strlen(text));
	r.slots = mem_zalloc((r.tokens.cnt + 1) * sizeof *r.slots);
	for (size_t i = 0; i < r.tokens.cnt; i++)
		if (token_is(&r.tokens, i, "extern"))
			rename_declaration(&r, i);
	if (r.has_any)
		renamed = renamed_text(&r);
	free(r.slots);
	tokens_release(&r.tokens);
	return renamed;
}
