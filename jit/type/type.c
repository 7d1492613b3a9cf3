// jit/type/type.c - C types read from declarations: specifiers, declarators, members.
#include "jit/type/type.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"

// Typedefs of typedefs, structs in structs and brackets in brackets end here.
#define DEPTH_MAX 64
// A struct of two structs of two structs ... must not take for ever: so much text is read (20 ms),
// and each text counts as at least TEXT_MIN_BYTES.
#define SPEND_MAX_BYTES (2u << 20)
#define TEXT_MIN_BYTES 32

static const struct type unknown_type = {.kind = TYPE_UNKNOWN};

void types_init(struct types *types, struct symbols *symbols, const struct scope *scope)
{
	*types = (struct types){.symbols = symbols, .scope = scope};
}

void types_release(struct types *types)
{
	free(types->values);
	while (types->all) {
		struct type *next = types->all->next;

		free(types->all);
		types->all = next;
	}
}

struct type *type_new(struct types *types, enum type_kind kind, const struct type *inner)
{
	struct type *type = mem_zalloc(sizeof *type);

	type->kind = kind;
	type->inner = inner;
	type->next = types->all;
	types->all = type;
	return type;
}

bool type_enter(struct types *types, size_t text_len)
{
	types->spent_bytes += text_len > TEXT_MIN_BYTES ? text_len : TEXT_MIN_BYTES;
	if (types->depth >= DEPTH_MAX || types->spent_bytes > SPEND_MAX_BYTES)
		return false;
	types->depth++;
	return true;
}

void type_leave(struct types *types)
{
	types->depth--;
}

enum name_class type_classify(void *ctx, const char *name, size_t len)
{
	struct types *types = ctx;

	return types->scope ? scope_classify((void *)types->scope, name, len)
			    : symbols_classify(types->symbols, name, len);
}

bool type_begins_at(struct types *types, const struct tokens *tokens, size_t i)
{
	const char *name;
	size_t len;

	if (i >= tokens->cnt || tokens->items[i].kind != TOKEN_IDENT)
		return false;
	name = token_text(tokens, i, &len);
	return macro_class(name, len, type_classify, types) == NAME_TYPE;
}

// --- specifiers -----------------------------------------------------------------------------

// How often each word of an arithmetic type stands in the specifiers.
struct arithmetic {
	int char_cnt, short_cnt, int_cnt, long_cnt, unsigned_cnt, signed_cnt, float_cnt, double_cnt,
	    bool_cnt, void_cnt, wide_cnt, other_cnt;
};

static void count_word(struct arithmetic *a, const struct tokens *tokens, size_t i)
{
	const struct {
		const char *word;
		int *cnt;
	} words[] = {
	    {"char", &a->char_cnt},         {"short", &a->short_cnt},
	    {"int", &a->int_cnt},           {"long", &a->long_cnt},
	    {"unsigned", &a->unsigned_cnt}, {"signed", &a->signed_cnt},
	    {"__signed__", &a->signed_cnt}, {"float", &a->float_cnt},
	    {"_Float32", &a->float_cnt},    {"double", &a->double_cnt},
	    {"_Float64", &a->double_cnt},   {"_Float32x", &a->double_cnt},
	    {"_Bool", &a->bool_cnt},        {"void", &a->void_cnt},
	    {"__int128", &a->wide_cnt},     {"_Complex", &a->other_cnt},
	    {"_Float128", &a->other_cnt},   {"_Float64x", &a->other_cnt},
	};

	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (token_is(tokens, i, words[w].word))
			++*words[w].cnt;
}

static const struct type *integer(struct types *types, uint32_t size_bytes, bool is_unsigned)
{
	struct type *type = type_new(types, TYPE_INTEGER, NULL);

	type->size_bytes = size_bytes;
	type->is_unsigned = is_unsigned;
	return type;
}

static const struct type *floating(struct types *types, uint32_t size_bytes)
{
	struct type *type = type_new(types, TYPE_FLOATING, NULL);

	type->size_bytes = size_bytes;
	return type;
}

static const struct type *arithmetic_type(struct types *types, const struct arithmetic *a)
{
	bool is_unsigned = a->unsigned_cnt > 0;
	struct type *type;

	if (a->other_cnt)
		return &unknown_type;
	if (a->void_cnt)
		return type_new(types, TYPE_VOID, NULL);
	if (a->bool_cnt) {
		type = type_new(types, TYPE_BOOL, NULL);
		type->size_bytes = 1;
		return type;
	}
	if (a->char_cnt) {
		type = (struct type *)integer(types, 1, is_unsigned);
		type->is_char = !is_unsigned && !a->signed_cnt;
		return type;
	}
	if (a->float_cnt)
		return floating(types, 4);
	if (a->double_cnt)
		return floating(types, a->long_cnt ? 16 : 8);
	if (a->wide_cnt)
		return integer(types, 16, is_unsigned);
	if (a->short_cnt)
		return integer(types, 2, is_unsigned);
	if (a->long_cnt)
		return integer(types, 8, is_unsigned);
	if (a->int_cnt || is_unsigned || a->signed_cnt)
		return integer(types, 4, is_unsigned);
	return NULL;
}

