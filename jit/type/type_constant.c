// jit/type/type_constant.c - integer constant expressions: array lengths, enumerators, bit widths.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "jit/type/type.h"

struct reader {
	struct types *types;
	struct tokens tokens;
	size_t i;
	bool has_failed;
};

static int64_t read_conditional(struct reader *r);

static int64_t fail(struct reader *r)
{
	r->has_failed = true;
	r->i = r->tokens.cnt;
	return 0;
}

static bool take(struct reader *r, const char *word)
{
	if (!token_is(&r->tokens, r->i, word))
		return false;
	r->i++;
	return true;
}

static int64_t read_number(struct reader *r)
{
	size_t len;
	const char *text = token_text(&r->tokens, r->i++, &len);
	char *copy = mem_strndup(text, len);
	char *end;
	int64_t value;

	errno = 0;
	value = (int64_t)strtoull(copy, &end, 0);
	if (errno || end[strspn(end, "uUlL")])
		fail(r);
	free(copy);
	return value;
}

static int64_t read_char(struct reader *r)
{
	static const char names[] = "n\nt\tr\r0\0a\ab\bf\fv\v";
	size_t len;
	const char *text = token_text(&r->tokens, r->i++, &len);

	if (len == 3)
		return text[1];
	if (len != 4 || text[1] != '\\')
		return fail(r);
	for (size_t i = 0; i + 1 < sizeof names - 1; i += 2)
		if (names[i] == text[2])
			return names[i + 1];
	return strchr("\\'\"?", text[2]) ? text[2] : fail(r);
}

// The value of an enumerator that a declaration's text defines.
static bool enumerator_in(struct types *types, const char *text, size_t text_len, const char *name,
			  size_t len, int64_t *value)
{
	struct tokens tokens;
	bool is_found = false;

	tokens_init(&tokens, text, text_len);
	for (size_t i = 0; i + 1 < tokens.cnt && !is_found; i++) {
		struct type type = {.kind = TYPE_ENUM, .is_complete = true};
		size_t open = i + 1, after;

		if (!token_is(&tokens, i, "enum"))
			continue;
		open += !token_is(&tokens, open, "{");
		after = token_after_bracket(&tokens, open);
		if (!token_is(&tokens, open, "{") || after < open + 2)
			continue;
		type.body = text + tokens.items[open].end_byte;
		type.body_len = (size_t)(text + tokens.items[after - 1].start_byte - type.body);
		is_found = type_enumerator(types, &type, name, len, value);
	}
	tokens_release(&tokens);
	return is_found;
}

static bool macro_value(struct types *types, const char *text, size_t len, int64_t *value)
{
	struct macro_parts parts;

	return directive_define(text, len, &parts) && !parts.has_parameters &&
	       type_constant(types, parts.body, parts.body_len, value);
}

static bool find_value(const struct types *types, const char *name, size_t len, int64_t *value)
{
	for (size_t i = types->value_cnt; i > 0; i--) {
		const struct type_value *known = &types->values[i - 1];

		if (known->len != len || memcmp(known->name, name, len) != 0)
			continue;
		*value = known->value;
		return true;
	}
	return false;
}

// Above this many, enumerators are evaluated again.
#define VALUE_MAX_CNT 512

static void put_value(struct types *types, const char *name, size_t len, int64_t value)
{
	int64_t known;

	if (types->value_cnt >= VALUE_MAX_CNT || find_value(types, name, len, &known))
		return;
	if (types->value_cnt == types->value_cap) {
		types->value_cap = types->value_cap ? types->value_cap * 2 : 16;
		types->values = mem_grow(types->values, types->value_cap, sizeof *types->values);
	}
	types->values[types->value_cnt++] = (struct type_value){name, len, value};
}

static int64_t read_name(struct reader *r)
{
	size_t len;
	const char *name = token_text(&r->tokens, r->i++, &len);
	const struct scope *scope = r->types->scope;
	const struct local *local = scope_find(scope, name, len, SPACE_ORDINARY);
	const struct local *macro = scope_find(scope, name, len, SPACE_MACRO);
	const struct name *known = symbols_find(r->types->symbols, name, len);
	const struct decl *decl = known ? known->current[SPACE_ORDINARY] : NULL;
	const struct decl *known_macro = known ? known->current[SPACE_MACRO] : NULL;
	int64_t value = 0;
	bool is_told = false;

	if (!local && find_value(r->types, name, len, &value))
		return value;
	if (macro)
		is_told = macro_value(r->types, macro->text, macro->text_len, &value);
	else if (local)
		is_told = local->is_enumerator &&
			  enumerator_in(r->types, local->text, local->text_len, name, len, &value);
	else if (known_macro)
		is_told = macro_value(r->types, known_macro->text, known_macro->text_len, &value);
	else if (decl && decl->kind == DECL_TYPE)
		is_told = enumerator_in(r->types, decl->text, decl->text_len, name, len, &value);
	return is_told ? value : fail(r);
}

