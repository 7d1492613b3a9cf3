// jit/local/locals.c - the arguments and locals of the frame that failed.
#include "jit/local/locals.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/value/value_text.h"

// So many are told, each in so many bytes, in lines of this length.
#define LOCAL_MAX_CNT 12
#define VALUE_MAX_BYTES 72
#define LINE_MAX_BYTES 96
#define INDENT "    "
// In the order of struct shot's registers.
#define FRAME_REGISTER 6

// --- the shot -------------------------------------------------------------------------------

static char *unpack_copy(struct unpack *in, size_t *len)
{
	const char *bytes = unpack_bytes(in, len);
	char *copy = mem_zalloc(*len + 1);

	if (*len)
		memcpy(copy, bytes, *len);
	return copy;
}

void shot_unpack(struct shot *shot, struct unpack *in)
{
	size_t vectors_len;

	*shot = (struct shot){.is_known = unpack_u32(in) != 0};
	if (!shot->is_known)
		return;
	shot->function = unpack_text(in);
	shot->unit = unpack_text(in);
	shot->code = unpack_copy(in, &shot->code_len);
	shot->code_byte = unpack_u64(in);
	shot->object = unpack_u64(in);
	shot->text_byte = unpack_u64(in);
	for (size_t i = 0; i < SHOT_REGISTER_CNT; i++)
		shot->registers[i] = unpack_u64(in);
	shot->known = unpack_u32(in);
	shot->vectors = unpack_copy(in, &vectors_len);
	shot->stack.address = unpack_u64(in);
	shot->stack.size_bytes = unpack_u64(in);
	shot->stack.end = unpack_u64(in);
	shot->stack.copy_address = unpack_u64(in);
	shot->is_known = !in->has_failed;
	if (vectors_len == (size_t)SHOT_REGISTER_CNT * SHOT_VECTOR_BYTES)
		return;
	free(shot->vectors);
	shot->vectors = NULL;
}

void shot_release(struct shot *shot)
{
	free(shot->function);
	free(shot->unit);
	free(shot->code);
	free(shot->vectors);
	*shot = (struct shot){0};
}

bool shot_has(const struct shot *shot, unsigned number)
{
	return number < SHOT_REGISTER_CNT && shot->known >> number & 1;
}

// --- text -----------------------------------------------------------------------------------

// Gives the length of the character, or of the escape, that a text begins with.
static size_t character_len(const char *text)
{
	size_t len = 1;

	if (*text == '\\') {
		len += strspn(text + 1, "01234567");
		return len > 4 ? 4 : len > 1 ? len : 1 + (text[1] != 0);
	}
	while (((unsigned char)text[len] & 0xc0) == 0x80)
		len++;
	return len;
}

// Cuts a text to so many bytes, not in the middle of a character or of an escape.
static void cut(struct str *text, size_t max)
{
	size_t at = 0;
	bool is_string;

	if (text->len <= max)
		return;
	is_string = text->data[0] == '"';
	while (at + character_len(text->data + at) <= max)
		at += character_len(text->data + at);
	str_cut(text, at);
	str_puts(text, is_string ? "\"..." : "...");
}

static void add_item(struct locals_text *text, const struct str *item)
{
	bool is_new = !text->cnt || text->line_len + item->len > LINE_MAX_BYTES;

	if (text->cnt)
		str_puts(&text->out, is_new ? ",\n" : ", ");
	if (is_new)
		str_puts(&text->out, INDENT);
	text->line_len = (is_new ? strlen(INDENT) : text->line_len + 2) + item->len;
	str_add(&text->out, str_text(item), item->len);
	text->cnt++;
}

void locals_add(struct locals_text *text, const char *name, const struct values *value)
{
	const struct value_style style = {0};
	struct str item = {0}, line = {0};

	if (text->cnt == LOCAL_MAX_CNT) {
		text->left_cnt++;
		return;
	}
	if (value)
		value_line(&value->objects[0].value, &style, &line);
	else
		str_puts(&line, "<optimized out>");
	cut(&line, VALUE_MAX_BYTES);
	str_printf(&item, "%s = %s", name, str_text(&line));
	add_item(text, &item);
	str_release(&item);
	str_release(&line);
}

