// jit/read/splice.c - words that a backslash and a newline cut in two.
#include "jit/read/splice.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum piece {
	PIECE_NONE, // a blank, a backslash, the end
	PIECE_WORD, // or a number
	PIECE_OPERATOR,
};

static enum piece piece_of(char byte)
{
	unsigned char c = (unsigned char)byte;

	if (isalnum(c) || c >= 0x80 || (c && strchr("_$.", c)))
		return PIECE_WORD;
	return c && strchr("+-*/%&|^<>=!:#", c) ? PIECE_OPERATOR : PIECE_NONE;
}

// Gives the length of the backslash and newline that a text begins with; 0: it does not.
static size_t splice_len(const char *text)
{
	if (text[0] != '\\')
		return 0;
	return text[1] == '\n' ? 2 : text[1] == '\r' && text[2] == '\n' ? 3 : 0;
}

// Swaps the first `first` bytes of a text with the `second` ones behind them.
static void swap_parts(char *text, size_t first, size_t second)
{
	while (second-- > 0) {
		char moved = text[first];

		memmove(text + 1, text, first);
		*text++ = moved;
	}
}

// Moves the rest of what ends before a splice in front of it. Returns where to go on.
static char *join(char *splice, enum piece piece)
{
	size_t len = 0, rest = 0, one;

	while ((one = splice_len(splice + len)))
		len += one;
	while (piece_of(splice[len + rest]) == piece)
		rest++;
	swap_parts(splice, len, rest);
	return rest ? splice + rest : splice + len;
}

void splice_words(char *text)
{
	char *at = text;

	while ((at = strchr(at, '\\'))) {
		enum piece piece = at > text ? piece_of(at[-1]) : PIECE_NONE;

		if (splice_len(at) && piece != PIECE_NONE)
			at = join(at, piece);
		else
			at++;
	}
}
