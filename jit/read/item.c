// jit/read/item.c - a text's top-level pieces: what is a declaration, what a statement, what a
// value.
#include "jit/read/item.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/mem.h"
#include "base/str.h"

// A name that the text itself defined before the place that is being read.
struct local_name {
	char *name; // owned
	enum name_class class;
	UT_hash_handle hh;
};

struct parser {
	const struct tokens *tokens;
	struct items *items;
	name_classify_fn classify;
	void *ctx;
	struct local_name *locals;
	struct str open; // one letter per 'if' and 'do' whose statement is being read
};

// Tells whether token i is a word of one of these classes (enum word_class).
static bool is_word(const struct tokens *tokens, size_t i, unsigned classes)
{
	return i < tokens->cnt && tokens->items[i].words & classes;
}

static enum name_class classify(struct parser *p, const char *name, size_t len)
{
	struct local_name *local;

	HASH_FIND(hh, p->locals, name, len, local);
	if (local)
		return local->class;
	return p->classify ? p->classify(p->ctx, name, len) : NAME_UNKNOWN;
}

static enum name_class classify_token(struct parser *p, size_t i)
{
	size_t len;
	const char *name = token_text(p->tokens, i, &len);

	return classify(p, name, len);
}

static void define_local(struct parser *p, const char *name, size_t len, enum name_class class)
{
	struct local_name *local;

	HASH_FIND(hh, p->locals, name, len, local);
	if (!local) {
		local = mem_zalloc(sizeof *local);
		local->name = mem_strndup(name, len);
		HASH_ADD_KEYPTR(hh, p->locals, local->name, len, local);
	}
	local->class = class;
}

const char *directive_keyword(const char *text, size_t len, size_t *keyword_len)
{
	size_t at = 1;
	size_t start;

	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	start = at;
	while (at < len && isalpha((unsigned char)text[at]))
		at++;
	*keyword_len = at - start;
	return text + start;
}

bool directive_define(const char *text, size_t len, struct macro_parts *parts)
{
	size_t keyword_len;
	const char *end = text + len;
	const char *at = directive_keyword(text, len, &keyword_len);

	if (keyword_len != 6 || memcmp(at, "define", 6))
		return false;
	at += 6;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	parts->name = at;
	while (at < end && (isalnum((unsigned char)*at) || *at == '_' || *at == '$'))
		at++;
	parts->name_len = (size_t)(at - parts->name);
	parts->has_parameters = at < end && *at == '(';
	if (parts->has_parameters) {
		while (at < end && *at != ')')
			at++;
		if (at < end)
			at++;
	}
	parts->body = at;
	parts->body_len = (size_t)(end - at);
	return parts->name_len > 0;
}

bool item_is_declaration_word(const struct tokens *tokens, size_t i)
{
	return is_word(tokens, i, WORD_SPECIFIER | WORD_TYPE | WORD_TAG) ||
	       (is_word(tokens, i, WORD_PARENS) && !is_word(tokens, i, WORD_STATEMENT));
}

enum name_class macro_class(const char *body, size_t len, name_classify_fn classify_fn, void *ctx)
{
	struct tokens tokens;
	enum name_class class = NAME_VALUE;

	tokens_init(&tokens, body, len < 512 ? len : 512);
	if (tokens.cnt && item_is_declaration_word(&tokens, 0)) {
		class = NAME_TYPE;
	} else if (tokens.cnt == 1 && tokens.items[0].kind == TOKEN_IDENT && classify_fn) {
		size_t name_len;
		const char *name = token_text(&tokens, 0, &name_len);

		if (classify_fn(ctx, name, name_len) == NAME_TYPE)
			class = NAME_TYPE;
	}
	tokens_release(&tokens);
	return class;
}

static enum name_class classify_for_macro(void *ctx, const char *name, size_t len)
{
	return classify(ctx, name, len);
}

static void define_macro(struct parser *p, size_t directive)
{
	struct macro_parts parts;
	size_t len;
	const char *text = token_text(p->tokens, directive, &len);
	enum name_class class;

	if (!directive_define(text, len, &parts))
		return;
	class = parts.has_parameters
		    ? NAME_VALUE
		    : macro_class(parts.body, parts.body_len, classify_for_macro, p);
	define_local(p, parts.name, parts.name_len, class);
}