// What stands between the '(' at the reader and its ')'.
static const char *take_brackets(struct reader *r, size_t *len)
{
	size_t first = r->i + 1, after = token_after_bracket(&r->tokens, r->i);
	const char *text = r->tokens.text + r->tokens.items[first].start_byte;

	*len = 0;
	if (after < first + 2 || !token_is(&r->tokens, after - 1, ")")) {
		fail(r);
		return text;
	}
	r->i = after;
	*len = (size_t)(r->tokens.text + r->tokens.items[after - 2].end_byte - text);
	return text;
}

// sizeof: ('sizeof' | '_Alignof') '(' (type | expression) ')'
static int64_t read_sizeof(struct reader *r, bool is_alignment)
{
	uint64_t size, align;
	size_t len;
	const char *text;

	if (!token_is(&r->tokens, r->i, "("))
		return fail(r);
	text = take_brackets(r, &len);
	if (r->has_failed ||
	    !type_layout(r->types, type_of_expression(r->types, text, len), &size, &align))
		return fail(r);
	return (int64_t)(is_alignment ? align : size);
}

static int64_t cast(struct reader *r, const struct type *type, int64_t value)
{
	if (type->kind == TYPE_BOOL)
		return value != 0;
	if (type->kind != TYPE_INTEGER && type->kind != TYPE_ENUM)
		return fail(r);
	switch (type->kind == TYPE_ENUM ? 4 : type->size_bytes) {
	case 1:
		return type->is_unsigned ? (uint8_t)value : (int8_t)value;
	case 2:
		return type->is_unsigned ? (uint16_t)value : (int16_t)value;
	case 4:
		return type->is_unsigned ? (int64_t)(uint32_t)value : (int32_t)value;
	default:
		return value;
	}
}

// unary: ('+' | '-' | '~' | '!') unary | cast | '(' expression ')' | number | name | sizeof
static int64_t read_unary(struct reader *r)
{
	int64_t value;

	if (r->i >= r->tokens.cnt || !type_enter(r->types, 0))
		return fail(r);
	if (take(r, "+")) {
		value = read_unary(r);
	} else if (take(r, "-")) {
		value = (int64_t)(0 - (uint64_t)read_unary(r));
	} else if (take(r, "~")) {
		value = ~read_unary(r);
	} else if (take(r, "!")) {
		value = !read_unary(r);
	} else if (take(r, "sizeof")) {
		value = read_sizeof(r, false);
	} else if (take(r, "_Alignof") || take(r, "__alignof__")) {
		value = read_sizeof(r, true);
	} else if (token_is(&r->tokens, r->i, "(") &&
		   type_begins_at(r->types, &r->tokens, r->i + 1)) {
		size_t len;
		const char *text = take_brackets(r, &len);

		value = cast(r, type_of_declaration(r->types, text, len, NULL, 0), read_unary(r));
	} else if (take(r, "(")) {
		value = read_conditional(r);
		if (!take(r, ")"))
			fail(r);
	} else if (r->tokens.items[r->i].kind == TOKEN_NUMBER) {
		value = read_number(r);
	} else if (r->tokens.items[r->i].kind == TOKEN_CHAR) {
		value = read_char(r);
	} else if (r->tokens.items[r->i].kind == TOKEN_IDENT) {
		value = read_name(r);
	} else {
		value = fail(r);
	}
	type_leave(r->types);
	return value;
}

static const struct operator
{
	char text[3];
	int level;
}
operators[] = {
    {"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<=", 7}, {">=", 7},
    {"<<", 8}, {">>", 8}, {"|", 3},  {"^", 4},  {"&", 5},  {"<", 7},
    {">", 7},  {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10},
};

// Punctuation is one byte each: "<<" is two tokens that touch.
static const struct operator* find_operator(const struct reader *r)
{
	const struct token *token = &r->tokens.items[r->i];
	const char *text = r->tokens.text + token->start_byte;
	bool is_pair = r->i + 1 < r->tokens.cnt && token[1].start_byte == token->end_byte &&
		       token[1].kind == TOKEN_PUNCT;

	if (r->i >= r->tokens.cnt || token->kind != TOKEN_PUNCT)
		return NULL;
	for (size_t o = 0; o < sizeof operators / sizeof *operators; o++) {
		size_t len = strlen(operators[o].text);

		if ((len == 1 || is_pair) && !memcmp(text, operators[o].text, len))
			return &operators[o];
	}
	return NULL;
}

