// jit/read/escape.c - universal character names in strings, which libtcc does not know.
#include "jit/read/escape.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "jit/read/lex.h"

// universal name: '\u' hex{4} | '\U' hex{8}. Returns its length, 0 when there is none.
static size_t read_name(const char *at, uint32_t *code_point)
{
	size_t digit_cnt = at[1] == 'u' ? 4 : at[1] == 'U' ? 8 : 0;
	char digits[9] = {0};

	for (size_t i = 0; i < digit_cnt; i++) {
		if (!isxdigit((unsigned char)at[2 + i]))
			return 0;
		digits[i] = at[2 + i];
	}
	*code_point = (uint32_t)strtoul(digits, NULL, 16);
	return digit_cnt && *code_point >= 0x80 && *code_point <= 0x10ffff ? digit_cnt + 2 : 0;
}

static char *write_utf8(char *to, uint32_t c)
{
	static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	int len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (int i = len - 1; i > 0; i--) {
		to[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	to[0] = (char)(heads[len] | c);
	return to + len;
}

// Copies a string literal to the place where the text before it ended.
static char *copy_literal(char *to, const char *from, const char *end)
{
	while (from < end) {
		uint32_t code_point;
		size_t len = *from == '\\' ? read_name(from, &code_point) : 0;

		if (len) {
			to = write_utf8(to, code_point);
			from += len;
			continue;
		}
		if (*from == '\\' && from + 1 < end)
			*to++ = *from++; // so that the second half of "\\" opens nothing
		*to++ = *from++;
	}
	return to;
}

// Wide strings are the compiler's.
static bool is_utf8(const char *literal)
{
	return *literal == '"' || !strncmp(literal, "u8\"", 3);
}

void escape_expand(char *text)
{
	struct tokens tokens;
	char *to = text;
	size_t from = 0;

	if (!strstr(text, "\\u") && !strstr(text, "\\U"))
		return;
	tokens_init(&tokens, text, strlen(text));
	for (size_t i = 0; i < tokens.cnt; i++) {
		const struct token *token = &tokens.items[i];

		if (token->kind != TOKEN_STRING || !is_utf8(text + token->start_byte))
			continue;
		memmove(to, text + from, token->start_byte - from);
		to += token->start_byte - from;
		to = copy_literal(to, text + token->start_byte, text + token->end_byte);
		from = token->end_byte;
	}
	memmove(to, text + from, strlen(text + from) + 1);
	tokens_release(&tokens);
}