// Gives the first token at or after i, outside of brackets, that is one of the one-byte stops.
static size_t find_stop(const struct tokens *tokens, size_t i, const char *stops)
{
	while (i < tokens->cnt) {
		const struct token *token = &tokens->items[i];
		char c = tokens->text[token->start_byte];

		if (token->kind == TOKEN_PUNCT && token->end_byte - token->start_byte == 1) {
			if (strchr(stops, c))
				return i;
			if (strchr("([{", c)) {
				i = token_after_bracket(tokens, i);
				continue;
			}
		}
		i++;
	}
	return i;
}

// --- statements ---------------------------------------------------------------------------

// keyword '(' ... ')'
static size_t after_head(struct parser *p, size_t i)
{
	i++;
	return token_is(p->tokens, i, "(") ? token_after_bracket(p->tokens, i) : i;
}

// A macro call that opens a block, such as FOREACH(i, n) { ... }.
static bool is_block_macro(struct parser *p, size_t i, size_t *block)
{
	if (p->tokens->items[i].kind != TOKEN_IDENT || !token_is(p->tokens, i + 1, "("))
		return false;
	*block = token_after_bracket(p->tokens, i + 1);
	return token_is(p->tokens, *block, "{");
}

// Steps over what stands before a statement's own tokens: heads, labels, directives; 'if' and 'do'
// are noted in p->open. Gives the statement's first token.
static size_t after_prefixes(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;

	while (i < t->cnt) {
		if (token_is(t, i, "if") || token_is(t, i, "do"))
			str_putc(&p->open, token_is(t, i, "if") ? 'i' : 'd');
		if (token_is(t, i, "if") || token_is(t, i, "for") || token_is(t, i, "while") ||
		    token_is(t, i, "switch") || token_is(t, i, "_Pragma"))
			i = after_head(p, i);
		else if (token_is(t, i, "case") || token_is(t, i, "default"))
			i = find_stop(t, i, ":;") + 1;
		else if (t->items[i].kind == TOKEN_IDENT && token_is(t, i + 1, ":"))
			i += 2;
		else if (t->items[i].kind == TOKEN_DIRECTIVE || token_is(t, i, "do"))
			i++;
		else
			return i;
	}
	return t->cnt;
}

// block | tokens ';'
static size_t after_simple(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;
	size_t block;

	if (i >= t->cnt)
		return t->cnt;
	if (token_is(t, i, "{"))
		return token_after_bracket(t, i);
	if (is_block_macro(p, i, &block))
		return token_after_bracket(t, block);
	i = find_stop(t, i, ";");
	return i < t->cnt ? i + 1 : i;
}

// Behind a statement: ends what it ends of p->open. Returns true when an 'else' asks for another
// statement.
static bool end_open(struct parser *p, size_t *i)
{
	const struct tokens *t = p->tokens;

	while (p->open.len) {
		bool is_if = p->open.data[--p->open.len] == 'i';

		if (is_if && token_is(t, *i, "else")) {
			(*i)++;
			return true;
		}
		if (!is_if && token_is(t, *i, "while"))
			*i = after_head(p, *i);
		if (!is_if && token_is(t, *i, ";"))
			(*i)++;
	}
	return false;
}

// statement: prefix* (block | tokens ';') ['else' statement] ['while' '(' expr ')' ';']
// What is open is on a list of its own: a chain of a million ifs needs no stack.
static size_t after_statement(struct parser *p, size_t i)
{
	do
		i = after_simple(p, after_prefixes(p, i));
	while (end_open(p, &i));
	return i;
}

// --- declarations -------------------------------------------------------------------------

// Tells whether a name that stands where a type could stand is one.
// "Foo x", "Foo *x": an unknown name followed like this can only be meant as a type.
static bool reads_as_type(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;
	enum name_class class = classify_token(p, i);

	if (class != NAME_UNKNOWN)
		return class == NAME_TYPE;
	if (t->items[i + 1].kind == TOKEN_IDENT)
		return !is_word(t, i + 1, WORD_STATEMENT);
	while (token_is(t, i + 1, "*"))
		i++;
	return token_is(t, i, "*") && t->items[i + 1].kind == TOKEN_IDENT &&
	       (token_is(t, i + 2, ";") || token_is(t, i + 2, "=") || token_is(t, i + 2, ",") ||
		token_is(t, i + 2, "[") || token_is(t, i + 2, "("));
}

