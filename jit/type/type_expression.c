// jit/type/type_expression.c - the type of an expression, from its text.
//
// Only types matter here: operators of equal result are not told apart by precedence.
#include <string.h>

#include "jit/read/lex.h"
#include "jit/type/type.h"

struct reader {
	struct types *types;
	const struct tokens *tokens;
	size_t i, end;
};

static const struct type unknown_type = {.kind = TYPE_UNKNOWN};
static const struct type int_type = {.kind = TYPE_INTEGER, .size_bytes = 4};
static const struct type long_type = {.kind = TYPE_INTEGER, .size_bytes = 8};
static const struct type size_type = {.kind = TYPE_INTEGER, .size_bytes = 8, .is_unsigned = true};
static const struct type float_type = {.kind = TYPE_FLOATING, .size_bytes = 4};
static const struct type double_type = {.kind = TYPE_FLOATING, .size_bytes = 8};
static const struct type char_type = {.kind = TYPE_INTEGER, .size_bytes = 1, .is_char = true};
static const struct type string_type = {.kind = TYPE_POINTER, .inner = &char_type};

static const struct type *read_assignment(struct reader *r);
static const struct type *read_unary(struct reader *r);

static bool at(const struct reader *r, const char *word)
{
	return r->i < r->end && token_is(r->tokens, r->i, word);
}

static bool is_at_kind(const struct reader *r, enum token_kind kind)
{
	return r->i < r->end && r->tokens->items[r->i].kind == kind;
}

static bool take(struct reader *r, const char *word)
{
	if (!at(r, word))
		return false;
	r->i++;
	return true;
}

// Gives the token after the bracket at the reader, at most the end.
static size_t after_bracket(const struct reader *r)
{
	size_t after = token_after_bracket(r->tokens, r->i);

	return after < r->end ? after : r->end;
}

// The type that arrays and functions turn into when they are used.
static const struct type *decay(struct reader *r, const struct type *type)
{
	if (type->kind == TYPE_ARRAY)
		return type_new(r->types, TYPE_POINTER, type->inner);
	if (type->kind == TYPE_FUNCTION)
		return type_new(r->types, TYPE_POINTER, type);
	return type;
}

static const struct type *pointee(const struct type *type)
{
	if (type->kind == TYPE_POINTER || type->kind == TYPE_ARRAY)
		return type->inner;
	return type->kind == TYPE_FUNCTION ? type : &unknown_type;
}

// --- primary expressions --------------------------------------------------------------------

static const struct type *number_type(const char *text, size_t len)
{
	bool is_hex = len > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	bool is_float = memchr(text, '.', len) || (is_hex && memchr(text, 'p', len)) ||
			(!is_hex && (memchr(text, 'e', len) || memchr(text, 'E', len)));
	char last = text[len - 1];

	if (is_float)
		return last == 'f' || last == 'F' ? &float_type : &double_type;
	return last == 'l' || last == 'L' ? &long_type : &int_type;
}

// Gives what stands between the '(' at the reader and its ')', and moves behind it.
static const char *take_brackets(struct reader *r, size_t *len)
{
	size_t first = r->i + 1, after = after_bracket(r);
	const char *text = r->tokens->text + r->tokens->items[first].start_byte;
	size_t last = token_is(r->tokens, after - 1, ")") ? after - 1 : after;

	r->i = after;
	*len = last > first ? (size_t)(r->tokens->text + r->tokens->items[last - 1].end_byte - text)
			    : 0;
	return text;
}

// '(' type ')' (unary | '{' ... '}') | '(' expression ')'
static const struct type *read_brackets(struct reader *r)
{
	size_t len;
	bool is_type = type_begins_at(r->types, r->tokens, r->i + 1);
	const char *text;

	if (token_is(r->tokens, r->i + 1, "{")) {
		r->i = after_bracket(r);
		return &unknown_type; // a statement expression
	}
	text = take_brackets(r, &len);
	if (!is_type)
		return type_of_expression(r->types, text, len);
	if (at(r, "{"))
		r->i = after_bracket(r);
	else if (r->i < r->end)
		read_unary(r);
	return type_of_declaration(r->types, text, len, NULL, 0);
}

