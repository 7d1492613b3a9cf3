// jit/value/peek.c - reads objects in the runner's memory while it runs a cell, or does nothing.
#include "jit/value/peek.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/mem.h"
#include "jit/read/lex.h"

// As much as is told of a value elsewhere.
#define STRING_MAX_BYTES 4096
#define ITEM_MAX_CNT 200
#define NODE_MAX_CNT 20000
#define DEPTH_MAX 16

// Something in the runner's memory, or a pointer that '&' made.
struct place {
	const struct type *type;
	uint64_t address;
	bool is_address; // the value is the address itself
};

struct reader {
	const struct peek *peek;
	struct tokens tokens;
	size_t i;
	struct err *err;
};

// Makes values of what stands in memory.
struct teller {
	const struct peek *peek;
	int depth;
	size_t node_cnt;
	bool has_failed;
};

// The struct whose members are being told.
struct members {
	struct teller *teller;
	struct value *value;
	uint64_t address;
};

static void tell(struct teller *t, const struct type *type, uint64_t address, struct value *value);

static bool read_process(pid_t pid, uint64_t address, void *bytes, size_t len)
{
	struct iovec to = {bytes, len};
	struct iovec from = {(void *)(uintptr_t)address, len}; // NOLINT: another process's address

	return process_vm_readv(pid, &to, 1, &from, 1, 0) == (ssize_t)len;
}

// Tells whether bytes are no longer what they were.
static bool is_lost(const struct peek *peek, uint64_t address, size_t len)
{
	const struct peek_copy *stack = &peek->stack;
	uint64_t copied_end = stack->address + stack->size_bytes;

	return address < stack->end && address + len > copied_end && stack->size_bytes;
}

bool peek_read(const struct peek *peek, uint64_t address, void *bytes, size_t len)
{
	const struct peek_copy *stack = &peek->stack;

	if (address >= PEEK_OWN_ADDRESS && address - PEEK_OWN_ADDRESS < peek->own_bytes &&
	    len <= peek->own_bytes - (address - PEEK_OWN_ADDRESS)) {
		memcpy(bytes, (const char *)peek->own + (address - PEEK_OWN_ADDRESS), len);
		return true;
	}
	if (is_lost(peek, address, len))
		return false;
	if (stack->size_bytes && address >= stack->address && address < stack->end)
		address += stack->copy_address - stack->address;
	return read_process(peek->pid, address, bytes, len);
}

// --- numbers --------------------------------------------------------------------------------

static enum value_kind integer_kind(const struct type *type)
{
	static const enum value_kind kinds[][2] = {
	    {VALUE_SIGNED_CHAR, VALUE_UNSIGNED_CHAR},
	    {VALUE_SHORT, VALUE_UNSIGNED_SHORT},
	    {VALUE_INT, VALUE_UNSIGNED},
	    {VALUE_LONG, VALUE_UNSIGNED_LONG},
	    {VALUE_INT128, VALUE_UNSIGNED_INT128},
	};
	size_t row = 0;

	if (type->kind == TYPE_BOOL)
		return VALUE_BOOL;
	if (type->is_char)
		return VALUE_CHAR;
	while ((1u << row) < type->size_bytes)
		row++;
	return kinds[row][type->is_unsigned];
}

static void set_bytes(struct value *value, const void *bytes, size_t len)
{
	value->bytes = mem_strndup("", 0);
	value->bytes = mem_grow(value->bytes, len + 1, 1);
	memcpy(value->bytes, bytes, len);
	value->bytes[len] = '\0';
	value->len = len;
}

static void tell_number(struct teller *t, const struct type *type, uint64_t address,
			struct value *value)
{
	char bytes[16];

	if (!peek_read(t->peek, address, bytes, type->size_bytes)) {
		t->has_failed = true;
		return;
	}
	if (type->kind == TYPE_FLOATING)
		value->kind = type->size_bytes == 4   ? VALUE_FLOAT
			      : type->size_bytes == 8 ? VALUE_DOUBLE
						      : VALUE_LONG_DOUBLE;
	else
		value->kind = integer_kind(type);
	set_bytes(value, bytes, type->size_bytes);
}

// Reads an integer of 1, 2, 4 or 8 bytes.
static bool read_integer(const struct peek *peek, const struct type *type, uint64_t address,
			 int64_t *value)
{
	uint64_t bytes = 0;
	size_t size = type->kind == TYPE_ENUM ? 4 : type->size_bytes;

	if (size > 8 || !peek_read(peek, address, &bytes, size))
		return false;
	switch (type->is_unsigned || type->kind == TYPE_BOOL ? 8 : size) {
	case 1:
		*value = (bytes & 0x80) ? (int64_t)bytes - 0x100 : (int64_t)bytes;
		break;
	case 2:
		*value = (int16_t)bytes;
		break;
	case 4:
		*value = (int32_t)bytes;
		break;
	default:
		*value = (int64_t)bytes;
	}
	return true;
}