// implicit int: name '(' names ')' ('{' | declaration)
static bool is_old_function(struct parser *p, size_t i)
{
	size_t after;

	if (p->tokens->items[i].kind != TOKEN_IDENT || !token_is(p->tokens, i + 1, "(") ||
	    classify_token(p, i) == NAME_TYPE)
		return false;
	after = token_after_bracket(p->tokens, i + 1);
	if (token_is(p->tokens, after, "{")) {
		size_t len;
		const char *name = token_text(p->tokens, i, &len);
		bool is_macro_call =
		    classify_token(p, i) == NAME_VALUE && !(len == 4 && !memcmp(name, "main", 4));

		return !is_macro_call;
	}
	return after < p->tokens->cnt && is_word(p->tokens, after, WORD_TYPE);
}

static bool starts_declaration(struct parser *p, size_t i)
{
	if (item_is_declaration_word(p->tokens, i))
		return true;
	if (p->tokens->items[i].kind != TOKEN_IDENT || is_word(p->tokens, i, WORD_STATEMENT) ||
	    is_word(p->tokens, i, WORD_EXPRESSION))
		return false;
	if (token_is(p->tokens, i + 1, ":"))
		return false;
	return reads_as_type(p, i) || is_old_function(p, i);
}

// tag: ('struct' | 'union' | 'enum') attribute* name? body?
static size_t after_tag(struct parser *p, struct item *item, size_t i)
{
	const struct tokens *t = p->tokens;

	if (item->tag == NO_TOKEN)
		item->tag = i;
	i++;
	while (is_word(t, i, WORD_PARENS))
		i = after_head(p, i);
	if (t->items[i].kind == TOKEN_IDENT)
		i++;
	if (token_is(t, i, "{")) {
		if (item->tag_body == NO_TOKEN)
			item->tag_body = i;
		i = token_after_bracket(t, i);
	}
	return i;
}

// Notes the attributes between an item's first token and an end.
static void note_attributes(struct parser *p, struct item *item, size_t end)
{
	const struct tokens *t = p->tokens;

	for (size_t i = item->first; i < end; i++) {
		item->has_attribute |= token_is(t, i, "__attribute__");
		item->is_constructor |= item->has_attribute && (token_is(t, i, "constructor") ||
								token_is(t, i, "__constructor__"));
	}
}

static void note_storage(struct parser *p, struct item *item, size_t i)
{
	item->is_typedef |= token_is(p->tokens, i, "typedef");
	item->is_extern |= token_is(p->tokens, i, "extern");
	item->is_static |= token_is(p->tokens, i, "static");
}

// Tells whether a name behind a type is part of it: a macro, as in "double complex z", or a type
// name that no declaration can hide, for what is declared comes after it.
static bool continues_type(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;
	bool is_followed = token_is(t, i + 1, "*") ||
			   (token_is(t, i + 1, "(") && token_is(t, i + 2, "*")) ||
			   (t->items[i + 1].kind == TOKEN_IDENT &&
			    !is_word(t, i + 1, WORD_SPECIFIER | WORD_PARENS));

	return is_followed && classify_token(p, i) == NAME_TYPE;
}

// specifiers: (storage | qualifier | type word | tag | attribute | type name)*
static size_t after_specifiers(struct parser *p, struct item *item, size_t i)
{
	const struct tokens *t = p->tokens;
	bool has_type = false;

	for (; i < t->cnt; has_type = true) {
		while (is_word(t, i, WORD_SPECIFIER | WORD_PARENS)) {
			note_storage(p, item, i);
			has_type |= is_word(t, i, WORD_TYPEOF);
			i = after_head(p, i);
		}
		if (is_word(t, i, WORD_TAG))
			i = after_tag(p, item, i);
		else if (is_word(t, i, WORD_TYPE))
			i++;
		else if (t->items[i].kind == TOKEN_IDENT &&
			 (has_type ? continues_type(p, i) : reads_as_type(p, i)))
			i++;
		else
			break;
	}
	return i;
}

