// jit/value/show.c - C statements that hand a value to the runner.
#include "jit/value/show.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "jit/type/shape.h"
#include "jit/value/type_table.h"

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

// Declares cicle_v as a type's name says. gcc's "__vector(4) float" and "struct <anonymous>" are
// written as C can say them.
static void declare(const char *type, struct str *out)
{
	static const char anonymous[] = "<anonymous>";
	const char *place = strstr(type, anonymous);
	struct str named = {0};

	if (!strncmp(type, "__vector(", 9) && strchr(type, ')')) {
		str_printf(out, "%s cicle_v __attribute__((vector_size(16)));",
			   strchr(type, ')') + 1);
	} else if (place) {
		str_printf(&named, "%.*scicle_anonymous%s", (int)(place - type), type,
			   place + strlen(anonymous));
		shape_declare(named.data, "cicle_v", out);
	} else {
		shape_declare(type, "cicle_v", out);
	}
	str_release(&named);
}

enum show_class show_class(const char *type)
{
	static const enum show_class classes[] = {[SHAPE_BASE] = SHOW_OTHER,
						  [SHAPE_ARRAY] = SHOW_ARRAY,
						  [SHAPE_FUNCTION] = SHOW_FUNCTION,
						  [SHAPE_POINTER] = SHOW_POINTER};
	enum show_class class = SHOW_OTHER;
	const struct item *item;
	struct reading reading;
	struct str text = {0};
	struct shape shape;

	type = skip_qualifiers(type);
	if (!strcmp(type, "void"))
		return SHOW_NOTHING;
	declare(type, &text);
	item = reading_init(&reading, NULL, str_text(&text), text.len);
	if (item && item->declarator_cnt && !shape_init(&shape, &reading.tokens, item, 0))
		class = classes[shape_next(&shape)];
	if (item)
		reading_release(&reading);
	str_release(&text);
	return class;
}

// Tells whether two shapes take the same steps.
static bool are_alike(const struct shape *a, const struct shape *b)
{
	if (a->step_cnt - a->step != b->step_cnt - b->step)
		return false;
	for (size_t i = a->step, j = b->step; i < a->step_cnt; i++, j++)
		if (a->steps[i].kind != b->steps[j].kind)
			return false;
	return true;
}

#define ALIAS_MAX 32 // typedefs of typedefs

// A walk along the cell's expression, from what its name declares to what it is:
//   '*'* name ('[' ... ']' | '(' ... ')' | '.' field | '->' field)*
struct path {
	struct type_table *table;
	const struct cell *cell;
	size_t name;              // a token of the cell's
	const struct shape *like; // what the compiler says that it leads to
	const char *expression;
};

static int follow(const struct path *path, struct shape *shape, size_t at);

static int follow_body(const struct path *path, const char *body, size_t len, size_t at);

static int follow_tag(const struct path *path, const struct tokens *tokens, const struct item *item,
		      size_t at)
{
	size_t start = tokens->items[item->tag_body].end_byte;
	size_t end = tokens->items[token_after_bracket(tokens, item->tag_body) - 1].start_byte;

	return end < start ? -1 : follow_body(path, tokens->text + start, end - start, at);
}

// Goes on at the field that the cell's token `at` names, between a struct's braces.
static int follow_body(const struct path *path, const char *body, size_t len, size_t at)
{
	char *name = token_copy(&path->cell->tokens, at);
	struct reading reading;
	int row = -1;

	if (!reading_init(&reading, path->table->symbols, body, len)) {
		free(name);
		return -1;
	}
	for (size_t i = 0; i < reading.items.cnt && row < 0; i++) {
		const struct item *item = &reading.items.items[i];
		size_t n = item_declarator(&reading.tokens, item, name);
		struct shape shape;

		if (n < item->declarator_cnt && !shape_init(&shape, &reading.tokens, item, n) &&
		    shape.width == NO_TOKEN)
			row = follow(path, &shape, at + 1);
		else if (!item->declarator_cnt && item->tag_body != NO_TOKEN)
			row = follow_tag(path, &reading.tokens, item, at);
	}
	reading_release(&reading);
	free(name);
	return row;
}

// Goes from a typedef's name to what it stands for, a limited number of times: in a text that no
// compiler has seen yet a name may stand for itself.
static bool open_alias(const struct path *path, const struct shape *shape, struct reading *reading,
		       struct shape *aliased)
{
	if (path->table->depth >= ALIAS_MAX ||
	    type_table_open(path->table, shape, reading, aliased))
		return false;
	path->table->depth++;
	return true;
}

static void close_alias(const struct path *path, struct reading *reading)
{
	path->table->depth--;
	reading_release(reading);
}

