// terminal/colour.c - a line of C in a terminal's colours.
#include "terminal/colour.h"

#include <ctype.h>
#include <string.h>

#include "jit/read/lex.h"

#define COMMENT "\033[90m"
#define PLAIN "\033[0m"

// Gives the colour of a token; NULL: it has none.
static const char *colour_of(const struct token *token)
{
	switch (token->kind) {
	case TOKEN_NUMBER:
		return "\033[36m";
	case TOKEN_STRING:
	case TOKEN_CHAR:
		return "\033[32m";
	case TOKEN_DIRECTIVE:
		return "\033[35m";
	case TOKEN_IDENT:
		if (token->words & WORD_TYPE)
			return "\033[33m";
		return token->words ? "\033[1;34m" : NULL;
	default:
		return NULL;
	}
}

static void add_coloured(struct str *out, const char *colour, const char *text, size_t len)
{
	if (colour)
		str_puts(out, colour);
	str_add(out, text, len);
	if (colour)
		str_puts(out, PLAIN);
}

// Appends what stands between two tokens: blanks and comments.
static void add_gap(struct str *out, const char *text, size_t len)
{
	size_t blank_len = 0;

	while (blank_len < len && isspace((unsigned char)text[blank_len]))
		blank_len++;
	str_add(out, text, blank_len);
	if (blank_len < len)
		add_coloured(out, COMMENT, text + blank_len, len - blank_len);
}

void colour_line(const char *before, const char *line, struct str *out)
{
	struct str text = {0};
	struct tokens tokens;
	size_t at = strlen(before);

	str_printf(&text, "%s%s", before, line);
	tokens_init(&tokens, str_text(&text), text.len);
	for (size_t i = 0; i < tokens.cnt; i++) {
		const struct token *token = &tokens.items[i];

		if (token->end_byte <= at)
			continue;
		if (token->start_byte > at) {
			add_gap(out, text.data + at, token->start_byte - at);
			at = token->start_byte;
		}
		add_coloured(out, colour_of(token), text.data + at, token->end_byte - at);
		at = token->end_byte;
	}
	if (at < text.len)
		add_gap(out, text.data + at, text.len - at);
	tokens_release(&tokens);
	str_release(&text);
}
