// jit/runner/value.c - the trailing expression's value as text.
#include "jit/runner/value.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

// Longer strings are cut: a notebook is no place for a megabyte between quotes.
#define STRING_MAX_BYTES 4096
// And so are longer values: what comes behind is left out.
#define VALUE_MAX_BYTES (64 * 1024)
// From 10 to this power on, a whole number is written as 1e+16.
#define PLAIN_MAX_EXPONENT 16

static struct str shown;
static bool is_cut; // something was left out

const struct str *value_text(void)
{
	return &shown;
}

void value_clear(void)
{
	str_clear(&shown);
	is_cut = false;
}

// Reads up to cap bytes at an address that may be anything, up to the first NUL or the first
// unreadable page. Returns the number of bytes, -1 when not even the first can be read.
static ssize_t read_string(const char *address, char *buf, size_t cap)
{
	size_t len = 0;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	while (len < cap) {
		size_t want = page - (size_t)(address + len) % page;
		struct iovec to = {buf + len, want < cap - len ? want : cap - len};
		struct iovec from = {(void *)(address + len), to.iov_len};
		ssize_t got = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
		const char *end;

		if (got <= 0)
			return len ? (ssize_t)len : -1;
		end = memchr(buf + len, '\0', (size_t)got);
		if (end)
			return end - buf;
		len += (size_t)got;
	}
	return (ssize_t)len;
}

// One byte as C writes it between quotes.
static void show_byte(unsigned char c, char quote)
{
	static const char names[] = "abtnvfr"; // \a is 7

	if (c >= 7 && c <= 13)
		str_printf(&shown, "\\%c", names[c - 7]);
	else if (c == '\\' || c == (unsigned char)quote)
		str_printf(&shown, "\\%c", c);
	else if (c < ' ' || c == 0x7f)
		str_printf(&shown, "\\%03o", c);
	else
		str_putc(&shown, (char)c);
}

static void show_string(const char *address)
{
	char buf[STRING_MAX_BYTES];
	ssize_t len = address ? read_string(address, buf, sizeof buf) : -1;

	if (!address) {
		str_puts(&shown, "NULL");
	} else if (len < 0) {
		str_printf(&shown, "(char *) %p (not readable)", (const void *)address);
	} else {
		str_putc(&shown, '"');
		for (ssize_t i = 0; i < len; i++)
			show_byte((unsigned char)buf[i], '"');
		str_puts(&shown, len == STRING_MAX_BYTES ? "\"..." : "\"");
	}
}

static void show_char(int c)
{
	str_putc(&shown, '\'');
	if (c < 0 || c >= 0x80)
		str_printf(&shown, "\\%03o", (unsigned char)c);
	else
		show_byte((unsigned char)c, '\'');
	str_puts(&shown, "'");
}

// The shortest decimal text that reads back as the same value.
static void show_real(long double value, int max_digits, int kind)
{
	char buf[64];
	int digits = 1, exponent;
	bool is_same;

	do {
		snprintf(buf, sizeof buf, "%.*Lg", digits, value);
		is_same = kind == VALUE_FLOAT    ? strtof(buf, NULL) == (float)value
			  : kind == VALUE_DOUBLE ? strtod(buf, NULL) == (double)value
						 : strtold(buf, NULL) == value;
	} while (!is_same && digits++ < max_digits);
	exponent = isfinite(value) && value != 0 ? (int)floorl(log10l(fabsl(value))) : 0;
	if (exponent >= digits && exponent < PLAIN_MAX_EXPONENT)
		snprintf(buf, sizeof buf, "%.0Lf", value); // 100, not 1e+02
	str_puts(&shown, buf);
	if (!strpbrk(buf, ".eni"))
		str_puts(&shown, ".0");
}

// Tells whether the value has its full length; the first time, says that something is missing.
static bool is_full(void)
{
	if (shown.len < VALUE_MAX_BYTES)
		return false;
	if (!is_cut)
		str_puts(&shown, "...");
	is_cut = true;
	return true;
}

void cicle_text(const char *text)
{
	if (!is_full())
		str_puts(&shown, text);
}

void cicle_chars(const char *chars, unsigned long cnt)
{
	size_t len = strnlen(chars, cnt < STRING_MAX_BYTES ? cnt : STRING_MAX_BYTES);

	if (is_full())
		return;
	str_putc(&shown, '"');
	for (size_t i = 0; i < len; i++)
		show_byte((unsigned char)chars[i], '"');
	str_puts(&shown, len == STRING_MAX_BYTES ? "\"..." : "\"");
}

void cicle_show(int kind, int ignored, ...)
{
	va_list args;

	if (is_full())
		return;
	va_start(args, ignored);
	switch ((enum value_kind)kind) {
	case VALUE_BOOL:
		str_puts(&shown, va_arg(args, int) ? "true" : "false");
		break;
	case VALUE_CHAR:
		show_char(va_arg(args, int));
		break;
	case VALUE_SIGNED_CHAR:
	case VALUE_UNSIGNED_CHAR:
	case VALUE_SHORT:
	case VALUE_UNSIGNED_SHORT:
	case VALUE_INT:
		str_printf(&shown, "%d", va_arg(args, int));
		break;
	case VALUE_UNSIGNED:
		str_printf(&shown, "%u", va_arg(args, unsigned));
		break;
	case VALUE_LONG:
		str_printf(&shown, "%ld", va_arg(args, long));
		break;
	case VALUE_UNSIGNED_LONG:
		str_printf(&shown, "%lu", va_arg(args, unsigned long));
		break;
	case VALUE_LONG_LONG:
		str_printf(&shown, "%lld", va_arg(args, long long));
		break;
	case VALUE_UNSIGNED_LONG_LONG:
		str_printf(&shown, "%llu", va_arg(args, unsigned long long));
		break;
	case VALUE_FLOAT:
		show_real(va_arg(args, double), 9, kind);
		break;
	case VALUE_DOUBLE:
		show_real(va_arg(args, double), 17, kind);
		break;
	case VALUE_LONG_DOUBLE:
		show_real(va_arg(args, long double), 21, kind);
		break;
	case VALUE_STRING:
		show_string(va_arg(args, const char *));
		break;
	case VALUE_POINTER: {
		const void *pointer = va_arg(args, const void *);

		if (pointer)
			str_printf(&shown, "%p", pointer);
		else
			str_puts(&shown, "NULL");
		break;
	}
	}
	va_end(args);
}