static int64_t divide(struct reader *r, int64_t a, int64_t b, bool is_rest)
{
	if (b == 0 || (a == INT64_MIN && b == -1))
		return fail(r);
	return is_rest ? a % b : a / b;
}

static int64_t apply(struct reader *r, const char *text, int64_t a, int64_t b)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;

	if (text[1])
		switch (text[0]) {
		case '|':
			return a || b;
		case '&':
			return a && b;
		case '=':
			return a == b;
		case '!':
			return a != b;
		default:
			break;
		}
	if (text[1] == '=')
		return text[0] == '<' ? a <= b : a >= b;
	if (text[1])
		return b < 0 || b > 63 ? fail(r) : text[0] == '<' ? (int64_t)(x << y) : a >> b;
	switch (text[0]) {
	case '|':
		return a | b;
	case '^':
		return a ^ b;
	case '&':
		return a & b;
	case '<':
		return a < b;
	case '>':
		return a > b;
	case '+':
		return (int64_t)(x + y);
	case '-':
		return (int64_t)(x - y);
	case '*':
		return (int64_t)(x * y);
	default:
		return divide(r, a, b, text[0] == '%');
	}
}

// binary: unary (operator binary)*, by precedence climbing
static int64_t read_binary(struct reader *r, int level)
{
	int64_t value = read_unary(r);
	const struct operator* operator;

	while (!r->has_failed && (operator= find_operator(r)) && operator->level >= level) {
		r->i += strlen(operator->text);
		value = apply(r, operator->text, value, read_binary(r, operator->level + 1));
	}
	return value;
}

// conditional: binary ('?' conditional ':' conditional)?
static int64_t read_conditional(struct reader *r)
{
	int64_t condition = read_binary(r, 1), yes, no;

	if (!take(r, "?"))
		return condition;
	yes = read_conditional(r);
	if (!take(r, ":"))
		return fail(r);
	no = read_conditional(r);
	return condition ? yes : no;
}

bool type_constant(struct types *types, const char *text, size_t len, int64_t *value)
{
	struct reader r = {.types = types};
	bool is_constant;

	if (!type_enter(types, len))
		return false;
	tokens_init(&r.tokens, text, len);
	*value = read_conditional(&r);
	is_constant = !r.has_failed && r.i == r.tokens.cnt;
	tokens_release(&r.tokens);
	type_leave(types);
	return is_constant;
}

// --- enumerators ----------------------------------------------------------------------------

// enumerator: name ('=' expression)? - from token i; gives the token behind its ','.
static size_t read_enumerator(struct types *types, const struct tokens *tokens, size_t i,
			      int64_t *value, bool *is_told)
{
	size_t end = i + 1;

	while (end < tokens->cnt && !token_is(tokens, end, ","))
		end = token_is(tokens, end, "(") ? token_after_bracket(tokens, end) : end + 1;
	if (token_is(tokens, i + 1, "=") && end > i + 2) {
		const char *text = tokens->text + tokens->items[i + 2].start_byte;

		*is_told = type_constant(
		    types, text, (size_t)(tokens->text + tokens->items[end - 1].end_byte - text),
		    value);
	}
	return end + 1;
}

bool type_each_enumerator(struct types *types, const struct type *enumeration, enumerator_fn visit,
			  void *ctx)
{
	struct tokens tokens;
	int64_t value = 0;
	bool is_told = true;

	tokens_init(&tokens, enumeration->body, enumeration->body_len);
	for (size_t i = 0; i < tokens.cnt && is_told; value = (int64_t)((uint64_t)value + 1)) {
		const char *name = tokens.text + tokens.items[i].start_byte;
		size_t len = tokens.items[i].end_byte - tokens.items[i].start_byte;
		bool is_name = tokens.items[i].kind == TOKEN_IDENT;

		i = read_enumerator(types, &tokens, i, &value, &is_told);
		if (!is_told || !is_name)
			continue;
		put_value(types, name, len, value);
		visit(ctx, name, len, value);
	}
	tokens_release(&tokens);
	return is_told;
}

struct enumerator_finder {
	const char *name;
	size_t len;
	int64_t value;
	bool is_found;
};

static void note_enumerator(void *ctx, const char *name, size_t len, int64_t value)
{
	struct enumerator_finder *finder = ctx;

	if (len != finder->len || memcmp(name, finder->name, len) != 0)
		return;
	finder->is_found = true;
	finder->value = value;
}

bool type_enumerator(struct types *types, const struct type *enumeration, const char *name,
		     size_t len, int64_t *value)
{
	struct enumerator_finder finder = {.name = name, .len = len};

	type_each_enumerator(types, enumeration, note_enumerator, &finder);
	*value = finder.value;
	return finder.is_found;
}
