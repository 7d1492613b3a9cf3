// jit/value/value_text.c - a value as C would write it.
#include "jit/value/value_text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// From 10 to this power on, a whole number is written as 1e+16.

#include "jit/value/quad.h"

#define PLAIN_MAX_EXPONENT 16
// Lines are broken at this column.
#define LINE_MAX_COLUMN 88
// What is told of either end of a long array.
#define EDGE_ITEMS 3
#define FORMAT_MAX_LEN 40
#define PRECISION_MAX 60

// --- real numbers ---------------------------------------------------------------------------

static int decimal_exponent(long double value, int digits)
{
	char buf[64];

	snprintf(buf, sizeof buf, "%.*Le", digits - 1, value);
	return atoi(buf + strcspn(buf, "e") + 1);
}

// The shortest decimal text that reads back as the same value.
static void add_shortest(struct str *out, long double value, enum value_kind kind)
{
	int max_digits = kind == VALUE_FLOAT ? 9 : kind == VALUE_DOUBLE ? 17 : 21;
	char buf[64];
	int digits = 1, exponent;
	bool is_same;

	if (isnan(value)) {
		str_puts(out, "nan"); // its sign says nothing
		return;
	}
	do {
		snprintf(buf, sizeof buf, "%.*Lg", digits, value);
		is_same = kind == VALUE_FLOAT    ? strtof(buf, NULL) == (float)value
			  : kind == VALUE_DOUBLE ? strtod(buf, NULL) == (double)value
						 : strtold(buf, NULL) == value;
	} while (!is_same && digits++ < max_digits);
	exponent = isfinite(value) ? decimal_exponent(value, digits) : 0;
	if (exponent >= digits && exponent < PLAIN_MAX_EXPONENT)
		snprintf(buf, sizeof buf, "%.0Lf", value); // 100, not 1e+02
	str_puts(out, buf);
	if (!strpbrk(buf, ".eni"))
		str_puts(out, ".0");
}

// format is value_format()'s: one conversion of a double, which 'L' makes a long double's.
static void add_formatted(struct str *out, const char *format, long double value)
{
	char wide[FORMAT_MAX_LEN + 2];
	size_t at = 0;

	while (format[at] != '%' || format[at + 1] == '%')
		at += format[at] == '%' ? 2 : 1;
	at += strcspn(format + at, "aAeEfFgG");
	snprintf(wide, sizeof wide, "%.*sL%s", (int)at, format, format + at);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	str_printf(out, wide, value);
#pragma GCC diagnostic pop
}

static void add_real(struct str *out, long double value, enum value_kind kind,
		     const struct value_style *style)
{
	if (style->real_format && isfinite(value))
		add_formatted(out, style->real_format, value);
	else
		add_shortest(out, value, kind);
}

// conversion: '%' flags digits ('.' digits)? [aAeEfFgG]. Gives its end, NULL when it is none.
static const char *after_conversion(const char *at)
{
	at += strspn(at, "-+ #0");
	if (strtol(at, NULL, 10) > PRECISION_MAX)
		return NULL;
	at += strspn(at, "0123456789");
	if (*at == '.') {
		if (strtol(at + 1, NULL, 10) > PRECISION_MAX)
			return NULL;
		at += 1 + strspn(at + 1, "0123456789");
	}
	return *at && strchr("aAeEfFgG", *at) ? at + 1 : NULL;
}

static bool is_format(const char *text)
{
	int cnt = 0;

	while (text && *text) {
		if (text[0] == '%' && text[1] == '%') {
			text += 2;
		} else if (text[0] == '%') {
			text = after_conversion(text + 1);
			cnt++;
		} else {
			text++;
		}
	}
	return text && cnt == 1;
}

int value_format(const char *text, struct str *format, struct err *err)
{
	size_t digit_cnt = strspn(text, "0123456789");

	if (digit_cnt && !text[digit_cnt]) {
		if (digit_cnt > 2 || atoi(text) > PRECISION_MAX)
			return err_set(err, ERR_USAGE, "'%s' is too many digits; at most %d", text,
				       PRECISION_MAX);
		str_printf(format, "%%.%df", atoi(text));
		return 0;
	}
	if (strlen(text) > FORMAT_MAX_LEN || !is_format(text))
		return err_set(err, ERR_USAGE, "'%.60s' is no format of a double; try 3, or %%.10g",
			       text);
	str_puts(format, text);
	return 0;
}

// --- whole numbers --------------------------------------------------------------------------

