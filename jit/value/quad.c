// jit/value/quad.c - a _Float128 as text.
#include "jit/value/quad.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// So many digits tell any two values apart (IEEE 754-2008, 5.12.2).
#define DIGIT_MAX_CNT 36
// Whole numbers below this power of ten are written without an exponent.
#define PLAIN_MAX_EXPONENT 16
#define TEXT_MAX_BYTES 64

__extension__ typedef __float128 quad;

// glibc declares them for compilers with a type _Float128 only, which clang has under another name.
int quad_print(char *out, size_t size, const char *format, quad value) __asm__("strfromf128");
quad quad_read(const char *text, char **end) __asm__("strtof128");

static quad quad_of(const char *bytes)
{
	quad value;

	memcpy(&value, bytes, sizeof value);
	return value;
}

static void print(char *text, int digits, char conversion, quad value)
{
	char format[16];

	snprintf(format, sizeof format, "%%.%d%c", digits, conversion);
	quad_print(text, TEXT_MAX_BYTES, format, value);
}

static int decimal_exponent(quad value)
{
	char text[TEXT_MAX_BYTES];

	print(text, DIGIT_MAX_CNT - 1, 'e', value);
	return atoi(text + strcspn(text, "e") + (strchr(text, 'e') != NULL));
}

void quad_add_shortest(struct str *out, const char *bytes)
{
	quad value = quad_of(bytes);
	char text[TEXT_MAX_BYTES];
	int digits = 0, exponent;
	bool is_finite = value - value == 0;

	if (value != value) {
		str_puts(out, "nan"); // its sign says nothing
		return;
	}
	do
		print(text, ++digits, 'g', value);
	while (digits < DIGIT_MAX_CNT && quad_read(text, NULL) != value);
	exponent = is_finite ? decimal_exponent(value) : 0;
	if (exponent >= digits && exponent < PLAIN_MAX_EXPONENT)
		print(text, 0, 'f', value); // 100, not 1e+02
	str_puts(out, text);
	if (!strpbrk(text, ".eni"))
		str_puts(out, ".0");
}

long double quad_nearest(const char *bytes)
{
	return (long double)quad_of(bytes);
}
