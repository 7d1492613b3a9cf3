// jit/peek.c - reads objects in the runner's memory while it runs a cell, or does nothing.
#include "jit/peek.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/mem.h"
#include "jit/lex.h"

// As much as a value shows elsewhere (jit/runner/value.c, jit/show.c).
#define STRING_MAX_BYTES 4096
#define VALUE_MAX_BYTES (64 * 1024)
#define ITEM_MAX_CNT 100
#define DEPTH_MAX 16
// From 10 to this power on, a whole number is written as 1e+16.
#define PLAIN_MAX_EXPONENT 16

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

struct shower {
	const struct peek *peek;
	struct str *out;
	int depth;
	bool has_failed;
	uint64_t base; // of the struct whose members are being shown
	bool is_first;
};

static void show(struct shower *s, const struct type *type, uint64_t address);

static bool read_memory(const struct peek *peek, uint64_t address, void *bytes, size_t len)
{
	struct iovec to = {bytes, len};
	struct iovec from = {(void *)(uintptr_t)address, len}; // NOLINT: another process's address

	return process_vm_readv(peek->pid, &to, 1, &from, 1, 0) == (ssize_t)len;
}

// --- numbers --------------------------------------------------------------------------------

static void show_byte(struct str *out, unsigned char c, char quote)
{
	static const char names[] = "abtnvfr"; // \a is 7

	if (c >= 7 && c <= 13)
		str_printf(out, "\\%c", names[c - 7]);
	else if (c == '\\' || c == (unsigned char)quote)
		str_printf(out, "\\%c", c);
	else if (c < ' ' || c == 0x7f || (quote == '\'' && c >= 0x80))
		str_printf(out, "\\%03o", c);
	else
		str_putc(out, (char)c);
}

// The shortest decimal text that reads back as the same value.
static void show_real(struct str *out, long double value, size_t size_bytes)
{
	int max_digits = size_bytes == 4 ? 9 : size_bytes == 8 ? 17 : 21;
	int digits = 1, exponent;
	char buf[64];
	bool is_same;

	do {
		snprintf(buf, sizeof buf, "%.*Lg", digits, value);
		is_same = size_bytes == 4   ? strtof(buf, NULL) == (float)value
			  : size_bytes == 8 ? strtod(buf, NULL) == (double)value
					    : strtold(buf, NULL) == value;
	} while (!is_same && digits++ < max_digits);
	exponent = isfinite(value) && value != 0 ? (int)floorl(log10l(fabsl(value))) : 0;
	if (exponent >= digits && exponent < PLAIN_MAX_EXPONENT)
		snprintf(buf, sizeof buf, "%.0Lf", value);
	str_puts(out, buf);
	if (!strpbrk(buf, ".eni"))
		str_puts(out, ".0");
}

static void show_floating(struct shower *s, const struct type *type, uint64_t address)
{
	union {
		float f;
		double d;
		long double ld;
	} value = {.ld = 0};

	if (!read_memory(s->peek, address, &value, type->size_bytes))
		s->has_failed = true;
	else
		show_real(s->out,
			  type->size_bytes == 4   ? value.f
			  : type->size_bytes == 8 ? value.d
						  : value.ld,
			  type->size_bytes);
}