// The shape's steps are taken: its base is a struct, here or elsewhere.
static int follow_member(const struct path *path, const struct shape *shape, size_t at)
{
	const struct item *item = shape->item;
	const struct decl *decl;
	struct reading reading;
	struct shape aliased;
	int row = -1;

	if (shape_next(shape) != SHAPE_BASE)
		return -1;
	if (open_alias(path, shape, &reading, &aliased)) {
		row = follow_member(path, &aliased, at);
		close_alias(path, &reading);
		return row;
	}
	if (item->tag == NO_TOKEN)
		return -1;
	if (item->tag_body != NO_TOKEN)
		return follow_tag(path, shape->tokens, item, at);
	decl = type_table_find(path->table, shape->tokens, item->tag + 1, SPACE_TAG);
	item =
	    decl ? reading_init(&reading, path->table->symbols, decl->text, decl->text_len) : NULL;
	if (!item)
		return -1;
	if (item->tag_body != NO_TOKEN)
		row = follow_tag(path, &reading.tokens, item, at);
	reading_release(&reading);
	return row;
}

// Takes the steps of "[...]" and "(...)" at token *at. Returns -1 when the shape has others.
static int take_suffixes(const struct path *path, struct shape *shape, size_t *at)
{
	const struct tokens *t = &path->cell->tokens;

	while (token_is(t, *at, "[") || token_is(t, *at, "(")) {
		bool is_call = token_is(t, *at, "(");

		if (is_call && shape_next(shape) == SHAPE_POINTER)
			*shape = shape_after(shape);
		if (shape_next(shape) == SHAPE_BASE ||
		    is_call != (shape_next(shape) == SHAPE_FUNCTION))
			return -1;
		*shape = shape_after(shape);
		*at = token_after_bracket(t, *at);
	}
	return 0;
}

// The stars in front come last. What is left must be what the compiler says.
static int arrive(const struct path *path, struct shape *shape)
{
	struct str type = {0};
	int row = -1;

	for (size_t i = path->cell->expression->first; i < path->name; i++) {
		if (shape_next(shape) != SHAPE_ARRAY && shape_next(shape) != SHAPE_POINTER)
			return -1;
		*shape = shape_after(shape);
	}
	if (are_alike(shape, path->like)) {
		shape_add_type(shape, &type);
		row = type_table_add(path->table, shape, path->expression,
				     skip_qualifiers(str_text(&type)));
	}
	str_release(&type);
	return row;
}

// Goes on from a shape at the cell's token `at`. Returns the row that was added in the end, or -1.
static int follow(const struct path *path, struct shape *shape, size_t at)
{
	const struct tokens *t = &path->cell->tokens;
	struct reading reading;
	struct shape aliased;
	int row;

	if (at == path->cell->expression->end)
		return arrive(path, shape);
	if (shape_next(shape) == SHAPE_BASE && open_alias(path, shape, &reading, &aliased)) {
		row = follow(path, &aliased, at);
		close_alias(path, &reading);
		return row;
	}
	if (token_is(t, at, "."))
		return follow_member(path, shape, at + 1);
	if (token_is(t, at, "->") && shape_next(shape) != SHAPE_BASE) {
		*shape = shape_after(shape);
		return follow_member(path, shape, at + 1);
	}
	if ((!token_is(t, at, "[") && !token_is(t, at, "(")) || take_suffixes(path, shape, &at))
		return -1;
	return follow(path, shape, at);
}

// The compiler resolves typedefs, and has no name for a type without one: a wchar_t is an int to
// it. Where the expression is a name and what is behind it, declarations say more. like: what the
// compiler says. Returns -1 when this does not help.
static int add_declared(struct type_table *table, const struct cell *cell, const struct shape *like,
			const char *expression)
{
	struct path path = {table, cell, cell->expression->first, like, expression};
	const struct decl *decl;
	struct reading reading;
	const struct item *item;
	struct shape shape;
	char *name;
	int row = -1;
	size_t n;

	while (token_is(&cell->tokens, path.name, "*"))
		path.name++;
	decl = type_table_find(table, &cell->tokens, path.name, SPACE_ORDINARY);
	if (!decl || decl->is_type_name || shape_next(like) == SHAPE_FUNCTION ||
	    type_table_find(table, &cell->tokens, path.name, SPACE_MACRO))
		return -1;
	item = reading_init(&reading, table->symbols, decl->text, decl->text_len);
	if (!item)
		return -1;
	name = token_copy(&cell->tokens, path.name);
	n = item_declarator(&reading.tokens, item, name);
	if (n < item->declarator_cnt && !shape_init(&shape, &reading.tokens, item, n))
		row = follow(&path, &shape, path.name + 1);
	reading_release(&reading);
	free(name);
	return row;
}

// A literal's prefix says what its characters are: L"x" is a wchar_t[2].
static bool is_wide_literal(const struct cell *cell, const char **type_name)
{
	static const char *const prefixes[][2] = {
	    {"L\"", "wchar_t"}, {"u\"", "char16_t"}, {"U\"", "char32_t"}};
	const struct token *token = &cell->tokens.items[cell->expression->first];
	const char *text = cell->tokens.text + token->start_byte;

	for (size_t i = 0; i < 3; i++) {
		if (strncmp(text, prefixes[i][0], 2))
			continue;
		*type_name = prefixes[i][1];
		return true;
	}
	return false;
}

