// jit/value/type_table.c - what types are made of, as the table that units give to the runner.
#include "jit/value/type_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/header.h"

// Structs inside of structs, and typedefs of typedefs, end here.
#define DEPTH_MAX 24
// A table that is longer stops to tell what things are made of.
#define ROW_MAX_CNT 400

// Which kind a type is, where the compiler knows best.
#define NUMBER_KINDS                                                                      \
	"_Bool:1,char:2,signed char:3,unsigned char:4,short:5,unsigned short:6,int:7,"    \
	"unsigned:8,long:9,unsigned long:10,long long:11,unsigned long long:12,float:13," \
	"double:14,long double:15,default:0"
_Static_assert(VALUE_BOOL == 1 && VALUE_INT == 7 && VALUE_LONG_DOUBLE == 15 && VALUE_UNKNOWN == 0,
	       "NUMBER_KINDS spells the numbers of enum value_kind");
static struct type_row *row_at(struct type_table *table, int row)
{
	return &table->rows[row];
}

int type_table_add_row(struct type_table *table, int kind, const char *expression, const char *name)
{
	struct type_row *row;

	if (table->cnt == table->cap) {
		table->cap = table->cap ? 2 * table->cap : 16;
		table->rows = mem_grow(table->rows, table->cap, sizeof *table->rows);
	}
	row = &table->rows[table->cnt];
	*row = (struct type_row){
	    .kind = kind, .of = -1, .is_sized = expression != NULL, .name = mem_strdup(name)};
	if (expression)
		str_printf(&table->types, "typedef __typeof__(%s) cicle_t%zu;\n", expression,
			   table->cnt);
	return (int)table->cnt++;
}

// --- names of the session -------------------------------------------------------------------

static bool is_identifier(const struct tokens *tokens, size_t i)
{
	return tokens->items[i].kind == TOKEN_IDENT;
}

const struct decl *type_table_find(struct type_table *table, const struct tokens *tokens, size_t i,
				   enum name_space space)
{
	const struct token *token = &tokens->items[i];
	const struct name *name =
	    is_identifier(tokens, i)
		? symbols_find(table->symbols, tokens->text + token->start_byte,
			       token->end_byte - token->start_byte)
		: NULL;

	return name ? name->current[space] : NULL;
}

int type_table_open(struct type_table *table, const struct shape *shape, struct reading *reading,
		    struct shape *aliased)
{
	const struct item *item = NULL;
	size_t at = shape->item->first;
	int rc = -1;

	if (shape->item->tag != NO_TOKEN) // whose name may be a typedef's too
		return -1;
	for (; at < shape->item->spec_end && !item; at++) {
		const struct decl *decl = type_table_find(table, shape->tokens, at, SPACE_ORDINARY);

		if (decl && decl->is_type_name)
			item = reading_init(reading, table->symbols, decl->text, decl->text_len);
	}
	if (item) {
		char *name = token_copy(shape->tokens, at - 1);
		size_t n = item_declarator(&reading->tokens, item, name);

		if (n < item->declarator_cnt)
			rc = shape_init(aliased, &reading->tokens, item, n);
		free(name);
		if (rc)
			reading_release(reading);
	}
	return rc;
}

// --- characters -----------------------------------------------------------------------------

static bool has_only(const struct shape *shape, const char *word)
{
	const struct tokens *t = shape->tokens;
	bool has_word = false;

	for (size_t i = shape->item->first; i < shape->item->spec_end; i++) {
		if (token_is(t, i, word))
			has_word = true;
		else if (!token_is(t, i, "const") && !token_is(t, i, "volatile") &&
			 !token_is(t, i, "extern") && !token_is(t, i, "static") &&
			 !token_is(t, i, "typedef"))
			return false;
	}
	return has_word;
}

// Gives the kind of a base that is one character; VALUE_UNKNOWN when it is something else.
static enum value_kind char_kind(struct type_table *table, const struct shape *shape)
{
	static const struct {
		const char *word;
		enum value_kind kind;
	} kinds[] = {{"char", VALUE_CHAR},
		     {"wchar_t", VALUE_WCHAR},
		     {"char16_t", VALUE_CHAR16},
		     {"char32_t", VALUE_CHAR32}};
	enum value_kind kind = VALUE_UNKNOWN;
	struct reading reading;
	struct shape aliased;

