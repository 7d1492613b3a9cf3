// base/text.c - puts text of unknown origin safely into HTML, JSON and terminals.
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

#define REPLACEMENT 0xFFFDu

// The bytes that a lead byte announces; 0 when it cannot lead.
static size_t sequence_len(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xC2 && lead <= 0xDF)
		return 2;
	if (lead >= 0xE0 && lead <= 0xEF)
		return 3;
	return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static bool is_well_formed(uint32_t code_point, size_t len)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

	return code_point >= smallest[len] && code_point <= 0x10FFFF &&
	       !(code_point >= 0xD800 && code_point <= 0xDFFF);
}

size_t text_decode(const char *bytes, size_t len, uint32_t *code_point)
{
	unsigned char lead = (unsigned char)bytes[0];
	size_t need = sequence_len(lead);
	uint32_t value = need > 1 ? lead & (0x7Fu >> need) : lead;

	*code_point = REPLACEMENT;
	if (!need || need > len)
		return 1;
	for (size_t i = 1; i < need; i++) {
		if (((unsigned char)bytes[i] & 0xC0) != 0x80)
			return 1;
		value = value << 6 | ((unsigned char)bytes[i] & 0x3F);
	}
	if (!is_well_formed(value, need))
		return 1;
	*code_point = value;
	return need;
}

void text_utf8(struct str *out, const char *text)
{
	size_t len = strlen(text), step;
	uint32_t code_point;

	for (; len; text += step, len -= step) {
		step = text_decode(text, len, &code_point);
		if (code_point == REPLACEMENT)
			str_puts(out, "\xEF\xBF\xBD");
		else
			str_add(out, text, step);
	}
}

static const char *html_entity(uint32_t code_point)
{
	switch (code_point) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static bool is_control(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

void text_html_escape(struct str *out, const char *text)
{
	size_t len = strlen(text), step;
	uint32_t code_point;

	for (; len; text += step, len -= step) {
		step = text_decode(text, len, &code_point);
		if (html_entity(code_point))
			str_puts(out, html_entity(code_point));
		else if (code_point == REPLACEMENT ||
			 (is_control(code_point) && code_point != '\t' && code_point != '\n'))
			str_puts(out, "\xEF\xBF\xBD");
		else
			str_add(out, text, step);
	}
}

static bool needs_json_escape(uint32_t code_point)
{
	return is_control(code_point) || code_point == 0x2028 || code_point == 0x2029 ||
	       (code_point < 0x80 && strchr("\"\\<>&", (int)code_point));
}

void text_json_escape(struct str *out, const char *text)
{
	size_t len = strlen(text), step;
	uint32_t code_point;

	str_putc(out, '"');
	for (; len; text += step, len -= step) {
		step = text_decode(text, len, &code_point);
		if (needs_json_escape(code_point))
			str_printf(out, "\\u%04x", (unsigned)code_point);
		else if (code_point == REPLACEMENT)
			str_puts(out, "\xEF\xBF\xBD");
		else
			str_add(out, text, step);
	}
	str_putc(out, '"');
}

// Gives the length of a colour sequence at the start of a text, 0 when there is none.
static size_t colour_len(const char *text)
{
	size_t len;

	if (text[0] != '\033' || text[1] != '[')
		return 0;
	len = 2 + strspn(text + 2, "0123456789;");
	return text[len] == 'm' ? len + 1 : 0;
}

// U+202A to U+202E and U+2066 to U+2069 write what follows in another direction.
static bool turns_text(uint32_t code_point)
{
	return (code_point >= 0x202A && code_point <= 0x202E) ||
	       (code_point >= 0x2066 && code_point <= 0x2069);
}

static bool is_harmless(uint32_t code_point, const char *text)
{
	if (code_point == '\r')
		return text[1] == '\n';
	return code_point == '\t' || code_point == '\n' ||
	       (!is_control(code_point) && !turns_text(code_point));
}

// Appends the first code point of a text, and gives its length.
static size_t add_visible(struct str *out, const char *text, size_t len)
{
	uint32_t code_point;
	size_t step = text_decode(text, len, &code_point);

	if (code_point != REPLACEMENT && is_harmless(code_point, text))
		str_add(out, text, step);
	else if (code_point < 0x20)
		str_printf(out, "\xE2\x90%c", 0x80 + (int)code_point); // U+2400 and on
	else if (code_point == 0x7F)
		str_puts(out, "\xE2\x90\xA1");
	else
		str_puts(out, "\xEF\xBF\xBD");
	return step;
}

void text_visible(struct str *out, const char *text)
{
	size_t len = strlen(text), step;

	for (; len; text += step, len -= step)
		step = add_visible(out, text, len);
}

// Gives the length of one of the sequences that our messages are coloured with, 0 of anything else.
static size_t own_colour_len(const char *text)
{
	static const char *const own[] = {"\033[0m",  "\033[1m",  "\033[31m",
					  "\033[32m", "\033[35m", "\033[36m"};

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (!strncmp(text, own[i], strlen(own[i])))
			return strlen(own[i]);
	return 0;
}

void text_terminal(struct str *out, const char *text)
{
	size_t len = strlen(text), step;

	for (; len; text += step, len -= step) {
		step = own_colour_len(text);
		if (step)
			str_add(out, text, step);
		else
			step = add_visible(out, text, len);
	}
}

void text_plain(struct str *out, const char *text)
{
	while (*text) {
		size_t len = colour_len(text);

		if (len)
			text += len;
		else
			str_putc(out, *text++);
	}
}

uint64_t text_hash(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return hash;
}