bool type_has_layout_attribute(const struct tokens *tokens, size_t first, size_t end)
{
	static const char *const words[] = {
	    "packed",   "__packed__", "aligned",     "__aligned__",     "mode",
	    "__mode__", "_Alignas",   "vector_size", "__vector_size__", "ms_struct"};

	for (size_t i = first; i < end; i++)
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			if (token_is(tokens, i, words[w]))
				return true;
	return false;
}

// tag: ('struct' | 'union' | 'enum') attribute* name? ('{' ... '}')?
static const struct type *tagged_type(struct types *types, const struct tokens *tokens,
				      const struct item *item)
{
	bool is_enum = token_is(tokens, item->tag, "enum");
	struct type *type = type_new(types, is_enum ? TYPE_ENUM : TYPE_RECORD, NULL);
	size_t i = item->tag + 1;

	type->is_union = token_is(tokens, item->tag, "union");
	while (token_is(tokens, i, "__attribute__") || token_is(tokens, i, "_Alignas"))
		i = token_after_bracket(tokens, i + 1);
	type->tag = "";
	if (i < tokens->cnt && tokens->items[i].kind == TOKEN_IDENT)
		type->tag = token_text(tokens, i, &type->tag_len);
	if (item->tag_body != NO_TOKEN) {
		size_t after = token_after_bracket(tokens, item->tag_body);

		if (!token_is(tokens, after - 1, "}") || after - 1 == item->tag_body)
			return type; // never closed
		type->body = tokens->text + tokens->items[item->tag_body].end_byte;
		type->body_len =
		    (size_t)(tokens->text + tokens->items[after - 1].start_byte - type->body);
		type->is_complete = true;
		type->is_packed = type_has_layout_attribute(tokens, item->tag, item->tag_body) ||
				  type_has_layout_attribute(tokens, after, item->end) ||
				  type_has_layout_attribute(tokens, item->first, item->tag);
		return type;
	}
	return type->tag_len ? type_of_tag(types, type->tag, type->tag_len) : type;
}

// typeof '(' (expression | type) ')'
static const struct type *typeof_type(struct types *types, const struct tokens *tokens, size_t i)
{
	size_t after = token_after_bracket(tokens, i + 1);
	const char *text;
	size_t len;

	if (!token_is(tokens, i + 1, "(") || after <= i + 3)
		return &unknown_type;
	text = tokens->text + tokens->items[i + 2].start_byte;
	len = (size_t)(tokens->text + tokens->items[after - 2].end_byte - text);
	return type_of_expression(types, text, len);
}

// The base type: a tag, typeof, an arithmetic type or a typedef.
static const struct type *base_type(struct types *types, const struct tokens *tokens,
				    const struct item *item)
{
	struct arithmetic a = {0};
	const struct type *type;

	if (item->tag != NO_TOKEN)
		return tagged_type(types, tokens, item);
	if (type_has_layout_attribute(tokens, item->first, item->spec_end))
		return &unknown_type;
	for (size_t i = item->first; i < item->spec_end; i++) {
		if (token_is(tokens, i, "typeof") || token_is(tokens, i, "__typeof__") ||
		    token_is(tokens, i, "__typeof"))
			return typeof_type(types, tokens, i);
		count_word(&a, tokens, i);
	}
	type = arithmetic_type(types, &a);
	if (type)
		return type;
	for (size_t i = item->first; i < item->spec_end; i++) {
		size_t len;
		const char *name = token_text(tokens, i, &len);

		if (tokens->items[i].kind == TOKEN_IDENT &&
		    type_classify(types, name, len) == NAME_TYPE)
			return type_of_name(types, name, len);
	}
	return &unknown_type;
}

// --- declarators ----------------------------------------------------------------------------

static bool is_qualifier(const struct tokens *tokens, size_t i)
{
	static const char *const words[] = {"const",   "volatile",     "restrict",     "__restrict",
					    "__const", "__restrict__", "__volatile__", "_Atomic"};

	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (token_is(tokens, i, words[w]))
			return true;
	return false;
}

// Tells whether the '(' at i opens a declarator, not parameters: "(*p)", "(f)".
static bool is_nested(struct types *types, const struct tokens *tokens, size_t i, size_t end)
{
	if (i + 1 >= end)
		return false;
	if (token_is(tokens, i + 1, "*") || token_is(tokens, i + 1, "(") ||
	    token_is(tokens, i + 1, "__attribute__"))
		return true;
	return tokens->items[i + 1].kind == TOKEN_IDENT && token_is(tokens, i + 2, ")") &&
	       !type_begins_at(types, tokens, i + 1);
}