struct enumerator_finder {
	int64_t value;
	struct str name;
};

static void note_if_equal(void *ctx, const char *name, size_t len, int64_t value)
{
	struct enumerator_finder *finder = ctx;

	if (!finder->name.len && value == finder->value)
		str_add(&finder->name, name, len);
}

static void tell_enum(struct teller *t, const struct type *type, uint64_t address,
		      struct value *value)
{
	struct enumerator_finder finder = {0};
	uint64_t size, align;

	if (!type_layout(t->peek->types, type, &size, &align) || size != sizeof(int) ||
	    !read_integer(t->peek, type, address, &finder.value)) {
		t->has_failed = true;
		return;
	}
	type_each_enumerator(t->peek->types, type, note_if_equal, &finder);
	value->kind = VALUE_ENUM;
	value->address = (uint64_t)finder.value;
	set_bytes(value, str_text(&finder.name), finder.name.len);
	str_release(&finder.name);
}

// --- pointers, arrays, structs --------------------------------------------------------------

// Reads up to cap bytes, up to the first NUL or the first page that cannot be read.
static bool read_string(const struct peek *peek, uint64_t address, char *buf, size_t cap,
			size_t *len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	*len = 0;
	while (*len < cap) {
		size_t want = page - (size_t)((address + *len) % page);
		const char *end;

		if (want > cap - *len)
			want = cap - *len;
		if (!peek_read(peek, address + *len, buf + *len, want))
			return *len > 0;
		end = memchr(buf + *len, '\0', want);
		if (end) {
			*len = (size_t)(end - buf);
			return true;
		}
		*len += want;
	}
	return true;
}

static bool is_plain_char(const struct type *type)
{
	return type && type->is_char;
}

static void tell_pointer_to(struct teller *t, const struct type *type, uint64_t to,
			    struct value *value)
{
	char buf[STRING_MAX_BYTES];
	struct str name = {0};
	size_t len = 0;

	type_text(type, &name);
	free(value->type);
	value->type = str_take(&name);
	value->address = to;
	value->target = VALUE_NO_TARGET;
	value->kind = VALUE_POINTER;
	if (is_plain_char(type->inner)) {
		value->kind = VALUE_STRING;
		value->unit = VALUE_CHAR;
		if (to && is_lost(t->peek, to, 1))
			t->has_failed = true;
		else if (to && !read_string(t->peek, to, buf, sizeof buf, &len))
			value->flags |= VALUE_UNREADABLE;
		if (len == sizeof buf)
			value->flags |= VALUE_CUT;
	}
	set_bytes(value, buf, len);
}

static void tell_pointer(struct teller *t, const struct type *type, uint64_t address,
			 struct value *value)
{
	uint64_t to;

	if (peek_read(t->peek, address, &to, sizeof to))
		tell_pointer_to(t, type, to, value);
	else
		t->has_failed = true;
}

static void tell_chars(struct teller *t, const struct type *type, uint64_t address,
		       struct value *value)
{
	char buf[STRING_MAX_BYTES];
	size_t len = type->length < sizeof buf ? type->length : sizeof buf;

	if (!peek_read(t->peek, address, buf, len)) {
		t->has_failed = true;
		return;
	}
	value->kind = VALUE_STRING;
	value->unit = VALUE_CHAR;
	value->address = address;
	set_bytes(value, buf, strnlen(buf, len));
	if (value->len == sizeof buf)
		value->flags |= VALUE_CUT;
}

static struct value *push_item(struct teller *t, struct value *value)
{
	struct value *item;

	if (++t->node_cnt > NODE_MAX_CNT)
		t->has_failed = true;
	value->items = mem_grow(value->items, value->cnt + 1, sizeof *value->items);
	item = &value->items[value->cnt++];
	*item = (struct value){.type = mem_strdup(""), .target = VALUE_NO_TARGET};
	return item;
}

static void tell_array(struct teller *t, const struct type *type, uint64_t address,
		       struct value *value)
{
	uint64_t item_bytes, align;

	value->kind = VALUE_ARRAY;
	if (type->is_open)
		return;
	if (!type->is_length_known ||
	    !type_layout(t->peek->types, type->inner, &item_bytes, &align)) {
		t->has_failed = true;
		return;
	}
	if (is_plain_char(type->inner)) {
		tell_chars(t, type, address, value);
		return;
	}
	value->total = type->length;
	for (uint64_t i = 0; i < type->length && i < ITEM_MAX_CNT && !t->has_failed; i++)
		tell(t, type->inner, address + i * item_bytes, push_item(t, value));
	value->head = value->cnt;
}

