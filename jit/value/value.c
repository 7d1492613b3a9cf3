// jit/value/value.c - reads the tree of a value from the runner's bytes.
#include "jit/value/value.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/pack.h"

// Structs inside of structs end here: a table that says more is damaged.
#define DEPTH_MAX 64

static void release(struct value *value)
{
	for (size_t i = 0; i < value->cnt; i++)
		release(&value->items[i]);
	free(value->items);
	free(value->name);
	free(value->type);
	free(value->bytes);
}

void values_free(struct values *values)
{
	if (!values)
		return;
	for (size_t i = 0; i < values->cnt; i++)
		release(&values->objects[i].value);
	free(values->objects);
	free(values);
}

static void read_node(struct unpack *in, struct value *value, int depth);

static void read_bytes(struct unpack *in, struct value *value)
{
	const char *bytes = unpack_bytes(in, &value->len);

	value->bytes = mem_strndup(bytes, value->len);
}

static void read_items(struct unpack *in, struct value *value, int depth)
{
	uint32_t cnt = unpack_u32(in);

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		struct value *item;

		// Doubling by hand: counts come from outside and may be any number.
		if ((value->cnt & (value->cnt - 1)) == 0)
			value->items = mem_grow(value->items, value->cnt ? 2 * value->cnt : 1,
						sizeof *value->items);
		item = &value->items[value->cnt++];
		*item = (struct value){.target = VALUE_NO_TARGET};
		if (value->kind == VALUE_STRUCT)
			item->name = unpack_text(in);
		read_node(in, item, depth + 1);
	}
}

static void read_array(struct unpack *in, struct value *value, int depth)
{
	value->total = unpack_u64(in);
	value->head = unpack_u32(in);
	read_items(in, value, depth);
	if (value->head > value->cnt || value->total < value->cnt)
		in->has_failed = true;
}

static void read_pointer(struct unpack *in, struct value *value)
{
	value->address = unpack_u64(in);
	read_bytes(in, value);
	value->target = unpack_u32(in);
}

static void read_string(struct unpack *in, struct value *value)
{
	value->address = unpack_u64(in);
	value->unit = (enum value_kind)unpack_u32(in);
	read_bytes(in, value);
}

// How many bytes a number has; 0: it is none.
static size_t number_bytes(enum value_kind kind)
{
	static const unsigned char sizes[] = {
	    [VALUE_BOOL] = 1,
	    [VALUE_CHAR] = 1,
	    [VALUE_SIGNED_CHAR] = 1,
	    [VALUE_UNSIGNED_CHAR] = 1,
	    [VALUE_SHORT] = sizeof(short),
	    [VALUE_UNSIGNED_SHORT] = sizeof(short),
	    [VALUE_INT] = sizeof(int),
	    [VALUE_UNSIGNED] = sizeof(int),
	    [VALUE_LONG] = sizeof(long),
	    [VALUE_UNSIGNED_LONG] = sizeof(long),
	    [VALUE_LONG_LONG] = sizeof(long long),
	    [VALUE_UNSIGNED_LONG_LONG] = sizeof(long long),
	    [VALUE_FLOAT] = sizeof(float),
	    [VALUE_DOUBLE] = sizeof(double),
	    [VALUE_LONG_DOUBLE] = sizeof(long double),
	    [VALUE_FLOAT128] = 16,
	    [VALUE_INT128] = 16,
	    [VALUE_UNSIGNED_INT128] = 16,
	    [VALUE_COMPLEX_FLOAT] = 2 * sizeof(float),
	    [VALUE_COMPLEX_DOUBLE] = 2 * sizeof(double),
	    [VALUE_COMPLEX_LONG_DOUBLE] = 2 * sizeof(long double),
	    [VALUE_WCHAR] = 4,
	    [VALUE_CHAR16] = 2,
	    [VALUE_CHAR32] = 4,
	};

	return kind < sizeof sizes ? sizes[kind] : 0;
}

static void read_number(struct unpack *in, struct value *value)
{
	read_bytes(in, value);
	if (value->len != number_bytes(value->kind))
		in->has_failed = true;
}

static void read_enum(struct unpack *in, struct value *value)
{
	value->address = unpack_u64(in);
	read_bytes(in, value);
}

static void read_node(struct unpack *in, struct value *value, int depth)
{
	value->kind = (enum value_kind)unpack_u32(in);
	value->type = unpack_text(in);
	value->flags = (int)unpack_u32(in);
	value->target = VALUE_NO_TARGET;
	if (depth > DEPTH_MAX || value->kind > VALUE_ARRAY)
		in->has_failed = true;
	if (in->has_failed || value->kind == VALUE_UNKNOWN)
		return;
	if (value->kind == VALUE_STRUCT)
		read_items(in, value, depth);
	else if (value->kind == VALUE_ARRAY)
		read_array(in, value, depth);
	else if (value->kind == VALUE_STRING)
		read_string(in, value);
	else if (value->kind == VALUE_ENUM)
		read_enum(in, value);
	else if (number_bytes(value->kind))
		read_number(in, value);
	else
		read_pointer(in, value);
}

// Pointers may only lead to objects that there are.
static int check_targets(const struct values *values, const struct value *value)
{
	if (value->target != VALUE_NO_TARGET && value->target >= values->cnt)
		return -1;
	for (size_t i = 0; i < value->cnt; i++)
		if (check_targets(values, &value->items[i]))
			return -1;
	return 0;
}

static int check(const struct values *values, const struct unpack *in)
{
	int rc = in->has_failed || in->at != in->end || !values->cnt ? -1 : 0;

	for (size_t i = 0; i < values->cnt && !rc; i++)
		rc = check_targets(values, &values->objects[i].value);
	return rc;
}

// What cannot be read is said of the pointer that leads there.
static void mark_unreadable(const struct values *values, struct value *value)
{
	if (value->target != VALUE_NO_TARGET &&
	    values->objects[value->target].value.kind == VALUE_UNKNOWN &&
	    values->objects[value->target].value.flags & VALUE_UNREADABLE) {
		value->flags |= VALUE_UNREADABLE;
		value->target = VALUE_NO_TARGET;
	}
	for (size_t i = 0; i < value->cnt; i++)
		mark_unreadable(values, &value->items[i]);
}

struct values *value_read(const char *bytes, size_t len, struct err *err)
{
	struct values *values = mem_zalloc(sizeof *values);
	struct unpack in = unpack_from(bytes, len);
	uint32_t cnt = unpack_u32(&in);

	for (uint32_t i = 0; i < cnt && !in.has_failed; i++) {
		struct value_object *object;

		values->objects = mem_grow(values->objects, i + 1, sizeof *values->objects);
		object = &values->objects[values->cnt++];
		*object = (struct value_object){.address = unpack_u64(&in)};
		read_node(&in, &object->value, 0);
	}
	values->more = unpack_u64(&in);
	values->is_more_bound = unpack_u32(&in) != 0;
	if (check(values, &in)) {
		err_set(err, ERR_FORMAT, "the runner told a value that makes no sense");
		values_free(values);
		return NULL;
	}
	for (size_t i = 0; i < values->cnt; i++)
		mark_unreadable(values, &values->objects[i].value);
	return values;
}