static const struct type *array_of(struct types *types, const struct tokens *tokens, size_t open,
				   size_t after, const struct type *item)
{
	struct type *type = type_new(types, TYPE_ARRAY, item);
	const char *text = tokens->text + tokens->items[open].end_byte;
	size_t len = (size_t)(tokens->text + tokens->items[after - 1].start_byte - text);
	int64_t length;

	type->is_open = after == open + 2;
	if (after > open + 2 && type_constant(types, text, len, &length) && length >= 0) {
		type->is_length_known = true;
		type->length = (uint64_t)length;
	}
	return type;
}

// suffixes: ('[' ... ']' | '(' ... ')')* - the last one is the innermost type's.
static const struct type *read_suffixes(struct types *types, const struct tokens *tokens, size_t i,
					size_t end, const struct type *base)
{
	size_t after;
	const struct type *inner;

	if (i >= end || (!token_is(tokens, i, "[") && !token_is(tokens, i, "(")) ||
	    types->depth > DEPTH_MAX)
		return base;
	after = token_after_bracket(tokens, i);
	if (after > end || after < i + 2)
		return &unknown_type;
	types->depth++;
	inner = read_suffixes(types, tokens, after, end, base);
	types->depth--;
	if (token_is(tokens, i, "["))
		return array_of(types, tokens, i, after, inner);
	return type_new(types, TYPE_FUNCTION, inner);
}

// declarator: ('*' | qualifier)* (name | '(' declarator ')')? suffixes
static const struct type *read_declarator(struct types *types, const struct tokens *tokens,
					  size_t i, size_t end, const struct type *base)
{
	size_t nested = 0, nested_end = 0;

	if (++types->depth > DEPTH_MAX) {
		types->depth--;
		return &unknown_type;
	}
	for (; i < end && (token_is(tokens, i, "*") || is_qualifier(tokens, i)); i++)
		if (token_is(tokens, i, "*"))
			base = type_new(types, TYPE_POINTER, base);
	while (i < end && token_is(tokens, i, "__attribute__"))
		i = token_after_bracket(tokens, i + 1);
	if (i < end && token_is(tokens, i, "(") && is_nested(types, tokens, i, end)) {
		nested = i + 1;
		i = token_after_bracket(tokens, i);
		nested_end = i - 1;
	} else if (i < end && tokens->items[i].kind == TOKEN_IDENT) {
		i++;
	}
	base = read_suffixes(types, tokens, i, end, base);
	if (nested && nested_end > nested && nested_end < end)
		base = read_declarator(types, tokens, nested, nested_end, base);
	types->depth--;
	return base;
}

static const struct type *declarator_type(struct types *types, const struct tokens *tokens,
					  const struct item *item, const struct declarator *d)
{
	return read_declarator(types, tokens, d->first, d->end, base_type(types, tokens, item));
}

static bool is_token_text(const struct tokens *tokens, size_t i, const char *text, size_t len)
{
	size_t token_len;
	const char *token = token_text(tokens, i, &token_len);

	return token_len == len && !memcmp(token, text, len);
}

static const struct type *declared_type(struct types *types, const struct tokens *tokens,
					const struct item *item, const char *name, size_t name_len)
{
	for (size_t i = 0; i < item->declarator_cnt; i++)
		if (!name_len || is_token_text(tokens, item->declarators[i].name, name, name_len))
			return declarator_type(types, tokens, item, &item->declarators[i]);
	if (name_len && token_is(tokens, item->first, "enum"))
		return integer(types, 4, false); // one of its enumerators
	if (name_len && item->tag != NO_TOKEN && token_is(tokens, item->tag, "enum"))
		return integer(types, 4, false);
	return name_len ? &unknown_type : base_type(types, tokens, item);
}

const struct type *type_of_declaration(struct types *types, const char *text, size_t text_len,
				       const char *name, size_t name_len)
{
	struct tokens tokens;
	struct item item;
	const struct type *type = &unknown_type;

	if (!type_enter(types, text_len))
		return type;
	tokens_init(&tokens, text, text_len);
	if (tokens.cnt) {
		item_init_at(&item, &tokens, 0, type_classify, types);
		type = declared_type(types, &tokens, &item, name, name_len);
		free(item.declarators);
	}
	tokens_release(&tokens);
	type_leave(types);
	return type;
}

// --- names ----------------------------------------------------------------------------------

