// jit/show.c - C statements that write a value of any type as text.
#include "jit/show.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "jit/header.h"
#include "jit/item.h"
#include "jit/lex.h"
#include "jit/runner/value.h"

// Structs inside of structs, and typedefs of typedefs, end here.
#define DEPTH_MAX 16
#define ARRAY_MAX_ITEMS "100"

// The kinds of cicle_show() by type.
#define VALUE_KINDS                                                                       \
	"_Bool:1,char:2,signed char:3,unsigned char:4,short:5,unsigned short:6,int:7,"    \
	"unsigned:8,long:9,unsigned long:10,long long:11,unsigned long long:12,float:13," \
	"double:14,long double:15,char*:16,const char*:16,default:17"
_Static_assert(VALUE_INT == 7 && VALUE_LONG_DOUBLE == 15 && VALUE_STRING == 16 &&
		   VALUE_POINTER == 17,
	       "VALUE_KINDS spells the numbers of enum value_kind");

struct shower {
	struct symbols *symbols;
	struct str *out;
	int depth;
};

// A declared thing: the base type's tokens and the declarator around the name.
struct shape {
	const struct tokens *tokens;
	const struct item *item;
	const struct declarator *declarator;
	size_t dimension; // how many of the declarator's [..] were walked into
};

static int show_shape(struct shower *s, const struct shape *shape, const char *value);

static const char *skip_qualifiers(const char *type)
{
	static const char *const words[] = {"extern ", "static ", "const ", "volatile ", "inline "};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!strncmp(type, words[i], strlen(words[i]))) {
			type += strlen(words[i]);
			i = (size_t)-1;
		}
	}
	return type;
}

static bool is_aggregate_word(const char *type)
{
	return !strncmp(type, "struct ", 7) || !strncmp(type, "union ", 6) ||
	       !strncmp(type, "enum ", 5);
}

static bool is_array_type(const char *type)
{
	const char *bracket = strchr(type, '[');

	return bracket && !strstr(type, "(*)");
}

enum show_class show_class(const char *type)
{
	type = skip_qualifiers(type);
	if (!strcmp(type, "void"))
		return SHOW_NOTHING;
	if (is_array_type(type))
		return SHOW_PARTS;
	if (strchr(type, '*') || strchr(type, '('))
		return SHOW_SCALAR;
	return is_aggregate_word(type) ? SHOW_PARTS : SHOW_SCALAR;
}

static bool is_string_type(const char *type)
{
	type = skip_qualifiers(type);
	return !strncmp(type, "char *", 6) && !strchr(type + 6, '*') && !strchr(type, '(');
}

void show_scalar(const char *type, show_expression_fn add_expression, void *ctx, struct str *out)
{
	bool is_pointer = type && (strchr(type, '*') || strchr(type, '('));

	if (is_pointer && is_string_type(type)) {
		str_printf(out, "cicle_show(%d,0,(", VALUE_STRING);
	} else if (is_pointer) {
		str_printf(out, "cicle_text(\"(%s) \");cicle_show(%d,0,(", skip_qualifiers(type),
			   VALUE_POINTER);
	} else {
		str_puts(out, "cicle_show(_Generic((");
		add_expression(ctx, out);
		str_puts(out, ")," VALUE_KINDS "),sizeof(!(");
		add_expression(ctx, out);
		str_puts(out, ")),(");
	}
	add_expression(ctx, out);
	str_puts(out, "));\n");
}

// --- statements -----------------------------------------------------------------------------

static void text(struct shower *s, const char *literal)
{
	str_printf(s->out, "cicle_text(\"%s\");", literal);
}

static void show_number(struct shower *s, const char *value)
{
	str_printf(s->out, "cicle_show(_Generic((%s)," VALUE_KINDS "),0,(%s));\n", value, value);
}