// declarator: '*' and qualifiers, then name or '(' declarator ')', then suffixes
static void read_declarator(struct parser *p, struct declarator *d, size_t i, size_t end)
{
	const struct tokens *t = p->tokens;
	bool is_pointer_inside = false;
	int depth = 0;

	d->name = i;
	for (; i < end; i++) {
		if (is_word(t, i, WORD_PARENS))
			i = after_head(p, i) - 1;
		else if (token_is(t, i, "("))
			depth++;
		else if (token_is(t, i, "*") && depth > 0)
			is_pointer_inside = true;
		else if (t->items[i].kind == TOKEN_IDENT && !is_word(t, i, WORD_SPECIFIER))
			break;
	}
	if (i >= end)
		return;
	d->name = i++;
	if (token_is(t, i, "("))
		d->is_function = true;
	while (depth > 0 && i < end && token_is(t, i, ")")) {
		depth--;
		i++;
		if (depth == 0 && !is_pointer_inside && token_is(t, i, "("))
			d->is_function = true;
	}
}

static struct declarator *push_declarator(struct item *item)
{
	if (item->declarator_cnt == item->declarator_cap) {
		item->declarator_cap = item->declarator_cap ? item->declarator_cap * 2 : 2;
		item->declarators =
		    mem_grow(item->declarators, item->declarator_cap, sizeof *item->declarators);
	}
	item->declarators[item->declarator_cnt] = (struct declarator){.init = NO_TOKEN};
	return &item->declarators[item->declarator_cnt++];
}

// Gives the '{' of a function's body when the declarator that ends at i opens a definition:
// '{' | K&R declarations '{'
static size_t find_body(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;

	while (is_word(t, i, WORD_PARENS))
		i = after_head(p, i);
	while (i < t->cnt && !token_is(t, i, "{")) {
		if (!item_is_declaration_word(t, i) &&
		    !(t->items[i].kind == TOKEN_IDENT && reads_as_type(p, i)))
			return 0;
		i = find_stop(t, i, ";{");
		if (token_is(t, i, "{"))
			return 0;
		i++;
	}
	return token_is(t, i, "{") ? i : 0;
}

// Gives the end of a function's declarator: after the ')' of its parameters.
static size_t after_parameters(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;

	while (token_is(t, i, "*") || is_word(t, i, WORD_SPECIFIER | WORD_PARENS))
		i = is_word(t, i, WORD_PARENS) ? after_head(p, i) : i + 1;
	if (token_is(t, i, "("))
		i = token_after_bracket(t, i);
	else if (i < t->cnt)
		i++;
	while (token_is(t, i, "(") || token_is(t, i, "["))
		i = token_after_bracket(t, i);
	return i;
}

// Reads "declarator [= init]" at i; gives the ',' or ';' or '{' after it.
static size_t read_init_declarator(struct parser *p, struct item *item, size_t i)
{
	const struct tokens *t = p->tokens;
	struct declarator *d = push_declarator(item);

	d->first = i;
	d->end = find_stop(t, i, "=,;{");
	read_declarator(p, d, i, d->end);
	i = d->end;
	if (token_is(t, i, "=")) {
		d->init = i + 1;
		d->init_end = find_stop(t, i + 1, ",;");
		i = d->init_end;
	}
	return i;
}

static void define_declared(struct parser *p, const struct item *item)
{
	for (size_t i = 0; i < item->declarator_cnt; i++) {
		size_t len;
		const char *name = token_text(p->tokens, item->declarators[i].name, &len);

		define_local(p, name, len, item->is_typedef ? NAME_TYPE : NAME_VALUE);
	}
}

// function definition: specifiers declarator K&R-declarations? '{' ... '}'
static bool read_function(struct parser *p, struct item *item, size_t i)
{
	struct declarator d = {.first = i, .init = NO_TOKEN};
	size_t end = after_parameters(p, i);
	size_t body;

	read_declarator(p, &d, i, end);
	if (!d.is_function || p->tokens->items[d.name].kind != TOKEN_IDENT)
		return false;
	body = find_body(p, end);
	if (!body)
		return false;
	d.end = end;
	*push_declarator(item) = d;
	item->kind = ITEM_FUNCTION;
	item->body = body;
	note_attributes(p, item, body);
	item->end = token_after_bracket(p->tokens, body);
	return true;
}