static uint64_t read_unsigned(const struct value *value)
{
	uint64_t number = 0;

	memcpy(&number, value->bytes, value->len < sizeof number ? value->len : sizeof number);
	return number;
}

static int64_t read_signed(const struct value *value)
{
	unsigned shift = 64 - 8 * (unsigned)value->len;

	return (int64_t)(read_unsigned(value) << shift) >> shift;
}

static void add_int128(struct str *out, const struct value *value, bool is_signed)
{
	char digits[48];
	size_t at = sizeof digits;
	unsigned __int128 number;
	bool is_negative;

	memcpy(&number, value->bytes, sizeof number);
	is_negative = is_signed && number >> 127;
	if (is_negative)
		number = -number;
	do {
		digits[--at] = (char)('0' + (int)(number % 10));
		number /= 10;
	} while (number);
	str_puts(out, is_negative ? "-" : "");
	str_add(out, digits + at, sizeof digits - at);
}

// --- characters -----------------------------------------------------------------------------

// One byte as C writes it between quotes.
static void add_byte(struct str *out, unsigned char c, char quote)
{
	static const char names[] = "abtnvfr"; // \a is 7

	if (c >= 7 && c <= 13)
		str_printf(out, "\\%c", names[c - 7]);
	else if (c == '\\' || c == (unsigned char)quote)
		str_printf(out, "\\%c", c);
	else if (c < ' ' || c == 0x7f)
		str_printf(out, "\\%03o", c);
	else
		str_putc(out, (char)c);
}