static void tell_bits(struct teller *t, const struct member *member, uint64_t address,
		      struct value *value)
{
	int64_t whole;
	uint64_t bits;

	if (!read_integer(t->peek, member->type, address, &whole)) {
		t->has_failed = true;
		return;
	}
	bits = (uint64_t)whole >> member->bit_offset;
	if (member->bit_cnt < 64)
		bits &= ((uint64_t)1 << member->bit_cnt) - 1;
	if (!member->type->is_unsigned && member->type->kind == TYPE_INTEGER &&
	    member->bit_cnt < 64 && bits >> (member->bit_cnt - 1))
		bits |= ~(uint64_t)0 << member->bit_cnt;
	value->kind = integer_kind(member->type);
	set_bytes(value, &bits, member->size_bytes);
}

static void tell_member(void *ctx, const struct member *member)
{
	struct members *members = ctx;
	struct teller *t = members->teller;
	struct value *value;

	if (!member->name_len || t->has_failed)
		return;
	if (!member->is_placed) {
		t->has_failed = true;
		return;
	}
	value = push_item(t, members->value);
	value->name = mem_strndup(member->name, member->name_len);
	if (member->is_bit_field)
		tell_bits(t, member, members->address + member->offset_bytes, value);
	else
		tell(t, member->type, members->address + member->offset_bytes, value);
}

static void tell(struct teller *t, const struct type *type, uint64_t address, struct value *value)
{
	struct members members = {t, value, address};

	if (++t->depth > DEPTH_MAX || !type)
		t->has_failed = true;
	else
		switch (type->kind) {
		case TYPE_BOOL:
		case TYPE_INTEGER:
		case TYPE_FLOATING:
			tell_number(t, type, address, value);
			break;
		case TYPE_ENUM:
			tell_enum(t, type, address, value);
			break;
		case TYPE_POINTER:
			tell_pointer(t, type, address, value);
			break;
		case TYPE_ARRAY:
			tell_array(t, type, address, value);
			break;
		case TYPE_RECORD:
			value->kind = VALUE_STRUCT;
			if (!type_each_member(t->peek->types, type, tell_member, &members))
				t->has_failed = true;
			break;
		case TYPE_UNKNOWN:
		case TYPE_VOID:
		case TYPE_FUNCTION:
			t->has_failed = true;
		}
	t->depth--;
}

// --- expressions ----------------------------------------------------------------------------

static int read_unary(struct reader *r, struct place *place);

static int refuse(struct reader *r, const char *why)
{
	return err_set(r->err, ERR_USAGE, "'%.*s' cannot be read while a cell runs: %s",
		       (int)strlen(r->tokens.text), r->tokens.text, why);
}

static bool take(struct reader *r, const char *word)
{
	if (!token_is(&r->tokens, r->i, word))
		return false;
	r->i++;
	return true;
}

// name: an object of the session, whose home has the size of its type
static int read_name(struct reader *r, struct place *place)
{
	size_t len;
	const char *text = token_text(&r->tokens, r->i, &len);
	const struct name *name = symbols_find(r->peek->types->symbols, text, len);
	const struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;
	uint64_t size, align;
	struct home home;

	if (r->tokens.items[r->i].kind != TOKEN_IDENT || !decl || decl->kind != DECL_OBJECT ||
	    !decl->slot || decl->slot >= HOMES_CNT || !r->peek->homes)
		return refuse(r, "it is no object of the session");
	r->i++;
	home = r->peek->homes[decl->slot];
	place->type = type_of_declaration(r->peek->types, decl->text, decl->text_len, text, len);
	place->address = home.address;
	if (!type_layout(r->peek->types, place->type, &size, &align) || size != home.size_bytes)
		return refuse(r, "its layout is not known");
	return 0;
}

// Follows a pointer, or turns an array into its first item.
static int follow(struct reader *r, struct place *place)
{
	const struct type *type = place->type;

	if (!type)
		return refuse(r, "its type is not known");
	if (type->kind == TYPE_POINTER && !place->is_address &&
	    !peek_read(r->peek, place->address, &place->address, sizeof place->address))
		return refuse(r, "its address is not readable");
	if (type->kind != TYPE_POINTER && type->kind != TYPE_ARRAY)
		return refuse(r, "it is no pointer");
	place->is_address = false;
	place->type = type->inner;
	return 0;
}

