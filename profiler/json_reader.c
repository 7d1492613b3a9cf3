// profiler/json_reader.c - reads JSON from memory piece by piece, without building a tree.
#include "profiler/json_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	NUMBER_MAX = 64, // bytes; a double needs 25
	DEPTH_MAX = 256, // of values that nobody asked for
};

struct json_reader json_from(const char *bytes, size_t len)
{
	return (struct json_reader){.at = bytes, .end = bytes + len};
}

void json_fail(struct json_reader *in, const char *failure)
{
	if (!in->failure)
		in->failure = failure;
}

// Gives the next byte that is no blank; 0 at the end and after a failure.
static char peek(struct json_reader *in)
{
	while (in->at < in->end && strchr(" \t\r\n", *in->at) && *in->at)
		in->at++;
	return in->failure || in->at == in->end ? '\0' : *in->at;
}

static bool take(struct json_reader *in, char c, const char *failure)
{
	if (peek(in) != c) {
		json_fail(in, failure);
		return false;
	}
	in->at++;
	return true;
}

static void enter(struct json_reader *in, char c, const char *failure)
{
	if (take(in, c, failure))
		in->is_first = true;
}

void json_open_object(struct json_reader *in)
{
	enter(in, '{', "an object is expected");
}

void json_open_array(struct json_reader *in)
{
	enter(in, '[', "an array is expected");
}

// Goes past the comma before an item that is not the first. Gives false at the closing bracket
// and after a failure.
static bool next(struct json_reader *in, char close)
{
	char c = peek(in);

	if (c == close) {
		in->at++;
		in->is_first = false;
		return false;
	}
	if (!in->is_first && !take(in, ',', "a comma or a closing bracket is expected"))
		return false;
	in->is_first = false;
	if (peek(in) == '\0')
		json_fail(in, "the text is cut off");
	return !in->failure;
}

bool json_next_key(struct json_reader *in, struct str *key)
{
	if (!next(in, '}'))
		return false;
	json_text(in, key);
	return take(in, ':', "a colon is expected");
}