// declaration: specifiers (declarator ['=' init] (',' ...)*)? ';'
static void read_declaration(struct parser *p, struct item *item)
{
	const struct tokens *t = p->tokens;
	size_t i = item->first;

	if (token_is(t, i, "_Static_assert")) {
		item->kind = ITEM_TYPE;
		item->end = find_stop(t, i, ";") + 1;
		return;
	}
	item->spec_end = i = after_specifiers(p, item, i);
	if (read_function(p, item, i)) {
		define_declared(p, item);
		return;
	}
	item->kind = item->is_typedef ? ITEM_TYPE : ITEM_DECLARATION;
	while (i < t->cnt && !token_is(t, i, ";")) {
		i = read_init_declarator(p, item, i);
		if (!token_is(t, i, ","))
			break;
		i++;
	}
	if (!item->declarator_cnt)
		item->kind = ITEM_TYPE;
	i = find_stop(t, i, ";");
	item->end = i < t->cnt ? i + 1 : i;
	if (item->declarator_cnt && item->declarators[0].init == NO_TOKEN)
		note_attributes(p, item, item->end);
	define_declared(p, item);
}

// --- items --------------------------------------------------------------------------------

static struct item *push_item(struct items *items)
{
	if (items->cnt == items->cap) {
		items->cap = items->cap ? items->cap * 2 : 16;
		items->items = mem_grow(items->items, items->cap, sizeof *items->items);
	}
	items->items[items->cnt] = (struct item){.tag = NO_TOKEN, .tag_body = NO_TOKEN};
	return &items->items[items->cnt++];
}

// Tells whether the text ends in an expression that no ';' closes.
static bool is_open_expression(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;
	size_t block;

	while (token_is(t, i, "_Pragma"))
		i = after_head(p, i);
	return !is_word(t, i, WORD_STATEMENT) && !token_is(t, i, "{") && !token_is(t, i + 1, ":") &&
	       !is_block_macro(p, i, &block) && find_stop(t, i, ";") == t->cnt;
}

// Gives the end of labels that stand before the text's last expression, which is an item of its
// own; i when there are none.
static size_t after_last_labels(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;
	size_t after = i;

	while (t->items[after].kind == TOKEN_IDENT && token_is(t, after + 1, ":"))
		after += 2;
	return after > i && after < t->cnt && is_open_expression(p, after) ? after : i;
}

// A trailing expression ends before the directives behind it.
static size_t before_directives(const struct tokens *tokens, size_t first, size_t end)
{
	while (end > first + 1 && tokens->items[end - 1].kind == TOKEN_DIRECTIVE)
		end--;
	return end;
}

// item: directive | declaration | statement | expression
static size_t read_item(struct parser *p, size_t i)
{
	const struct tokens *t = p->tokens;
	struct item *item = push_item(p->items);

	item->first = i;
	if (t->items[i].kind == TOKEN_DIRECTIVE) {
		item->kind = ITEM_DIRECTIVE;
		item->end = i + 1;
		define_macro(p, i);
	} else if (token_is(t, i, "_Static_assert") || starts_declaration(p, i)) {
		read_declaration(p, item);
	} else {
		item->kind = ITEM_STATEMENT;
		item->end = after_last_labels(p, i);
		if (item->end == i)
			item->end = after_statement(p, i);
		if (is_open_expression(p, i)) {
			item->kind = ITEM_EXPRESSION;
			item->end = before_directives(t, i, item->end);
		}
	}
	if (item->end > t->cnt)
		item->end = t->cnt;
	return item->end > i ? item->end : i + 1;
}

static void release_locals(struct parser *p)
{
	struct local_name *local, *next;

	str_release(&p->open);
	HASH_ITER(hh, p->locals, local, next)
	{
		HASH_DEL(p->locals, local);
		free(local->name);
		free(local);
	}
}

void items_init(struct items *items, const struct tokens *tokens, name_classify_fn classify_fn,
		void *ctx)
{
	struct parser p = {.tokens = tokens, .items = items, .classify = classify_fn, .ctx = ctx};

	*items = (struct items){0};
	for (size_t i = 0; i < tokens->cnt;) {
		if (token_is(tokens, i, ";"))
			i++;
		else
			i = read_item(&p, i);
	}
	release_locals(&p);
}

void item_init_at(struct item *item, const struct tokens *tokens, size_t i,
		  name_classify_fn classify_fn, void *ctx)
{
	struct parser p = {.tokens = tokens, .classify = classify_fn, .ctx = ctx};

	*item = (struct item){.first = i, .tag = NO_TOKEN, .tag_body = NO_TOKEN};
	read_declaration(&p, item);
	release_locals(&p);
}

void items_release(struct items *items)
{
	for (size_t i = 0; i < items->cnt; i++)
		free(items->items[i].declarators);
	free(items->items);
	*items = (struct items){0};
}