static void add_utf8(struct str *out, uint32_t c)
{
	if (c < 0x800) {
		str_putc(out, (char)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		str_putc(out, (char)(0xe0 | c >> 12));
		str_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	} else {
		str_putc(out, (char)(0xf0 | c >> 18));
		str_putc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		str_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	str_putc(out, (char)(0x80 | (c & 0x3f)));
}

static void add_wide(struct str *out, uint32_t c, char quote)
{
	if (c < 0x80)
		add_byte(out, (unsigned char)c, quote);
	else if (c < 0xa0 || (c >= 0xd800 && c < 0xe000))
		str_printf(out, "\\x%x", c);
	else if (c > 0x10ffff)
		str_printf(out, "\\x%x", c);
	else
		add_utf8(out, c);
}

static const char *prefix_of(enum value_kind unit)
{
	return unit == VALUE_WCHAR    ? "L"
	       : unit == VALUE_CHAR16 ? "u"
	       : unit == VALUE_CHAR32 ? "U"
				      : "";
}

static void add_char(struct str *out, const struct value *value)
{
	uint64_t c = read_unsigned(value);

	str_printf(out, "%s'", prefix_of(value->kind));
	if (value->kind != VALUE_CHAR)
		add_wide(out, (uint32_t)c, '\'');
	else if (c >= 0x80)
		str_printf(out, "\\%03o", (unsigned)c);
	else
		add_byte(out, (unsigned char)c, '\'');
	str_puts(out, "'");
}

// Reads the unit at *at, and with it the second half of a pair of char16_t.
static uint32_t next_wide(const struct value *value, size_t *at)
{
	uint16_t pair[2] = {0};
	uint32_t c;

	if (value->unit != VALUE_CHAR16) {
		memcpy(&c, value->bytes + *at, sizeof c);
		*at += sizeof c;
		return c;
	}
	memcpy(pair, value->bytes + *at, value->len - *at >= 4 ? 4 : 2);
	*at += 2;
	if (pair[0] >> 10 != 0xd800 >> 10 || pair[1] >> 10 != 0xdc00 >> 10)
		return pair[0];
	*at += 2;
	return 0x10000 + ((uint32_t)(pair[0] & 0x3ff) << 10) + (pair[1] & 0x3ff);
}

static void add_string(struct str *out, const struct value *value)
{
	size_t unit = value->unit == VALUE_CHAR ? 1 : value->unit == VALUE_CHAR16 ? 2 : 4;
	size_t len = value->len - value->len % unit;

	if (!value->address) {
		str_puts(out, "NULL");
		return;
	}
	if (value->flags & VALUE_UNREADABLE) {
		str_printf(out, "(%s) 0x%llx (not readable)", value->type,
			   (unsigned long long)value->address);
		return;
	}
	str_printf(out, "%s\"", prefix_of(value->unit));
	for (size_t at = 0; at < len;) {
		if (unit == 1)
			add_byte(out, (unsigned char)value->bytes[at++], '"');
		else
			add_wide(out, next_wide(value, &at), '"');
	}
	str_puts(out, value->flags & VALUE_CUT ? "\"..." : "\"");
}

// --- pointers -------------------------------------------------------------------------------

static bool is_nameable(const struct value *value)
{
	return value->len && !strchr(value->bytes, ' ');
}

// A pointer's value without its type: "NULL", "#3", "puts", "0x7f0012345678".
static void add_address(struct str *out, const struct value *value, const struct value_style *style)
{
	if (!value->address)
		str_puts(out, "NULL");
	else if (style->numbers_objects && value->target != VALUE_NO_TARGET)
		str_printf(out, "#%u", value->target);
	else if (is_nameable(value))
		str_puts(out, value->bytes);
	else
		str_printf(out, "0x%llx", (unsigned long long)value->address);
	if (value->len && !is_nameable(value))
		str_printf(out, " (%s)", value->bytes);
	if (value->flags & VALUE_UNREADABLE)
		str_puts(out, " (not readable)");
}

// --- one line -------------------------------------------------------------------------------

static void add_part(struct str *out, const char *bytes, enum value_kind kind,
		     const struct value_style *style)
{
	float f;
	double d;
	long double ld;

	if (kind == VALUE_FLOAT) {
		memcpy(&f, bytes, sizeof f);
		ld = f;
	} else if (kind == VALUE_DOUBLE) {
		memcpy(&d, bytes, sizeof d);
		ld = d;
	} else {
		memcpy(&ld, bytes, sizeof ld);
	}
	add_real(out, ld, kind, style);
}

// "1.0 - 2.0i"
static void add_complex(struct str *out, const struct value *value, const struct value_style *style)
{
	enum value_kind kind = value->kind == VALUE_COMPLEX_FLOAT    ? VALUE_FLOAT
			       : value->kind == VALUE_COMPLEX_DOUBLE ? VALUE_DOUBLE
								     : VALUE_LONG_DOUBLE;
	struct str imaginary = {0};
	const char *text;

	add_part(out, value->bytes, kind, style);
	add_part(&imaginary, value->bytes + value->len / 2, kind, style);
	text = str_text(&imaginary);
	str_printf(out, " %c %si", *text == '-' ? '-' : '+', text + (*text == '-'));
	str_release(&imaginary);
}

static void add_quad(struct str *out, const struct value *value, const struct value_style *style)
{
	long double nearest = quad_nearest(value->bytes);

	if (style->real_format && isfinite(nearest))
		add_formatted(out, style->real_format, nearest);
	else
		quad_add_shortest(out, value->bytes);
}

static void add_number(struct str *out, const struct value *value, const struct value_style *style)
{
	switch (value->kind) {
	case VALUE_BOOL:
		str_puts(out, read_unsigned(value) ? "true" : "false");
		break;
	case VALUE_CHAR:
	case VALUE_WCHAR:
	case VALUE_CHAR16:
	case VALUE_CHAR32:
		add_char(out, value);
		break;
	case VALUE_SIGNED_CHAR:
	case VALUE_SHORT:
	case VALUE_INT:
	case VALUE_LONG:
	case VALUE_LONG_LONG:
		str_printf(out, "%lld", (long long)read_signed(value));
		break;
	case VALUE_FLOAT:
	case VALUE_DOUBLE:
	case VALUE_LONG_DOUBLE:
		add_part(out, value->bytes, value->kind, style);
		break;
	case VALUE_FLOAT128:
		add_quad(out, value, style);
		break;
	case VALUE_COMPLEX_FLOAT:
	case VALUE_COMPLEX_DOUBLE:
	case VALUE_COMPLEX_LONG_DOUBLE:
		add_complex(out, value, style);
		break;
	case VALUE_INT128:
	case VALUE_UNSIGNED_INT128:
		add_int128(out, value, value->kind == VALUE_INT128);
		break;
	default:
		str_printf(out, "%llu", (unsigned long long)read_unsigned(value));
	}
}

// Of an array with a gap only so many items of its head are in its text.
static size_t head_end(const struct value *value)
{
	return value_has_gap(value) && value->head > EDGE_ITEMS ? EDGE_ITEMS
	       : value_has_gap(value)                           ? value->head
								: value->cnt;
}

// Where the items go on behind the gap.
static size_t tail_start(const struct value *value)
{
	size_t start = value->cnt > EDGE_ITEMS ? value->cnt - EDGE_ITEMS : 0;

	return !value_has_gap(value) ? value->cnt : start > value->head ? start : value->head;
}

static bool is_cut(const struct value *value)
{
	return value->flags & VALUE_CUT || value_has_gap(value);
}

static void add_value(struct str *out, const struct value *value, const struct value_style *style);

// `separator` goes between items, and the gap is one of them.
static void add_items(struct str *out, const struct value *value, const struct value_style *style)
{
	const char *separator = "";

	str_putc(out, '{');
	for (size_t i = 0; i < value->cnt; i++) {
		if (i == head_end(value)) {
			str_printf(out, "%s...", separator);
			i = tail_start(value);
			separator = ", ";
		}
		if (i == value->cnt)
			break;
		str_puts(out, separator);
		if (value->items[i].name)
			str_printf(out, ".%s = ", value->items[i].name);
		add_value(out, &value->items[i], style);
		separator = ", ";
	}
	if (is_cut(value) && head_end(value) == value->cnt)
		str_printf(out, "%s...", separator);
	str_putc(out, '}');
}

static bool has_any_gap(const struct value *value)
{
	return value->kind == VALUE_ARRAY &&
	       (value_has_gap(value) || (value->cnt && has_any_gap(&value->items[0])));
}

size_t value_shape(const struct value *value, struct str *out)
{
	size_t rank = 0;

	for (; value && value->kind == VALUE_ARRAY; rank++) {
		str_printf(out, "%s%llu", rank ? " x " : "", (unsigned long long)value->total);
		value = value->cnt ? &value->items[0] : NULL;
	}
	return rank;
}

// " (1000 items)", " (20 x 300)" behind an array that is not shown whole.
static void add_length(struct str *out, const struct value *value)
{
	struct str shape = {0};
	size_t rank = value_shape(value, &shape);

	if (has_any_gap(value))
		str_printf(out, " (%s%s)", str_text(&shape), rank == 1 ? " items" : "");
	str_release(&shape);
}

static void add_enum(struct str *out, const struct value *value)
{
	if (value->len)
		str_puts(out, value->bytes);
	else
		str_printf(out, "%lld", (long long)value->address);
}

// One value on one line, without an array's length.
static void add_value(struct str *out, const struct value *value, const struct value_style *style)
{
	switch (value->kind) {
	case VALUE_UNKNOWN:
		str_puts(out, value->flags & VALUE_UNREADABLE ? "(not readable)" : "{...}");
		break;
	case VALUE_ENUM:
		add_enum(out, value);
		break;
	case VALUE_STRING:
		add_string(out, value);
		break;
	case VALUE_POINTER:
	case VALUE_FUNCTION:
	case VALUE_FILE:
		add_address(out, value, style);
		break;
	case VALUE_STRUCT:
	case VALUE_ARRAY:
		add_items(out, value, style);
		break;
	default:
		add_number(out, value, style);
	}
}

void value_line(const struct value *value, const struct value_style *style, struct str *out)
{
	add_value(out, value, style);
	add_length(out, value);
}

// --- several lines --------------------------------------------------------------------------

// A value that is written from a column on.
struct block {
	const struct value_style *style;
	struct str *out;
	size_t width;  // that the numbers of a matrix share; 0: as they come
	bool is_inner; // a row of a matrix: the length stands behind the whole
};

static void add_block(const struct block *block, const struct value *value, size_t column);

static void new_line(const struct block *block, size_t column)
{
	str_printf(block->out, ",\n%*s", (int)column, "");
}

static bool is_matrix(const struct value *value)
{
	return value->kind == VALUE_ARRAY && value->cnt && value->items[0].kind == VALUE_ARRAY;
}

static bool is_real_or_whole(enum value_kind kind)
{
	return kind >= VALUE_BOOL && kind <= VALUE_COMPLEX_LONG_DOUBLE;
}

static size_t line_length(const struct block *block, const struct value *value)
{
	struct str line = {0};
	size_t len;

	add_value(&line, value, block->style);
	len = line.len;
	str_release(&line);
	return len;
}

// The width of the widest number of a matrix; 0 when it is not made of numbers.
static size_t widest(const struct block *block, const struct value *value)
{
	size_t width = 0;

	if (value->kind != VALUE_ARRAY)
		return is_real_or_whole(value->kind) ? line_length(block, value) : 0;
	for (size_t i = 0; i < value->cnt; i++) {
		if (i == head_end(value))
			i = tail_start(value);
		if (i < value->cnt) {
			size_t item = widest(block, &value->items[i]);

			width = item > width ? item : width;
		}
	}
	return width;
}

static size_t column_of(const struct block *block)
{
	const char *text = str_text(block->out);
	const char *line = strrchr(text, '\n');

	return line ? (size_t)(text + block->out->len - line) - 1 : block->out->len;
}

// Appends to a line, or to a new one when this is full.
static void add_word(const struct block *block, const char *word, size_t column, bool is_first)
{
	bool fits = column_of(block) + 3 + strlen(word) <= LINE_MAX_COLUMN;

	if (!is_first && !fits)
		new_line(block, column);
	else
		str_puts(block->out, is_first ? "" : ", ");
	str_puts(block->out, word);
}

// Numbers of a matrix are as wide as the widest.
static void add_padded(const struct block *block, const struct value *value, size_t column,
		       bool is_first)
{
	struct str word = {0}, padded = {0};

	add_value(&word, value, block->style);
	if (block->width > word.len)
		str_printf(&padded, "%*s", (int)(block->width - word.len), "");
	str_puts(&padded, str_text(&word));
	add_word(block, padded.data, column, is_first);
	str_release(&word);
	str_release(&padded);
}

// As many in a line as fit.
static void add_filled(const struct block *block, const struct value *value, size_t column)
{
	bool is_gap_told = !is_cut(value);
	size_t i = 0;

	while (i < value->cnt || !is_gap_told) {
		if (!is_gap_told && i == head_end(value)) {
			add_word(block, "...", column, i == 0);
			is_gap_told = true;
			i = tail_start(value);
		} else {
			add_padded(block, &value->items[i], column, i == 0);
			i++;
		}
	}
}

// One item or field a line.
static void add_lines(const struct block *block, const struct value *value, size_t column)
{
	for (size_t i = 0; i < value->cnt; i++) {
		size_t inner = column;

		if (i)
			new_line(block, column);
		if (i == head_end(value)) {
			str_puts(block->out, "...");
			i = tail_start(value);
			if (i == value->cnt)
				return;
			new_line(block, column);
		}
		if (value->items[i].name) {
			str_printf(block->out, ".%s = ", value->items[i].name);
			inner += strlen(value->items[i].name) + 4;
		}
		add_block(block, &value->items[i], inner);
	}
	if (is_cut(value) && head_end(value) == value->cnt)
		str_puts(block->out, ", ...");
}

static bool is_filled(const struct value *value)
{
	return value->kind == VALUE_ARRAY && value->cnt &&
	       (is_real_or_whole(value->items[0].kind) || value->items[0].kind == VALUE_ENUM ||
		(value->items[0].kind >= VALUE_POINTER && value->items[0].kind <= VALUE_FILE));
}

static void add_block(const struct block *block, const struct value *value, size_t column)
{
	bool fits = column + line_length(block, value) <= LINE_MAX_COLUMN;
	struct block inner = *block;

	if (is_matrix(value) && !block->is_inner)
		inner.width = widest(block, value);
	else if (value->kind == VALUE_STRUCT)
		inner.width = 0;
	inner.is_inner = is_matrix(value);
	if ((fits && !is_matrix(value) && !(block->width && is_filled(value))) || !value->cnt) {
		add_value(block->out, value, block->style);
		if (!block->is_inner)
			add_length(block->out, value);
		return;
	}
	str_putc(block->out, '{');
	if (is_filled(value))
		add_filled(&inner, value, column + 1);
	else
		add_lines(&inner, value, column + 1);
	str_putc(block->out, '}');
	if (!block->is_inner)
		add_length(block->out, value);
}

// --- objects --------------------------------------------------------------------------------

static bool is_pointer(const struct value *value)
{
	return value->kind >= VALUE_POINTER && value->kind <= VALUE_FILE;
}

// Appends an object and, behind an arrow, what it leads to: always one with a higher number.
static void add_object(const struct values *values, size_t i, const struct value_style *style,
		       struct str *out)
{
	const struct block block = {.style = style, .out = out};
	const struct value *value = &values->objects[i].value;

	if (!is_pointer(value)) {
		size_t column = column_of(&block);
		bool fits = column + line_length(&block, value) <= LINE_MAX_COLUMN;

		if (column && (!fits || is_matrix(value))) {
			out->data[--out->len] = '\0'; // the space behind the arrow
			str_putc(out, '\n');
			column = 0;
		}
		add_block(&block, value, column);
		return;
	}
	if (*value->type)
		str_printf(out, "(%s) ", value->type);
	add_address(out, value, style);
	if (value->target == VALUE_NO_TARGET || value->target <= i)
		return;
	str_puts(out, " -> ");
	add_object(values, value->target, style, out);
}

void value_text(const struct values *values, const struct value_style *style, struct str *out)
{
	add_object(values, 0, style, out);
}