bool json_next_item(struct json_reader *in)
{
	return next(in, ']');
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Reads four hexadecimal digits.
static uint32_t get_code_unit(struct json_reader *in)
{
	uint32_t unit = 0;

	for (int i = 0; i < 4; i++, in->at++) {
		int digit = in->at < in->end ? hex_digit(*in->at) : -1;

		if (digit < 0) {
			json_fail(in, "a bad escape in a string");
			return 0;
		}
		unit = unit << 4 | (uint32_t)digit;
	}
	return unit;
}

static void put_utf8(struct str *out, uint32_t cp)
{
	if (cp == 0 || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = 0xFFFD;
	if (cp < 0x80) {
		str_putc(out, (char)cp);
		return;
	}
	if (cp < 0x800) {
		str_putc(out, (char)(0xC0 | cp >> 6));
	} else if (cp < 0x10000) {
		str_putc(out, (char)(0xE0 | cp >> 12));
		str_putc(out, (char)(0x80 | (cp >> 6 & 0x3F)));
	} else {
		str_putc(out, (char)(0xF0 | cp >> 18));
		str_putc(out, (char)(0x80 | (cp >> 12 & 0x3F)));
		str_putc(out, (char)(0x80 | (cp >> 6 & 0x3F)));
	}
	str_putc(out, (char)(0x80 | (cp & 0x3F)));
}

// Reads what follows \u; two escapes in a row may be the halves of one character.
static void get_unicode(struct json_reader *in, struct str *text)
{
	uint32_t unit = get_code_unit(in);
	struct json_reader behind = *in;
	uint32_t low;

	if (unit >= 0xD800 && unit <= 0xDBFF && behind.end - behind.at >= 6 &&
	    memcmp(behind.at, "\\u", 2) == 0) {
		behind.at += 2;
		low = get_code_unit(&behind);
		if (low >= 0xDC00 && low <= 0xDFFF) {
			unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
			*in = behind;
		}
	}
	put_utf8(text, unit);
}

static void get_escape(struct json_reader *in, struct str *text)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c = in->at < in->end ? *in->at++ : '\0';

	if (c == 'u') {
		get_unicode(in, text);
		return;
	}
	found = c ? strchr(letters, c) : NULL;
	if (found)
		str_putc(text, meant[found - letters]);
	else
		json_fail(in, "a bad escape in a string");
}

void json_text(struct json_reader *in, struct str *text)
{
	str_clear(text);
	take(in, '"', "a string is expected");
	while (!in->failure) {
		const char *from = in->at;

		while (in->at < in->end && *in->at && *in->at != '"' && *in->at != '\\')
			in->at++;
		str_add(text, from, (size_t)(in->at - from));
		if (in->at == in->end || *in->at == '\0') {
			json_fail(in, "a string without an end");
			return;
		}
		if (*in->at++ == '"')
			return;
		get_escape(in, text);
	}
}

// Copies a number's text. Gives its length; 0 when there is none.
static size_t get_number(struct json_reader *in, char number[NUMBER_MAX])
{
	size_t len = 0;

	peek(in);
	while (!in->failure && in->at < in->end && len < NUMBER_MAX - 1 && *in->at &&
	       strchr("+-.0123456789eE", *in->at))
		number[len++] = *in->at++;
	number[len] = '\0';
	return len;
}

uint64_t json_integer(struct json_reader *in, uint64_t max)
{
	char number[NUMBER_MAX];
	size_t len = get_number(in, number);
	unsigned long long value;

	errno = 0;
	value = strtoull(number, NULL, 10);
	if (len == 0 || strspn(number, "0123456789") != len || errno || value > max) {
		json_fail(in, "an integer is missing or out of range");
		return 0;
	}
	return value;
}

static double to_double(struct json_reader *in, const char *number, size_t len)
{
	char *rest;
	double value = strtod(number, &rest);

	if (len == 0 || *rest || !(value >= 0) || value > 1e300) {
		json_fail(in, "a number is missing, negative or out of range");
		return 0;
	}
	return value;
}

uint64_t json_scaled(struct json_reader *in, double scale)
{
	char number[NUMBER_MAX];
	size_t len = get_number(in, number);
	double value;

	// 18 digits fit in 63 bits.
	if (scale == 1 && len > 0 && len <= 18 && strspn(number, "0123456789") == len)
		return strtoull(number, NULL, 10);
	value = to_double(in, number, len) * scale;
	if (value < 0x1p63)
		return (uint64_t)(value + 0.5);
	json_fail(in, "a number is out of range");
	return 0;
}

double json_double(struct json_reader *in)
{
	char number[NUMBER_MAX];
	size_t len = get_number(in, number);
	double value = to_double(in, number, len);

	if (value <= 1e18)
		return value;
	json_fail(in, "a number is out of range");
	return 0;
}

bool json_null(struct json_reader *in)
{
	if (peek(in) != 'n' || in->end - in->at < 4 || memcmp(in->at, "null", 4) != 0)
		return false;
	in->at += 4;
	return true;
}

static void skip_text(struct json_reader *in)
{
	for (in->at++; in->at < in->end && *in->at != '"'; in->at++) {
		if (*in->at == '\\' && in->at + 1 < in->end)
			in->at++;
	}
	if (in->at == in->end)
		json_fail(in, "a string without an end");
	else
		in->at++;
}

// Skips a number or a word.
static void skip_plain(struct json_reader *in)
{
	const char *from = in->at;

	while (in->at < in->end && *in->at &&
	       strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", *in->at))
		in->at++;
	if (in->at == from)
		json_fail(in, "a value is expected");
}

// Commas and colons inside of what is skipped are not checked; brackets are.
void json_skip(struct json_reader *in)
{
	char closing[DEPTH_MAX];
	size_t depth = 0;

	do {
		char c = peek(in);

		if (c == '"') {
			skip_text(in);
		} else if ((c == '{' || c == '[') && depth < DEPTH_MAX) {
			closing[depth++] = c == '{' ? '}' : ']';
			in->at++;
		} else if (depth > 0 && c == closing[depth - 1]) {
			depth--;
			in->at++;
		} else if (depth > 0 && (c == ',' || c == ':')) {
			in->at++;
		} else {
			skip_plain(in);
		}
	} while (depth > 0 && !in->failure);
	in->is_first = false;
}