static void show_pointer(struct shower *s, const char *value, bool is_string)
{
	str_printf(s->out, "cicle_show(%d,0,(%s));\n", is_string ? VALUE_STRING : VALUE_POINTER,
		   value);
}

// --- enums ----------------------------------------------------------------------------------

struct enum_writer {
	struct shower *shower;
	const char *value;
};

static void show_enumerator(void *ctx, const char *name, size_t len, enum name_space space,
			    bool is_type_name)
{
	struct enum_writer *writer = ctx;

	(void)is_type_name;
	if (space == SPACE_ORDINARY)
		str_printf(writer->shower->out, "if ((%s) == %.*s) cicle_text(\"%.*s\"); else ",
			   writer->value, (int)len, name, (int)len, name);
}

// if ((v) == RED) cicle_text("RED"); else if ... else cicle_show(7, 0, (int)(v));
static void show_enum(struct shower *s, const struct tokens *tokens, const struct item *item,
		      const char *value)
{
	struct enum_writer writer = {s, value};
	struct item names = *item;

	names.declarator_cnt = 0;
	item_each_name(tokens, &names, show_enumerator, &writer);
	str_printf(s->out, "cicle_show(%d,0,(int)(%s));\n", VALUE_INT, value);
}

// --- structs --------------------------------------------------------------------------------

static bool is_named(const struct tokens *tokens, size_t i)
{
	return tokens->items[i].kind == TOKEN_IDENT;
}

static int show_field(struct shower *s, const struct tokens *tokens, const struct item *item,
		      const struct declarator *d, const char *value, bool *is_first)
{
	const struct token *name = &tokens->items[d->name];
	struct shape shape = {tokens, item, d, 0};
	struct str field = {0};
	int rc;

	str_printf(&field, "%.*s", (int)(name->end_byte - name->start_byte),
		   tokens->text + name->start_byte);
	str_printf(s->out, "cicle_text(\"%s.%s = \");", *is_first ? "" : ", ", field.data);
	*is_first = false;
	str_clear(&field);
	str_printf(&field, "(%s).%.*s", value, (int)(name->end_byte - name->start_byte),
		   tokens->text + name->start_byte);
	rc = show_shape(s, &shape, field.data);
	str_release(&field);
	return rc;
}

static int show_fields(struct shower *s, const char *body, size_t len, const char *value,
		       bool *is_first);

// The fields between a struct's braces; body is the '{'.
static int show_body(struct shower *s, const struct tokens *tokens, size_t body, const char *value,
		     bool *is_first)
{
	size_t start = tokens->items[body].end_byte;
	size_t end = tokens->items[token_after_bracket(tokens, body) - 1].start_byte;

	if (end < start)
		return -1; // never closed
	return show_fields(s, tokens->text + start, end - start, value, is_first);
}

// One declaration inside of a struct: fields, or a struct without a name whose fields are ours.
static int show_members(struct shower *s, const struct tokens *tokens, const struct item *item,
			const char *value, bool *is_first)
{
	size_t body = item->tag_body;

	if (!item->declarator_cnt && body != NO_TOKEN)
		return show_body(s, tokens, body, value, is_first);
	for (size_t i = 0; i < item->declarator_cnt; i++)
		if (is_named(tokens, item->declarators[i].name) &&
		    show_field(s, tokens, item, &item->declarators[i], value, is_first))
			return -1;
	return 0;
}

// body: what stands between a struct's braces.
static int show_fields(struct shower *s, const char *body, size_t len, const char *value,
		       bool *is_first)
{
	struct tokens tokens;
	struct items items;
	int rc = 0;

	tokens_init(&tokens, body, len);
	items_init(&items, &tokens, symbols_classify, s->symbols);
	for (size_t i = 0; i < items.cnt && !rc; i++)
		if (items.items[i].kind == ITEM_DECLARATION || items.items[i].kind == ITEM_TYPE)
			rc = show_members(s, &tokens, &items.items[i], value, is_first);
	items_release(&items);
	tokens_release(&tokens);
	return rc;
}

