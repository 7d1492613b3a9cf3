// jit/runner/literals.c - string literals that libtcc reads wrong, in a form that it reads right.
#include "jit/runner/literals.h"

#include <stdbool.h>
#include <string.h>

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (c & 0x80);
}

// Goes over the blanks of one line.
static char *after_blanks(char *text)
{
	return text + strspn(text, " \t");
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

// Follows #if and #endif: gives the depth behind the directive whose '#' text points at.
static int depth_behind(char *text, int depth)
{
	const char *word = after_blanks(text + 1);

	return depth + !strncmp(word, "if", 2) - !strncmp(word, "endif", 5);
}

// Blanks a quote that its line does not close, in what an #if may leave out: "don't" is no error
// there.
static char *mend_open_quote(char *text, int depth)
{
	char *end = after_quoted(text);

	if (depth <= 0 || (end > text + 1 && end[-1] == *text))
		return end;
	*text = ' ';
	return text + 1;
}

void literals_mend(char *text)
{
	bool is_line_start = true;
	int depth = 0;

	while (*text) {
		if (is_line_start && *(text = after_blanks(text)) == '#')
			depth = depth_behind(text, depth);
		is_line_start = *text == '\n';
		if (*text == '"' || *text == '\'')
			text = mend_open_quote(text, depth);
		else if (*text == '/' && (text[1] == '/' || text[1] == '*'))
			text = after_comment(text);
		else if (is_word_char(*text))
			text = after_word(text);
		else
			text += *text != 0;
	}
}
