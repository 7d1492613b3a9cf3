// kernel/utf8.c - what is valid UTF-8, and positions in it: bytes here, code points in Jupyter.
#include "kernel/utf8.h"

#include <stdint.h>
#include <string.h>

static bool is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

// Gives how many bytes a sequence with this first byte has; 0 when none begins with it.
static size_t sequence_size(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xC2 && first <= 0xDF)
		return 2;
	if ((first & 0xF0) == 0xE0)
		return 3;
	return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

// Excludes what the first byte alone does not: overlong forms, surrogates, above U+10FFFF.
static bool is_second_ok(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xE0:
		return second >= 0xA0;
	case 0xED:
		return second <= 0x9F;
	case 0xF0:
		return second >= 0x90;
	case 0xF4:
		return second <= 0x8F;
	default:
		return true;
	}
}

enum utf8_kind utf8_next(const char *bytes, size_t len, size_t *size)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t need = sequence_size(p[0]);

	*size = 1;
	if (need == 0)
		return UTF8_INVALID;
	for (size_t i = 1; i < need && i < len; i++) {
		if (!is_continuation(p[i]) || (i == 1 && !is_second_ok(p[0], p[1])))
			return UTF8_INVALID;
	}
	*size = need < len ? need : len;
	return need <= len ? UTF8_VALID : UTF8_CUT;
}

// Counts the leading ASCII bytes, eight at a time.
static size_t ascii_run(const char *bytes, size_t len)
{
	size_t i = 0;
	uint64_t word;

	while (i + sizeof word <= len) {
		memcpy(&word, bytes + i, sizeof word);
		if (word & 0x8080808080808080u)
			break;
		i += sizeof word;
	}
	while (i < len && !(bytes[i] & 0x80))
		i++;
	return i;
}

bool utf8_is_valid(const char *bytes, size_t len)
{
	size_t i = ascii_run(bytes, len), size;

	while (i < len) {
		if (utf8_next(bytes + i, len - i, &size) != UTF8_VALID)
			return false;
		i += size;
		i += ascii_run(bytes + i, len - i);
	}
	return true;
}

void utf8_repair(struct str *out, const char *bytes, size_t len)
{
	size_t i = 0, size;

	while (i < len) {
		if (utf8_next(bytes + i, len - i, &size) == UTF8_VALID)
			str_add(out, bytes + i, size);
		else
			str_puts(out, UTF8_REPLACEMENT);
		i += size;
	}
}

size_t utf8_count(const char *text, size_t len)
{
	size_t cnt = 0;

	for (size_t i = 0; i < len; i++)
		cnt += !is_continuation((unsigned char)text[i]);
	return cnt;
}

size_t utf8_byte_of_cp(const char *text, size_t pos_cp)
{
	size_t i = 0;

	while (text[i]) {
		if (!is_continuation((unsigned char)text[i]) && pos_cp-- == 0)
			return i;
		i++;
	}
	return i;
}