	if (shape_next(shape) != SHAPE_BASE || table->depth > DEPTH_MAX)
		return VALUE_UNKNOWN;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (has_only(shape, kinds[i].word))
			return kinds[i].kind;
	if (type_table_open(table, shape, &reading, &aliased))
		return VALUE_UNKNOWN;
	table->depth++;
	kind = char_kind(table, &aliased);
	table->depth--;
	reading_release(&reading);
	return kind;
}

// --- numbers --------------------------------------------------------------------------------

static bool has_word(const struct shape *shape, const char *word)
{
	return shape_find_word(shape, word) != NO_TOKEN;
}

// "_Float32x" is a type of its own to gcc: its _Generic takes it for no other.
static int float_kind(const struct shape *shape)
{
	static const struct {
		const char *word;
		enum value_kind kind;
	} kinds[] = {
	    {"_Float32", VALUE_FLOAT},     {"_Float32x", VALUE_DOUBLE},
	    {"_Float64", VALUE_DOUBLE},    {"_Float64x", VALUE_LONG_DOUBLE},
	    {"_Float128", VALUE_FLOAT128}, {"__float128", VALUE_FLOAT128},
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (has_word(shape, kinds[i].word))
			return (int)kinds[i].kind;
	return TYPE_OF_NUMBER;
}

// What no other compiler than gcc has: libtcc's _Generic must not see it.
static int gcc_kind(const struct shape *shape)
{
	bool is_complex = has_word(shape, "_Complex") || has_word(shape, "__complex__");

	if (is_complex && (has_word(shape, "float") || has_word(shape, "_Float32")))
		return VALUE_COMPLEX_FLOAT;
	if (is_complex && (has_word(shape, "_Float128") || has_word(shape, "__float128")))
		return VALUE_UNKNOWN;
	if (is_complex && (has_word(shape, "long") || has_word(shape, "_Float64x")))
		return VALUE_COMPLEX_LONG_DOUBLE;
	if (is_complex)
		return VALUE_COMPLEX_DOUBLE;
	if (has_word(shape, "__uint128_t") ||
	    (has_word(shape, "__int128") && has_word(shape, "unsigned")))
		return VALUE_UNSIGNED_INT128;
	if (has_word(shape, "__int128") || has_word(shape, "__int128_t"))
		return VALUE_INT128;
	return float_kind(shape);
}

static int add_number(struct type_table *table, const struct shape *shape, const char *expression,
		      const char *name)
{
	enum value_kind kind = char_kind(table, shape);

	if (kind == VALUE_UNKNOWN || kind == VALUE_CHAR)
		return type_table_add_row(table, gcc_kind(shape), expression, name);
	return type_table_add_row(table, (int)kind, expression, name);
}

// --- enums ----------------------------------------------------------------------------------

struct enumerators {
	struct str text;
	size_t cnt;
};

static void add_enumerator(void *ctx, const char *name, size_t len, enum name_space space,
			   bool is_type_name)
{
	struct enumerators *all = ctx;

	(void)is_type_name;
	if (space != SPACE_ORDINARY)
		return;
	str_printf(&all->text, "{\"%.*s\",-1,(unsigned long)(%.*s),0},", (int)len, name, (int)len,
		   name);
	all->cnt++;
}

static int add_enum(struct type_table *table, const struct tokens *tokens, const struct item *item,
		    const char *expression, const char *name)
{
	struct item names = *item;
	struct enumerators all = {0};
	int row = type_table_add_row(table, VALUE_ENUM, expression, name);

	names.declarator_cnt = 0;
	item_each_name(tokens, &names, add_enumerator, &all);
	row_at(table, row)->cnt = all.cnt;
	row_at(table, row)->fields = all.cnt ? str_take(&all.text) : NULL;
	str_release(&all.text);
	return row;
}

// --- structs --------------------------------------------------------------------------------

struct fields {
	int row; // of the struct
	struct str text;
	size_t cnt;
};

static int add_fields(struct type_table *table, const char *body, size_t len,
		      struct fields *fields);

// What stands between a struct's braces; body is the '{'.
static int add_body(struct type_table *table, const struct tokens *tokens, size_t body,
		    struct fields *fields)
{
	size_t start = tokens->items[body].end_byte;
	size_t end = tokens->items[token_after_bracket(tokens, body) - 1].start_byte;

	if (end < start)
		return -1; // never closed
	return add_fields(table, tokens->text + start, end - start, fields);
}

// A bit-field has no address and no __typeof__: its base has, and an object in which only its bits
// are set tells where they are.
static int add_bit_field(struct type_table *table, const struct shape *shape, const char *field,
			 struct fields *fields)
{
	struct str base = {0}, type = {0};
	int row;

	shape_add_base(shape, &base);
	// A body may stand in a text once only; what it defines is an enum, as large as an int.
	str_puts(&type, strchr(str_text(&base), '{') ? "int" : str_text(&base));
	row = type_table_add(table, shape, str_text(&type), str_text(&base));
	str_printf(&table->types, "static const cicle_t%d cicle_b%zu = {.%s=-1};\n", fields->row,
		   table->bits_cnt, field);
	str_printf(&fields->text, "{\"%s\",%d,0,(const void*)&cicle_b%zu},", field, row,
		   table->bits_cnt++);
	str_release(&type);
	str_release(&base);
	return row;
}

static int add_plain_field(struct type_table *table, const struct shape *shape, const char *field,
			   struct fields *fields)
{
	struct str expression = {0}, name = {0};
	int row;

	shape_add_type(shape, &name);
	str_printf(&expression, "(*(cicle_t%d*)0).%s", fields->row, field);
	row = type_table_add(table, shape, expression.data, str_text(&name));
	if (row < 0)
		row = type_table_add_row(table, VALUE_UNKNOWN, NULL, str_text(&name));
	str_printf(&fields->text, "{\"%s\",%d,__builtin_offsetof(cicle_t%d,%s),0},", field, row,
		   fields->row, field);
	str_release(&expression);
	str_release(&name);
	return row;
}

static int add_field(struct type_table *table, const struct tokens *tokens, const struct item *item,
		     size_t n, struct fields *fields)
{
	char *field = token_copy(tokens, item->declarators[n].name);
	struct shape shape;
	int row = -1;

	// A macro of the field's name came after the struct, or the name would be another.
	if (type_table_find(table, tokens, item->declarators[n].name, SPACE_MACRO))
		str_printf(&table->types, "#undef %s\n", field);
	if (!shape_init(&shape, tokens, item, n))
		row = shape.width == NO_TOKEN ? add_plain_field(table, &shape, field, fields)
					      : add_bit_field(table, &shape, field, fields);
	fields->cnt++;
	free(field);
	return row < 0 ? -1 : 0;
}

// One declaration inside of a struct: fields, or a struct without a name whose fields are ours.
static int add_members(struct type_table *table, const struct tokens *tokens,
		       const struct item *item, struct fields *fields)
{
	if (!item->declarator_cnt && item->tag_body != NO_TOKEN &&
	    !token_is(tokens, item->tag, "enum"))
		return add_body(table, tokens, item->tag_body, fields);
	for (size_t i = 0; i < item->declarator_cnt; i++)
		if (is_identifier(tokens, item->declarators[i].name) &&
		    add_field(table, tokens, item, i, fields))
			return -1;
	return 0;
}

static int add_fields(struct type_table *table, const char *body, size_t len, struct fields *fields)
{
	struct reading reading;
	int rc = 0;

	if (!reading_init(&reading, table->symbols, body, len))
		return 0;
	for (size_t i = 0; i < reading.items.cnt && !rc; i++) {
		const struct item *item = &reading.items.items[i];

		if (item->kind == ITEM_DECLARATION || item->kind == ITEM_TYPE)
			rc = add_members(table, &reading.tokens, item, fields);
	}
	reading_release(&reading);
	return rc;
}

static int find_key(const struct type_table *table, const char *key)
{
	for (size_t i = 0; i < table->cnt; i++)
		if (table->rows[i].key == key)
			return (int)i;
	return -1;
}

// The tag's keyword stands at item->tag, and its body behind it.
static int add_tagged(struct type_table *table, const struct tokens *tokens,
		      const struct item *item, const char *expression, const char *name)
{
	const char *key = tokens->text + tokens->items[item->tag_body].start_byte;
	struct fields fields = {.row = find_key(table, key)};
	bool was_chain = table->is_chain;

	if (token_is(tokens, item->tag, "enum"))
		return add_enum(table, tokens, item, expression, name);
	if (fields.row >= 0)
		return fields.row;
	if (table->cnt >= ROW_MAX_CNT)
		return type_table_add_row(table, VALUE_UNKNOWN, expression, name);
	fields.row = type_table_add_row(table, VALUE_STRUCT, expression, name);
	row_at(table, fields.row)->key = key;
	table->is_chain = false;
	if (add_body(table, tokens, item->tag_body, &fields)) {
		row_at(table, fields.row)->kind = VALUE_UNKNOWN;
	} else {
		row_at(table, fields.row)->cnt = fields.cnt;
		row_at(table, fields.row)->fields = fields.cnt ? str_take(&fields.text) : NULL;
	}
	str_release(&fields.text);
	table->is_chain = was_chain;
	return fields.row;
}

// --- bases ----------------------------------------------------------------------------------

// A tag whose body is elsewhere in the session. Returns -1 when it is nowhere.
static int add_known_tag(struct type_table *table, const struct shape *shape,
			 const char *expression, const char *name)
{
	const struct decl *decl =
	    type_table_find(table, shape->tokens, shape->item->tag + 1, SPACE_TAG);
	const struct item *item;
	struct reading reading;
	int row = -1;

	if (!decl)
		return -1;
	item = reading_init(&reading, table->symbols, decl->text, decl->text_len);
	if (!item)
		return -1;
	if (item->tag_body != NO_TOKEN)
		row = add_tagged(table, &reading.tokens, item, expression, name);
	reading_release(&reading);
	return row;
}

static int add_array(struct type_table *table, int kind_of_item, const struct shape *shape,
		     const char *expression, const char *name);

static bool is_vector(const struct shape *shape)
{
	const struct item *item = shape->item;
	size_t end = item->declarator_cnt ? item->declarators[0].end : item->spec_end;

	for (size_t i = item->first; i < end; i++)
		if (token_is(shape->tokens, i, "vector_size") ||
		    token_is(shape->tokens, i, "__vector_size__"))
			return true;
	return false;
}

// Tells whether nothing of the size is known: what a pointer to it leads to is not shown.
static bool is_void(const struct shape *shape)
{
	return shape_next(shape) == SHAPE_BASE && has_word(shape, "void");
}

// The base type, without pointers and dimensions: a tag, a typedef or an arithmetic type. Returns
// -1 when it has no known body.
static int add_base(struct type_table *table, const struct shape *shape, const char *expression,
		    const char *name)
{
	const struct item *item = shape->item;
	struct reading reading;
	struct shape aliased;
	int row;

	if (is_void(shape))
		return -1;
	if (is_vector(shape))
		return add_array(table, TYPE_OF_NUMBER, shape, expression, name);
	if (item->tag != NO_TOKEN && item->tag_body != NO_TOKEN)
		return add_tagged(table, shape->tokens, item, expression, name);
	if (item->tag != NO_TOKEN)
		return add_known_tag(table, shape, expression, name);
	if (char_kind(table, shape) || type_table_open(table, shape, &reading, &aliased))
		return add_number(table, shape, expression, name);
	row = type_table_add(table, &aliased, expression, name);
	reading_release(&reading);
	return row;
}

// --- steps ----------------------------------------------------------------------------------

// The shape's next step is the array, or it is a vector, whose items are numbers.
static int add_array(struct type_table *table, int kind_of_item, const struct shape *shape,
		     const char *expression, const char *name)
{
	int row = type_table_add_row(table, VALUE_ARRAY, expression, name);
	struct str item = {0}, type = {0};
	bool was_chain = table->is_chain;
	int of;

	table->is_chain = false;
	str_printf(&item, "(*(cicle_t%d*)0)[0]", row);
	if (shape_next(shape) == SHAPE_ARRAY) {
		struct shape after = shape_after(shape);

		shape_add_type(&after, &type);
		of = type_table_add(table, &after, item.data, str_text(&type));
	} else {
		of = type_table_add_row(table, kind_of_item, item.data, "");
	}
	table->is_chain = was_chain;
	row_at(table, row)->of = of;
	row_at(table, row)->is_array = of >= 0;
	str_release(&item);
	str_release(&type);
	return row;
}

static bool is_file(const struct shape *target)
{
	return shape_next(target) == SHAPE_BASE &&
	       (has_word(target, "FILE") || has_word(target, "_IO_FILE"));
}

// Only what is going to be looked at is put into the table; strings always are.
static int add_target(struct type_table *table, const struct shape *target, int row)
{
	bool is_seen = table->follows || table->is_chain || char_kind(table, target);
	struct str expression = {0}, type = {0};
	int of = -1;

	if (is_seen && table->cnt < ROW_MAX_CNT) {
		shape_add_type(target, &type);
		str_printf(&expression, "**(cicle_t%d*)0", row);
		of = type_table_add(table, target, expression.data, str_text(&type));
	}
	str_release(&expression);
	str_release(&type);
	return of;
}

static int add_pointer(struct type_table *table, const struct shape *shape, const char *expression,
		       const char *name)
{
	struct shape target = shape_after(shape);
	int row;

	if (shape_next(&target) == SHAPE_FUNCTION)
		return type_table_add_row(table, VALUE_FUNCTION, expression, name);
	if (is_file(&target))
		return type_table_add_row(table, VALUE_FILE, expression, "FILE *");
	row = type_table_add_row(table, VALUE_POINTER, expression, name);
	if (!shape_is_flexible(&target)) {
		int of = add_target(table, &target, row);

		row_at(table, row)->of = of;
	}
	return row;
}

static int add_step(struct type_table *table, const struct shape *shape, const char *expression,
		    const char *name)
{
	switch (shape_next(shape)) {
	case SHAPE_ARRAY:
		if (shape_is_flexible(shape)) { // nobody knows how long
			table->has_flexible_array = true;
			return type_table_add_row(table, VALUE_UNKNOWN, NULL, name);
		}
		return add_array(table, TYPE_OF_NUMBER, shape, expression, name);
	case SHAPE_POINTER:
		return add_pointer(table, shape, expression, name);
	case SHAPE_FUNCTION:
		return type_table_add_row(table, VALUE_FUNCTION, NULL, name);
	default:
		return add_base(table, shape, expression, name);
	}
}

int type_table_add(struct type_table *table, const struct shape *shape, const char *expression,
		   const char *name)
{
	int row = -1;

	if (table->depth++ < DEPTH_MAX)
		row = add_step(table, shape, expression, name);
	table->depth--;
	return row;
}

// --- the table as text ----------------------------------------------------------------------

static void add_row_text(const struct type_table *table, size_t i, struct str *out)
{
	const struct type_row *row = &table->rows[i];

	if (row->kind == TYPE_OF_NUMBER)
		str_printf(out, "{_Generic((*(cicle_t%zu*)0)," NUMBER_KINDS ")", i);
	else
		str_printf(out, "{%d", row->kind);
	str_printf(out, ",%d,", row->of);
	if (row->is_sized)
		str_printf(out, "sizeof(cicle_t%zu),", i);
	else
		str_puts(out, "0,");
	if (row->is_array)
		str_printf(out, "sizeof(cicle_t%zu)/(sizeof(cicle_t%d)+!sizeof(cicle_t%d))", i,
			   row->of, row->of);
	else
		str_printf(out, "%zu", row->cnt);
	str_printf(out, ",\"%s\",", row->name);
	if (row->fields)
		str_printf(out, "cicle_f%zu},\n", i);
	else
		str_puts(out, "0},\n");
}

void type_table_text(const struct type_table *table, struct str *out)
{
	for (size_t i = 0; i < table->cnt; i++)
		if (table->rows[i].fields)
			str_printf(out, "static const struct cicle_field cicle_f%zu[] = {%s};\n", i,
				   table->rows[i].fields);
	str_puts(out, "static const struct cicle_row cicle_types[] = {\n");
	for (size_t i = 0; i < table->cnt; i++)
		add_row_text(table, i, out);
	str_puts(out, "};\n");
}

void type_table_release(struct type_table *table)
{
	for (size_t i = 0; i < table->cnt; i++) {
		free(table->rows[i].name);
		free(table->rows[i].fields);
	}
	free(table->rows);
	str_release(&table->types);
}