// The tag's keyword stands at item->tag; its body may be here or in the session.
static int show_tagged(struct shower *s, const struct tokens *tokens, const struct item *item,
		       const char *value)
{
	bool is_first = true;
	int rc;

	if (token_is(tokens, item->tag, "enum")) {
		show_enum(s, tokens, item, value);
		return 0;
	}
	text(s, "{");
	rc = show_body(s, tokens, item->tag_body, value, &is_first);
	text(s, "}");
	str_putc(s->out, '\n');
	return rc;
}

// Reads a declaration's text as items and shows value as what the n-th declarator declares (or, for
// a tag's own definition, as the tagged type).
static int show_declared(struct shower *s, const char *declaration, size_t len, size_t n,
			 const char *value)
{
	struct tokens tokens;
	struct items items;
	int rc = -1;

	tokens_init(&tokens, declaration, len);
	items_init(&items, &tokens, symbols_classify, s->symbols);
	if (items.cnt && items.items[0].declarator_cnt > n) {
		struct shape shape = {&tokens, &items.items[0], &items.items[0].declarators[n], 0};

		rc = show_shape(s, &shape, value);
	} else if (items.cnt && items.items[0].tag_body != NO_TOKEN) {
		rc = show_tagged(s, &tokens, &items.items[0], value);
	}
	items_release(&items);
	tokens_release(&tokens);
	return rc;
}

// --- shapes ---------------------------------------------------------------------------------

// Which of a typedef's declarators has the name.
static size_t find_declarator(const struct decl *decl, const struct name *name,
			      struct symbols *symbols)
{
	struct tokens tokens;
	struct items items;
	size_t found = 0;

	tokens_init(&tokens, decl->text, decl->text_len);
	items_init(&items, &tokens, symbols_classify, symbols);
	for (size_t i = 0; items.cnt && i < items.items[0].declarator_cnt; i++)
		if (token_is(&tokens, items.items[0].declarators[i].name, name->text))
			found = i;
	items_release(&items);
	tokens_release(&tokens);
	return found;
}

static const struct name *find_name(struct shower *s, const struct tokens *tokens, size_t i)
{
	const struct token *token = &tokens->items[i];

	return symbols_find(s->symbols, tokens->text + token->start_byte,
			    token->end_byte - token->start_byte);
}

// The base type, without pointers and dimensions: a tag, a typedef or an arithmetic type.
static int show_base(struct shower *s, const struct shape *shape, const char *value)
{
	const struct tokens *tokens = shape->tokens;
	const struct item *item = shape->item;

	if (item->tag != NO_TOKEN && item->tag_body != NO_TOKEN)
		return show_tagged(s, tokens, item, value);
	if (item->tag != NO_TOKEN) {
		const struct name *name = find_name(s, tokens, item->tag + 1);
		const struct decl *decl = name ? name->current[SPACE_TAG] : NULL;

		if (!decl && token_is(tokens, item->tag, "enum")) {
			show_number(s, value);
			return 0;
		}
		return decl ? show_declared(s, decl->text, decl->text_len, SIZE_MAX, value) : -1;
	}
	for (size_t i = item->first; i < item->spec_end; i++) {
		const struct name *name = is_named(tokens, i) ? find_name(s, tokens, i) : NULL;
		const struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;

		if (decl && decl->is_type_name)
			return show_declared(s, decl->text, decl->text_len,
					     find_declarator(decl, name, s->symbols), value);
	}
	show_number(s, value);
	return 0;
}

static bool is_pointer(const struct shape *shape)
{
	const struct declarator *d = shape->declarator;

	for (size_t i = d->first; i < d->name; i++)
		if (token_is(shape->tokens, i, "*") || token_is(shape->tokens, i, "("))
			return true;
	return d->is_function;
}