static const struct type *read_primary(struct reader *r)
{
	const struct type *type = &unknown_type;
	size_t len;
	const char *text;

	if (at(r, "("))
		return read_brackets(r);
	if (r->i >= r->end)
		return type;
	text = token_text(r->tokens, r->i, &len);
	if (is_at_kind(r, TOKEN_NUMBER))
		type = number_type(text, len);
	else if (is_at_kind(r, TOKEN_CHAR))
		type = &int_type;
	else if (is_at_kind(r, TOKEN_STRING) || at(r, "__func__"))
		type = &string_type;
	else if (is_at_kind(r, TOKEN_IDENT))
		type = type_of_name(r->types, text, len);
	r->i++;
	while (type == &string_type && is_at_kind(r, TOKEN_STRING))
		r->i++;
	return type;
}

static const struct type *member_type(struct reader *r, const struct type *type)
{
	const struct type *record = type_record_of(type);
	struct member member;
	size_t len;
	const char *name;

	if (!is_at_kind(r, TOKEN_IDENT))
		return &unknown_type;
	name = token_text(r->tokens, r->i, &len);
	r->i++;
	if (!record || !type_find_member(r->types, record, name, len, &member))
		return &unknown_type;
	return member.type;
}

static const struct type *called(const struct type *type)
{
	if (type->kind == TYPE_POINTER)
		type = type->inner;
	return type->kind == TYPE_FUNCTION ? type->inner : &unknown_type;
}

// postfix: primary ('[' ... ']' | '(' ... ')' | '.' name | '->' name | '++' | '--')*
static const struct type *read_postfix(struct reader *r)
{
	const struct type *type = read_primary(r);

	while (r->i < r->end) {
		if (at(r, "[")) {
			type = pointee(type);
			r->i = after_bracket(r);
		} else if (at(r, "(")) {
			type = called(type);
			r->i = after_bracket(r);
		} else if (take(r, ".") || take(r, "->")) {
			type = member_type(r, type);
		} else if ((at(r, "+") && token_is(r->tokens, r->i + 1, "+")) ||
			   (at(r, "-") && token_is(r->tokens, r->i + 1, "-"))) {
			r->i += 2;
		} else {
			break;
		}
	}
	return type;
}

// --- operators ------------------------------------------------------------------------------

static const struct type *promote(const struct type *type)
{
	bool is_small = type->kind == TYPE_BOOL || type->kind == TYPE_ENUM ||
			(type->kind == TYPE_INTEGER && type->size_bytes < 4);

	return is_small ? &int_type : type;
}

// unary: ('*' | '&' | '+' | '-' | '!' | '~' | 'sizeof')* postfix
static const struct type *read_unary(struct reader *r)
{
	const struct type *type;

	if (!type_enter(r->types, 0)) {
		r->i = r->end;
		return &unknown_type;
	}
	if (take(r, "*")) {
		type = pointee(read_unary(r));
	} else if (take(r, "&")) {
		type = type_new(r->types, TYPE_POINTER, read_unary(r));
	} else if (take(r, "!")) {
		read_unary(r);
		type = &int_type;
	} else if (take(r, "+") || take(r, "-") || take(r, "~")) {
		type = promote(read_unary(r));
	} else if (take(r, "sizeof") || take(r, "_Alignof")) {
		read_unary(r);
		type = &size_type;
	} else if (take(r, "__extension__")) {
		type = read_unary(r);
	} else {
		type = read_postfix(r);
	}
	type_leave(r->types);
	return type;
}

static bool is_arithmetic(const struct type *type)
{
	return type->kind == TYPE_BOOL || type->kind == TYPE_INTEGER ||
	       type->kind == TYPE_FLOATING || type->kind == TYPE_ENUM;
}

