// jit/read/flexible.c - initialisers of flexible array members, which objects have no room for.
#include "jit/read/flexible.h"

#include <stdbool.h>
#include <string.h>

#include "base/str.h"
#include "jit/read/span.h"
#include "jit/type/type.h"

// What the type of an object ends in.
struct ending {
	struct member last;
	size_t cnt; // of members
};

static void note_member(void *ctx, const struct member *member)
{
	struct ending *ending = ctx;

	if (member->depth)
		return;
	ending->last = *member;
	ending->cnt++;
}

// Finds the flexible array member of what an object is declared as. Returns false when it has none.
static bool find_ending(struct types *types, const struct cell_object *object,
			struct ending *ending)
{
	const struct tokens *t = object->tokens;
	const struct token *name = &t->items[object->declarator->name];
	struct str text = {0};
	const struct type *type;

	if (object->declarator->end != object->declarator->name + 1)
		return false; // an array or a pointer
	span_add_object_type(&text, t, object->item, object->type_name);
	str_printf(&text, " %.*s;", (int)(name->end_byte - name->start_byte),
		   t->text + name->start_byte);
	type = type_of_declaration(types, text.data, text.len, t->text + name->start_byte,
				   name->end_byte - name->start_byte);
	str_release(&text);
	return type->kind == TYPE_RECORD && !type->is_union &&
	       type_each_member(types, type, note_member, ending) && ending->cnt > 1 &&
	       ending->last.type->kind == TYPE_ARRAY && ending->last.type->is_open;
}

// Gives the token with which the last member's value begins in `{1, "ab"}` or `{.d = "ab"}`;
// NO_TOKEN: it has none.
static size_t find_value(const struct cell_object *object, const struct ending *ending)
{
	const struct tokens *t = object->tokens;
	size_t end = object->declarator->init_end, place = 0;

	for (size_t i = object->declarator->init + 1; i + 1 < end; place++) {
		const struct token *name = &t->items[i + 1];
		bool is_named = token_is(t, i, ".");

		if (is_named && name->end_byte - name->start_byte == ending->last.name_len &&
		    !memcmp(t->text + name->start_byte, ending->last.name, ending->last.name_len))
			return i;
		if (!is_named && place + 1 == ending->cnt &&
		    (token_is(t, i, "{") || t->items[i].kind == TOKEN_STRING))
			return i;
		while (i + 1 < end && !token_is(t, i, ","))
			i = token_is(t, i, "{") || token_is(t, i, "(") || token_is(t, i, "[")
				? token_after_bracket(t, i)
				: i + 1;
		i++;
	}
	return NO_TOKEN;
}

static int check_object(const struct cell *cell, struct types *types,
			const struct cell_object *object, struct err *err)
{
	const struct declarator *d = object->declarator;
	struct ending ending = {0};
	size_t value;

	if (d->init == NO_TOKEN || !token_is(object->tokens, d->init, "{") ||
	    !find_ending(types, object, &ending))
		return 0;
	value = find_value(object, &ending);
	if (value == NO_TOKEN)
		return 0;
	return err_set(
	    err, ERR_COMPILE,
	    "%s:%u: error: the flexible array member '%.*s' cannot have a value here: the "
	    "object is as large as its type; give the array a length, or use malloc()",
	    cell->source->file, object->tokens->items[value].line, (int)ending.last.name_len,
	    ending.last.name);
}

int flexible_check(const struct cell *cell, struct err *err)
{
	struct types types;
	int rc = 0;

	types_init(&types, cell->symbols, NULL);
	for (size_t i = 0; i < cell->object_cnt && !rc; i++)
		rc = check_object(cell, &types, &cell->objects[i], err);
	types_release(&types);
	return rc;
}