static int read_member(struct reader *r, struct place *place)
{
	struct member member;
	size_t len;
	const char *name = token_text(&r->tokens, r->i, &len);

	if (!place->type || place->type->kind != TYPE_RECORD || place->is_address ||
	    !type_find_member(r->peek->types, place->type, name, len, &member) ||
	    !member.is_placed || member.is_bit_field)
		return refuse(r, "it has no such member");
	r->i++;
	place->type = member.type;
	place->address += member.offset_bytes;
	return 0;
}

// index: a constant, or an integer object
static int read_index(struct reader *r, int64_t *index)
{
	size_t first = r->i, end = token_after_bracket(&r->tokens, r->i - 1) - 1;
	const char *text = r->tokens.text + r->tokens.items[first].start_byte;
	struct place place = {0};

	if (end <= first || !token_is(&r->tokens, end, "]"))
		return refuse(r, "a ']' is missing");
	if (type_constant(r->peek->types, text,
			  (size_t)(r->tokens.text + r->tokens.items[end - 1].end_byte - text),
			  index)) {
		r->i = end + 1;
		return 0;
	}
	if (read_unary(r, &place))
		return -1;
	if (!take(r, "]") || !place.type || place.is_address ||
	    (place.type->kind != TYPE_INTEGER && place.type->kind != TYPE_ENUM) ||
	    !read_integer(r->peek, place.type, place.address, index))
		return refuse(r, "the index is no integer object");
	return 0;
}

static int read_item(struct reader *r, struct place *place)
{
	uint64_t size, align;
	int64_t index = 0;

	if (read_index(r, &index) || follow(r, place))
		return -1;
	if (!type_layout(r->peek->types, place->type, &size, &align))
		return refuse(r, "its layout is not known");
	place->address += (uint64_t)index * size;
	return 0;
}

// postfix: (name | '(' unary ')') ('.' name | '->' name | '[' index ']')*
static int read_postfix(struct reader *r, struct place *place)
{
	int rc = 0;

	if (take(r, "(")) {
		if (read_unary(r, place))
			return -1;
		if (!take(r, ")"))
			return refuse(r, "it calls or computes something");
	} else if (read_name(r, place)) {
		return -1;
	}
	while (!rc) {
		if (take(r, "."))
			rc = read_member(r, place);
		else if (take(r, "->"))
			rc = follow(r, place) || read_member(r, place) ? -1 : 0;
		else if (take(r, "["))
			rc = read_item(r, place);
		else
			break;
	}
	return rc;
}

// unary: '*' unary | '&' unary | postfix
static int read_unary(struct reader *r, struct place *place)
{
	struct types *types = r->peek->types;
	int rc;

	if (!type_enter(types, 0))
		return refuse(r, "it is too deep");
	if (take(r, "*")) {
		rc = read_unary(r, place) || follow(r, place) ? -1 : 0;
	} else if (take(r, "&")) {
		rc = read_unary(r, place);
		if (!rc && place->is_address)
			rc = refuse(r, "it has no address");
		if (!rc) {
			place->type = type_new(types, TYPE_POINTER, place->type);
			place->is_address = true;
		}
	} else {
		rc = read_postfix(r, place);
	}
	type_leave(types);
	return rc;
}

static struct values *values_of(const struct peek *peek, const struct place *place)
{
	struct values *values = mem_zalloc(sizeof *values);
	struct teller t = {.peek = peek};
	struct value *value;

	values->objects = mem_zalloc(sizeof *values->objects);
	values->cnt = 1;
	values->objects[0].address = place->is_address ? 0 : place->address;
	value = &values->objects[0].value;
	value->type = mem_strdup("");
	value->target = VALUE_NO_TARGET;
	if (place->is_address)
		tell_pointer_to(&t, place->type, place->address, value);
	else
		tell(&t, place->type, place->address, value);
	if (!t.has_failed)
		return values;
	values_free(values);
	return NULL;
}

struct values *peek_object(const struct peek *peek, const struct type *type, uint64_t address)
{
	const struct place place = {.type = type, .address = address};

	return values_of(peek, &place);
}

struct values *peek_expression(const struct peek *peek, const char *text, size_t len,
			       struct err *err)
{
	char *copy = mem_strndup(text, len);
	struct reader r = {.peek = peek, .err = err};
	struct place place = {0};
	struct values *values = NULL;
	int rc;

	tokens_init(&r.tokens, copy, strlen(copy));
	rc = read_unary(&r, &place);
	take(&r, ";");
	if (!rc && r.i < r.tokens.cnt)
		rc = refuse(&r, "it is no plain name, member or item");
	if (!rc)
		values = values_of(peek, &place);
	if (!rc && !values)
		refuse(&r, "its value is not known");
	tokens_release(&r.tokens);
	free(copy);
	return values;
}