// Gives the token of the next dimension's '[' that was not walked into; NO_TOKEN: no more.
static size_t next_dimension(const struct shape *shape)
{
	size_t i = shape->declarator->name + 1;

	for (size_t n = shape->dimension; n > 0; n--)
		i = token_after_bracket(shape->tokens, i);
	return i < shape->declarator->end && token_is(shape->tokens, i, "[") ? i : NO_TOKEN;
}

// "char" or "const char", in any order.
static bool is_char_base(const struct shape *shape)
{
	bool has_char = false;

	for (size_t i = shape->item->first; i < shape->item->spec_end; i++) {
		if (token_is(shape->tokens, i, "char"))
			has_char = true;
		else if (!token_is(shape->tokens, i, "const"))
			return false;
	}
	return has_char;
}

static bool is_char_array(const struct shape *shape)
{
	const struct shape inner = {shape->tokens, shape->item, shape->declarator,
				    shape->dimension + 1};

	return is_char_base(shape) && next_dimension(&inner) == NO_TOKEN && !is_pointer(shape);
}

// "char *name", with qualifiers
static bool is_string(const struct shape *shape)
{
	const struct declarator *d = shape->declarator;
	int star_cnt = 0;

	for (size_t i = d->first; i < d->name; i++)
		star_cnt += token_is(shape->tokens, i, "*")   ? 1
			    : token_is(shape->tokens, i, "(") ? 2
							      : 0;
	return star_cnt == 1 && is_char_base(shape) && !d->is_function;
}

// for (i = 0; i < items; i++) { separator; item }
static int show_array(struct shower *s, const struct shape *shape, size_t open, const char *value)
{
	struct shape inner = *shape;
	struct str item = {0};
	int rc;

	if (token_is(shape->tokens, open + 1, "]")) {
		text(s, "{...}"); // a flexible array: nobody knows how long
		return 0;
	}
	if (is_char_array(shape)) {
		str_printf(s->out, "cicle_chars(%s,sizeof(%s));\n", value, value);
		return 0;
	}
	inner.dimension++;
	str_printf(s->out,
		   "cicle_text(\"{\");for(unsigned long cicle_i%d=0;"
		   "cicle_i%d<sizeof(%s)/sizeof((%s)[0]);cicle_i%d++){"
		   "if(cicle_i%d)cicle_text(\", \");"
		   "if(cicle_i%d==" ARRAY_MAX_ITEMS "){cicle_text(\"...\");break;}\n",
		   s->depth, s->depth, value, value, s->depth, s->depth, s->depth);
	str_printf(&item, "(%s)[cicle_i%d]", value, s->depth);
	rc = show_shape(s, &inner, item.data);
	str_puts(s->out, "}cicle_text(\"}\");\n");
	str_release(&item);
	return rc;
}

static int show_shape(struct shower *s, const struct shape *shape, const char *value)
{
	size_t open = next_dimension(shape);
	int rc = 0;

	if (++s->depth > DEPTH_MAX)
		rc = -1;
	else if (is_pointer(shape) && open == NO_TOKEN)
		show_pointer(s, value, is_string(shape));
	else if (open != NO_TOKEN)
		rc = show_array(s, shape, open, value);
	else
		rc = show_base(s, shape, value);
	s->depth--;
	return rc;
}

int show_parts(struct symbols *symbols, const char *type, const char *variable, struct str *out)
{
	struct shower shower = {.symbols = symbols, .out = out};
	struct str declaration = {0}, value = {0};
	size_t base_len;
	int rc;

	type = skip_qualifiers(type);
	base_len = strcspn(type, "["); // "struct point [3]", "char *[3]", "int (*[3])(int)"
	str_printf(&declaration, "%.*s cicle_value%s;", (int)base_len, type, type + base_len);
	str_printf(&value, "*%s", variable);
	rc = show_declared(&shower, declaration.data, declaration.len, 0, value.data);
	str_release(&declaration);
	str_release(&value);
	return rc;
}