// The rows of the value: row 0 is its own type, also when nothing more is known.
static void fill_table(struct type_table *table, const struct cell *cell, const char *type,
		       const char *expression)
{
	struct str text = {0};
	struct reading reading;
	const char *literal_type;
	const struct item *item;
	struct shape shape;
	int row = -1;

	if (type && type[strcspn(type, "[")] && is_wide_literal(cell, &literal_type))
		str_printf(&text, "%s cicle_v%s;", literal_type, strchr(type, '['));
	else if (type)
		declare(type, &text);
	item = type ? reading_init(&reading, table->symbols, text.data, text.len) : NULL;
	if (item && item->declarator_cnt && !shape_init(&shape, &reading.tokens, item, 0)) {
		row = add_declared(table, cell, &shape, expression);
		if (row < 0)
			row = type_table_add(table, &shape, expression, type);
	}
	if (item)
		reading_release(&reading);
	if (row < 0)
		type_table_add_row(table, TYPE_OF_NUMBER, expression, type ? type : "");
	str_release(&text);
}

// T cicle_copied = (E); libtcc initialises no struct with a flexible array, but assigns one.
static void add_copy(const struct cell *cell, const char *type, enum show_class class,
		     bool is_assigned, struct str *out)
{
	// __typeof__ does not take a bit-field; the name of an anonymous type is none.
	bool is_named = type && class == SHOW_OTHER && !strpbrk(type, "<(");

	if (class == SHOW_FUNCTION) {
		str_puts(out, "const void *cicle_copied = (const void *)(");
	} else if (is_named) {
		str_printf(
		    out, is_assigned ? "%s cicle_copied; cicle_copied = (" : "%s cicle_copied = (",
		    type);
	} else {
		str_puts(out, "__typeof__(");
		cell_expression_text(cell, out);
		str_puts(out, ") cicle_copied = (");
	}
	cell_expression_text(cell, out);
	str_puts(out, ");\n");
}

// Warnings about what follows would be about our own text, which says to be a system header.
#define OWN_LINES "# 1 \"<cicle>\" 3\n"

// The name of a function that is the whole expression: its address does not always tell it.
static void name_function(struct type_table *table, const struct cell *cell)
{
	struct type_row *row = &table->rows[0];
	char *name = token_copy(&cell->tokens, cell->expression->first);
	struct str field = {0};

	if (cell->expression->end == cell->expression->first + 1) {
		str_printf(&field, "{\"%s\",-1,0,0}", name);
		row->fields = str_take(&field);
		row->cnt = 1;
	}
	free(name);
}

// The type without its outer qualifiers, and without gcc's width of a bit-field, "unsigned char:3".
// The caller frees; NULL for NULL.
static char *clean_type(const char *type)
{
	type = type ? skip_qualifiers(type) : NULL;
	return type ? mem_strndup(type, strcspn(type, ":")) : NULL;
}

// An object of the session is looked at where it is: what points to it is seen to.
static bool is_object(struct type_table *table, const struct cell *cell)
{
	size_t first = cell->expression->first;
	const struct decl *decl = type_table_find(table, &cell->tokens, first, SPACE_ORDINARY);

	return cell->expression->end == first + 1 && decl && decl->kind == DECL_OBJECT &&
	       !type_table_find(table, &cell->tokens, first, SPACE_MACRO);
}

void show_value(const struct cell *cell, struct str *out)
{
	struct type_table table = {
	    .symbols = cell->symbols, .follows = cell->show_depth > 0, .is_chain = true};
	char *type = clean_type(cell->value_type);
	enum show_class class = type ? show_class(type) : SHOW_OTHER;
	bool is_in_place = class == SHOW_ARRAY || (type && is_object(&table, cell));

	fill_table(&table, cell, type, is_in_place ? "*(cicle_v*)0" : "cicle_copied");
	str_puts(out, "{ ");
	if (is_in_place) {
		str_puts(out, "typedef __typeof__(");
		cell_expression_text(cell, out);
		str_puts(out, ") cicle_v;\n");
	} else {
		add_copy(cell, type, class, table.has_flexible_array, out);
	}
	if (class == SHOW_FUNCTION)
		name_function(&table, cell);
	str_printf(out, OWN_LINES "%s", str_text(&table.types));
	type_table_text(&table, out);
	if (is_in_place) {
		str_printf(out, "cicle_value((const void *)%s(", class == SHOW_ARRAY ? "" : "&");
		cell_expression_text(cell, out);
		str_printf(out, "),\n" OWN_LINES "cicle_types,%d); }\n", cell->show_depth);
	} else {
		str_printf(out, "cicle_value(&cicle_copied,cicle_types,%d); }\n", cell->show_depth);
	}
	type_table_release(&table);
	free(type);
}