void locals_end(struct locals_text *text)
{
	if (text->left_cnt)
		str_printf(&text->out, " and %zu more", text->left_cnt);
	if (text->cnt)
		str_putc(&text->out, '\n');
}

// --- libtcc's -------------------------------------------------------------------------------

// What locals_add_marked() works with.
struct marked {
	struct local_marks *marks;
	const struct local_places *places;
	const struct shot *shot;
	struct peek *peek;
};

static const struct local_place *mark_of(const struct marked *m, const struct local_var *var)
{
	return &m->places->items[var->begin - 1];
}

// Tells whether a name means a variable at the place that failed.
static bool is_visible(const struct marked *m, const struct local_var *var)
{
	uint64_t at = m->shot->code_byte;

	return var->begin && local_places_byte(m->places, var->begin) <= at &&
	       (!var->end || at < local_places_byte(m->places, var->end));
}

static bool is_hidden(const struct marked *m, size_t i)
{
	for (size_t k = i + 1; k < m->marks->cnt; k++)
		if (!strcmp(m->marks->vars[k].name, m->marks->vars[i].name) &&
		    is_visible(m, &m->marks->vars[k]))
			return true;
	return false;
}

// The size says how long "int a[] = {1, 2};" is.
static const struct type *whole_type(struct types *types, const struct type *type, uint64_t size)
{
	uint64_t item_bytes, align;
	struct type *whole;

	if (type->kind != TYPE_ARRAY || !type->is_open)
		return type;
	if (!type_layout(types, type->inner, &item_bytes, &align) || !item_bytes ||
	    size % item_bytes)
		return NULL;
	whole = type_new(types, TYPE_ARRAY, type->inner);
	whole->is_length_known = true;
	whole->length = size / item_bytes;
	return whole;
}

// Finds a variable's address. Returns false when that, or whether its type is as the text says, is
// not certain.
static bool find_address(const struct marked *m, const struct local_var *var, uint64_t *address,
			 uint64_t *size)
{
	const struct local_place *place = mark_of(m, var);
	const struct peek_copy *stack = &m->shot->stack;
	uint64_t frame = m->shot->registers[FRAME_REGISTER];

	if (!var->type)
		return false;
	if (var->slot && var->slot < HOMES_CNT && m->peek->homes) {
		*address = m->peek->homes[var->slot].address;
		*size = m->peek->homes[var->slot].size_bytes;
		return *size != 0;
	}
	*address = frame + (uint64_t)place->frame_byte;
	*size = place->size_bytes;
	return var->has_place && place->is_there && shot_has(m->shot, FRAME_REGISTER) &&
	       frame >= stack->address && frame <= stack->address + stack->size_bytes;
}

static void add_var(struct locals_text *text, const struct marked *m, const struct local_var *var)
{
	struct types *types = &m->marks->types;
	uint64_t address, size, type_size, align;
	const struct type *type;
	struct values *values;

	if (!find_address(m, var, &address, &size))
		return;
	type = whole_type(types, var->type, size);
	if (!type || !type_layout(types, type, &type_size, &align) || type_size != size)
		return;
	values = peek_object(m->peek, type, address);
	if (values)
		locals_add(text, var->name, values);
	values_free(values);
}

void locals_add_marked(struct locals_text *text, struct local_marks *marks,
		       const struct local_places *places, const struct shot *shot,
		       struct peek *peek)
{
	const struct marked m = {marks, places, shot, peek};

	peek->types = &marks->types;
	peek->stack = shot->stack;
	for (size_t i = 0; i < marks->cnt; i++)
		if (is_visible(&m, &marks->vars[i]) && !is_hidden(&m, i))
			add_var(text, &m, &marks->vars[i]);
}
