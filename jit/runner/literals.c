// jit/runner/literals.c - string literals that libtcc reads wrong, in a form that it reads right.
#include "jit/runner/literals.h"

#include <stdbool.h>
#include <string.h>

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (c & 0x80);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

// Gives the end of what starts with a quote: behind the closing one, or at the line's end.
static char *after_quoted(char *text)
{
	char quote = *text++;

	while (*text && *text != quote && *text != '\n')
		text += *text == '\\' && text[1] ? 2 : 1;
	return *text == quote ? text + 1 : text;
}

static char *after_comment(char *text)
{
	const char *end = text[1] == '*' ? "*/" : "\n";
	char *found = strstr(text + 2, end);

	return found ? found + strlen(end) : text + strlen(text);
}

static char *after_spaces(char *text)
{
	while (is_space(*text))
		text++;
	return text;
}

// Behind L"ab": makes the parts that follow wide too.
static char *mend_wide(char *text)
{
	char *next = after_spaces(text);

	while (*next == '"' && next > text) {
		if (next[-1] == ' ' || next[-1] == '\t')
			next[-1] = 'L';
		text = after_quoted(next);
		next = after_spaces(text);
	}
	return text;
}

static char *after_word(char *text)
{
	char *start = text;

	while (is_word_char(*text))
		text++;
	if (*text != '"')
		return text;
	if (text - start == 2 && !memcmp(start, "u8", 2))
		memset(start, ' ', 2);
	return text - start == 1 && *start == 'L' ? mend_wide(after_quoted(text))
						  : after_quoted(text);
}

void literals_mend(char *text)
{
	while (*text) {
		if (*text == '"' || *text == '\'')
			text = after_quoted(text);
		else if (*text == '/' && (text[1] == '/' || text[1] == '*'))
			text = after_comment(text);
		else if (is_word_char(*text))
			text = after_word(text);
		else
			text++;
	}
}