// Reads an integer of 1, 2, 4 or 8 bytes.
static bool read_integer(const struct peek *peek, const struct type *type, uint64_t address,
			 int64_t *value)
{
	uint64_t bytes = 0;
	size_t size = type->kind == TYPE_ENUM ? 4 : type->size_bytes;

	if (size > 8 || !read_memory(peek, address, &bytes, size))
		return false;
	switch (type->is_unsigned || type->kind == TYPE_BOOL ? 8 : size) {
	case 1:
		*value = (int8_t)bytes;
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

static void show_integer_value(struct str *out, const struct type *type, int64_t value)
{
	if (type->kind == TYPE_BOOL) {
		str_puts(out, value ? "true" : "false");
	} else if (type->is_char && !type->is_unsigned) {
		str_putc(out, '\'');
		show_byte(out, (unsigned char)value, '\'');
		str_putc(out, '\'');
	} else if (type->is_unsigned) {
		str_printf(out, "%llu", (unsigned long long)value);
	} else {
		str_printf(out, "%lld", (long long)value);
	}
}

struct enumerator_shower {
	struct str *out;
	int64_t value;
	bool is_found;
};

static void show_if_equal(void *ctx, const char *name, size_t len, int64_t value)
{
	struct enumerator_shower *e = ctx;

	if (!e->is_found && value == e->value)
		str_add(e->out, name, len);
	e->is_found |= value == e->value;
}

static void show_integer(struct shower *s, const struct type *type, uint64_t address)
{
	struct enumerator_shower e = {.out = s->out};
	uint64_t size, align;

	if (!read_integer(s->peek, type, address, &e.value)) {
		s->has_failed = true;
		return;
	}
	if (type->kind == TYPE_ENUM &&
	    (!type_layout(s->peek->types, type, &size, &align) || size != sizeof(int))) {
		s->has_failed = true;
		return;
	}
	if (type->kind == TYPE_ENUM)
		type_each_enumerator(s->peek->types, type, show_if_equal, &e);
	if (!e.is_found)
		show_integer_value(s->out, type, e.value);
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
		if (!read_memory(peek, address + *len, buf + *len, want))
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

static void show_chars(struct str *out, const char *chars, size_t len, size_t max)
{
	str_putc(out, '"');
	for (size_t i = 0; i < len; i++)
		show_byte(out, (unsigned char)chars[i], '"');
	str_puts(out, len == max ? "\"..." : "\"");
}

static void show_pointer_value(struct shower *s, const struct type *type, uint64_t value)
{
	char buf[STRING_MAX_BYTES];
	size_t len;
	bool is_string = type->inner && type->inner->is_char && !type->inner->is_unsigned;

	if (!value)
		str_puts(s->out, "NULL");
	else if (!is_string)
		str_printf(s->out, "0x%llx", (unsigned long long)value);
	else if (read_string(s->peek, value, buf, sizeof buf, &len))
		show_chars(s->out, buf, len, sizeof buf);
	else
		str_printf(s->out, "(char *) 0x%llx (not readable)", (unsigned long long)value);
}

static void show_pointer(struct shower *s, const struct type *type, uint64_t address)
{
	uint64_t value;

	if (read_memory(s->peek, address, &value, sizeof value))
		show_pointer_value(s, type, value);
	else
		s->has_failed = true;
}

static void show_array(struct shower *s, const struct type *type, uint64_t address)
{
	uint64_t item_bytes, align;
	char buf[STRING_MAX_BYTES];
	size_t len = type->length < sizeof buf ? type->length : sizeof buf;

	if (type->is_open) {
		str_puts(s->out, "{...}");
		return;
	}
	if (!type->is_length_known ||
	    !type_layout(s->peek->types, type->inner, &item_bytes, &align)) {
		s->has_failed = true;
		return;
	}
	if (type->inner->is_char && !type->inner->is_unsigned) {
		if (!read_memory(s->peek, address, buf, len))
			s->has_failed = true;
		else
			show_chars(s->out, buf, strnlen(buf, len), STRING_MAX_BYTES);
		return;
	}
	str_putc(s->out, '{');
	for (uint64_t i = 0; i < type->length && !s->has_failed; i++) {
		str_puts(s->out, i ? ", " : "");
		if (i == ITEM_MAX_CNT || s->out->len > VALUE_MAX_BYTES) {
			str_puts(s->out, "...");
			break;
		}
		show(s, type->inner, address + i * item_bytes);
	}
	str_putc(s->out, '}');
}

static void show_bits(struct shower *s, const struct member *member, uint64_t address)
{
	int64_t value;
	uint64_t bits;

	if (!read_integer(s->peek, member->type, address, &value)) {
		s->has_failed = true;
		return;
	}
	bits = (uint64_t)value >> member->bit_offset;
	if (member->bit_cnt && member->bit_cnt < 64)
		bits &= ((uint64_t)1 << member->bit_cnt) - 1;
	if (!member->type->is_unsigned && member->type->kind == TYPE_INTEGER && member->bit_cnt &&
	    member->bit_cnt < 64 && bits >> (member->bit_cnt - 1))
		bits |= ~(uint64_t)0 << member->bit_cnt;
	show_integer_value(s->out, member->type, (int64_t)bits);
}

static void show_member(void *ctx, const struct member *member)
{
	struct shower *s = ctx;
	uint64_t base = s->base;

	if (!member->name_len || s->has_failed || s->out->len > VALUE_MAX_BYTES)
		return;
	if (!member->is_placed) {
		s->has_failed = true;
		return;
	}
	str_printf(s->out, "%s.%.*s = ", s->is_first ? "" : ", ", (int)member->name_len,
		   member->name);
	if (member->is_bit_field)
		show_bits(s, member, base + member->offset_bytes);
	else
		show(s, member->type, base + member->offset_bytes);
	s->base = base;
	s->is_first = false;
}

static void show_record(struct shower *s, const struct type *type, uint64_t address)
{
	s->base = address;
	s->is_first = true;
	str_putc(s->out, '{');
	if (!type_each_member(s->peek->types, type, show_member, s))
		s->has_failed = true;
	str_putc(s->out, '}');
}

static void show(struct shower *s, const struct type *type, uint64_t address)
{
	if (++s->depth > DEPTH_MAX)
		s->has_failed = true;
	else
		switch (type->kind) {
		case TYPE_BOOL:
		case TYPE_INTEGER:
		case TYPE_ENUM:
			show_integer(s, type, address);
			break;
		case TYPE_FLOATING:
			show_floating(s, type, address);
			break;
		case TYPE_POINTER:
			show_pointer(s, type, address);
			break;
		case TYPE_ARRAY:
			show_array(s, type, address);
			break;
		case TYPE_RECORD:
			show_record(s, type, address);
			break;
		case TYPE_UNKNOWN:
		case TYPE_VOID:
		case TYPE_FUNCTION:
			s->has_failed = true;
		}
	s->depth--;
}

// --- expressions ----------------------------------------------------------------------------

static int read_unary(struct reader *r, struct place *place);

static int refuse(struct reader *r, const char *why)
{
	return err_set(r->err, ERR_USAGE, "'%.*s' cannot be read while a cell runs: %s",
		       (int)strlen(r->tokens.text), r->tokens.text, why);
}

static const char *token_text(const struct reader *r, size_t i, size_t *len)
{
	*len = r->tokens.items[i].end_byte - r->tokens.items[i].start_byte;
	return r->tokens.text + r->tokens.items[i].start_byte;
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
	const char *text = token_text(r, r->i, &len);
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

	if (type->kind == TYPE_POINTER && !place->is_address &&
	    !read_memory(r->peek, place->address, &place->address, sizeof place->address))
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
	const char *name = token_text(r, r->i, &len);

	if (place->type->kind != TYPE_RECORD || place->is_address ||
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
	if (!take(r, "]") || place.is_address ||
	    (place.type->kind != TYPE_INTEGER && place.type->kind != TYPE_ENUM) ||
	    !read_integer(r->peek, place.type, place.address, index))
		return refuse(r, "the index is no integer object");
	return 0;
}

static int read_item(struct reader *r, struct place *place)
{
	uint64_t size, align;
	int64_t index;

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

static int show_place(struct reader *r, const struct place *place, struct str *out)
{
	struct shower s = {.peek = r->peek, .out = out};
	size_t before = out->len;

	if (place->is_address)
		show_pointer_value(&s, place->type, place->address);
	else
		show(&s, place->type, place->address);
	if (!s.has_failed)
		return 0;
	out->len = before;
	if (out->data)
		out->data[before] = '\0';
	return refuse(r, "its value is not known");
}

int peek_expression(const struct peek *peek, const char *text, size_t len, struct str *out,
		    struct err *err)
{
	char *copy = mem_strndup(text, len);
	struct reader r = {.peek = peek, .err = err};
	struct place place = {0};
	int rc;

	tokens_init(&r.tokens, copy, strlen(copy));
	rc = read_unary(&r, &place);
	take(&r, ";");
	if (!rc && r.i < r.tokens.cnt)
		rc = refuse(&r, "it is no plain name, member or item");
	if (!rc)
		rc = show_place(&r, &place, out);
	tokens_release(&r.tokens);
	free(copy);
	return rc;
}