// A macro that stands for a type or an expression.
static const struct type *macro_type(struct types *types, const char *text, size_t len)
{
	struct macro_parts parts;

	if (!directive_define(text, len, &parts) || parts.has_parameters)
		return &unknown_type;
	return type_of_expression(types, parts.body, parts.body_len);
}

const struct type *type_of_name(struct types *types, const char *name, size_t len)
{
	const struct local *local = scope_find(types->scope, name, len, SPACE_ORDINARY);
	const struct local *macro = scope_find(types->scope, name, len, SPACE_MACRO);
	const struct name *known = symbols_find(types->symbols, name, len);
	const struct decl *decl;

	if (local)
		return type_of_declaration(types, local->text, local->text_len, name, len);
	if (macro)
		return macro_type(types, macro->text, macro->text_len);
	if (!known)
		return &unknown_type;
	decl = known->current[SPACE_ORDINARY];
	if (decl)
		return type_of_declaration(types, decl->text, decl->text_len, name, len);
	decl = known->current[SPACE_MACRO];
	return decl ? macro_type(types, decl->text, decl->text_len) : &unknown_type;
}

// Reads the definition of a tag in a declaration's text, which may hold it inside of another one.
static const struct type *type_of_tag_in(struct types *types, const char *text, size_t text_len,
					 const char *name, size_t len)
{
	struct tokens tokens;
	const struct type *type = &unknown_type;

	tokens_init(&tokens, text, text_len);
	for (size_t i = 0; i + 2 < tokens.cnt; i++) {
		struct item item;

		if (!token_is(&tokens, i, "struct") && !token_is(&tokens, i, "union") &&
		    !token_is(&tokens, i, "enum"))
			continue;
		item_init_at(&item, &tokens, i, type_classify, types);
		if (item.tag == i && item.tag_body != NO_TOKEN && item.tag_body > i + 1 &&
		    is_token_text(&tokens, item.tag_body - 1, name, len))
			type = tagged_type(types, &tokens, &item);
		free(item.declarators);
		if (type->kind != TYPE_UNKNOWN)
			break;
	}
	tokens_release(&tokens);
	return type;
}

const struct type *type_of_tag(struct types *types, const char *name, size_t len)
{
	const struct local *local = scope_find(types->scope, name, len, SPACE_TAG);
	const struct name *known = symbols_find(types->symbols, name, len);
	const struct decl *decl = known ? known->current[SPACE_TAG] : NULL;
	const struct type *type = &unknown_type;

	if (!type_enter(types, local ? local->text_len : decl ? decl->text_len : 0))
		return type;
	if (local)
		type = type_of_tag_in(types, local->text, local->text_len, name, len);
	else if (decl)
		type = type_of_tag_in(types, decl->text, decl->text_len, name, len);
	type_leave(types);
	return type;
}

const struct type *type_record_of(const struct type *type)
{
	while (type && (type->kind == TYPE_POINTER || type->kind == TYPE_ARRAY))
		type = type->inner;
	return type && type->kind == TYPE_RECORD && type->is_complete ? type : NULL;
}

static const char *arithmetic_name(const struct type *type)
{
	static const char *const integers[][2] = {{"signed char", "unsigned char"},
						  {"short", "unsigned short"},
						  {"int", "unsigned"},
						  {"long", "unsigned long"},
						  {"__int128", "unsigned __int128"}};
	size_t row = 0;

	if (type->kind == TYPE_VOID || type->kind == TYPE_BOOL)
		return type->kind == TYPE_VOID ? "void" : "_Bool";
	if (type->kind == TYPE_FLOATING)
		return type->size_bytes == 4   ? "float"
		       : type->size_bytes == 8 ? "double"
					       : "long double";
	if (type->is_char)
		return "char";
	while ((1u << row) < type->size_bytes)
		row++;
	return integers[row][type->is_unsigned];
}

void type_text(const struct type *type, struct str *out)
{
	const struct type *base = type;
	int star_cnt = 0;

	for (; base->kind == TYPE_POINTER; base = base->inner)
		star_cnt++;
	switch (base->kind) {
	case TYPE_VOID:
	case TYPE_BOOL:
	case TYPE_INTEGER:
	case TYPE_FLOATING:
		str_puts(out, arithmetic_name(base));
		break;
	case TYPE_ENUM:
	case TYPE_RECORD:
		str_printf(out, "%s %.*s",
			   base->kind == TYPE_ENUM ? "enum"
			   : base->is_union        ? "union"
						   : "struct",
			   (int)base->tag_len, base->tag);
		break;
	case TYPE_UNKNOWN:
	case TYPE_POINTER:
	case TYPE_ARRAY:
	case TYPE_FUNCTION:
		return;
	}
	str_puts(out, star_cnt ? " " : "");
	for (; star_cnt > 0; star_cnt--)
		str_putc(out, '*');
}