static int rank(const struct type *type)
{
	return (type->kind == TYPE_FLOATING ? 1000 : 0) + (int)type->size_bytes * 2 +
	       type->is_unsigned;
}

static const struct type *combine(struct reader *r, const struct type *a, const struct type *b,
				  bool is_minus)
{
	a = decay(r, a);
	b = decay(r, b);
	if (a->kind == TYPE_POINTER && b->kind == TYPE_POINTER)
		return is_minus ? &long_type : a;
	if (a->kind == TYPE_POINTER || b->kind == TYPE_POINTER)
		return a->kind == TYPE_POINTER ? a : b;
	if (!is_arithmetic(a) || !is_arithmetic(b))
		return &unknown_type;
	a = promote(a);
	b = promote(b);
	return rank(a) >= rank(b) ? a : b;
}

// Takes a binary operator; gives its first byte, 0 when none is there. A comparison or && or ||
// sets *is_truth, an assignment such as "+=" *is_assignment.
static char take_operator(struct reader *r, bool *is_truth, bool *is_assignment)
{
	const char *text = r->tokens->text;
	const struct token *tokens = r->tokens->items;
	size_t first = r->i;
	size_t len;
	char c, last;

	if (r->i >= r->end || tokens[r->i].kind != TOKEN_PUNCT ||
	    !strchr("+-*/%&|^<>=!", text[tokens[r->i].start_byte]))
		return 0;
	c = text[tokens[r->i++].start_byte];
	while (r->i < r->end && tokens[r->i].kind == TOKEN_PUNCT &&
	       tokens[r->i].start_byte == tokens[r->i - 1].end_byte &&
	       (at(r, "=") || (text[tokens[r->i].start_byte] == c && strchr("<>&|", c))))
		r->i++;
	len = r->i - first;
	last = text[tokens[r->i - 1].start_byte];
	*is_assignment = last == '=' && !(len == 2 && strchr("<>=!", c));
	*is_truth =
	    !*is_assignment && (strchr("=!", c) || (strchr("<>", c) && last == '=') ||
				(strchr("<>", c) && len == 1) || (strchr("&|", c) && len == 2));
	return c;
}

// assignment: unary (operator unary)* ('?' expression ':' assignment)?
static const struct type *read_assignment(struct reader *r)
{
	const struct type *type = read_unary(r);
	bool is_any_truth = false;

	while (r->i < r->end) {
		bool is_truth = false, is_assignment = false;
		char c = take_operator(r, &is_truth, &is_assignment);

		if (!c)
			break;
		is_any_truth |= is_truth;
		if (is_assignment)
			read_assignment(r);
		else
			type = combine(r, type, read_unary(r), c == '-');
	}
	if (is_any_truth)
		type = &int_type;
	if (take(r, "?")) {
		type = at(r, ":") ? type : read_assignment(r);
		if (take(r, ":")) {
			const struct type *other = read_assignment(r);

			type = type->kind == TYPE_UNKNOWN ? other : type;
		}
	}
	return type;
}

// expression: assignment (',' assignment)*
static const struct type *read_expression(struct reader *r)
{
	const struct type *type = read_assignment(r);

	while (take(r, ","))
		type = read_assignment(r);
	return r->i == r->end ? type : &unknown_type;
}

const struct type *type_of_expression(struct types *types, const char *text, size_t len)
{
	struct tokens tokens;
	struct reader r = {.types = types, .tokens = &tokens};
	const struct type *type = &unknown_type;

	if (!type_enter(types, len))
		return type;
	tokens_init(&tokens, text, len);
	r.end = tokens.cnt;
	if (type_begins_at(types, &tokens, 0))
		type = type_of_declaration(types, text, len, NULL, 0);
	else if (tokens.cnt)
		type = read_expression(&r);
	tokens_release(&tokens);
	type_leave(types);
	return type;
}
