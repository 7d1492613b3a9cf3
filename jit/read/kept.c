// jit/read/kept.c - compound literals that live on when their cell has ended.
//
// One becomes ({ static long double cicle_kept[...]; cicle_copy(cicle_kept, &literal, ...);
// (void *)cicle_kept; }): the same bytes each time that the cell runs, as at the top of a file.
#include "jit/read/kept.h"

#include <string.h>

// literal: '(' type ')' '{' values '}'
struct literal {
	size_t first; // the '&' or the '('
	size_t open;  // the '('
	size_t brace; // the '{'
	size_t end;
};

static void add_on_one_line(struct str *out, const struct tokens *tokens, const struct literal *l)
{
	size_t at = tokens->items[l->open].start_byte;
	size_t end = tokens->items[l->end - 1].end_byte;

	for (; at < end; at++)
		str_putc(out, tokens->text[at] == '\n' ? ' ' : tokens->text[at]);
}

static bool has_directive(const struct tokens *tokens, const struct literal *l)
{
	for (size_t i = l->open; i < l->end; i++)
		if (tokens->items[i].kind == TOKEN_DIRECTIVE)
			return true;
	return false;
}

static bool reads_literal(const struct tokens *tokens, size_t i, struct literal *l)
{
	*l = (struct literal){.first = i, .open = i + token_is(tokens, i, "&")};
	l->brace = token_after_bracket(tokens, l->open);
	if (!token_is(tokens, l->open, "(") || !token_is(tokens, l->brace, "{"))
		return false;
	l->end = token_after_bracket(tokens, l->brace);
	return l->open > l->first || token_is(tokens, l->brace - 2, "]");
}

// Tells whether the literal is all of a value: what is added to it or taken out of it is not kept.
static bool is_alone(const struct tokens *tokens, const struct literal *l, size_t first, size_t end)
{
	bool is_begun = l->first == first || token_is(tokens, l->first - 1, "=") ||
			token_is(tokens, l->first - 1, "{") || token_is(tokens, l->first - 1, ",");

	return is_begun && (l->end >= end || token_is(tokens, l->end, ",") ||
			    token_is(tokens, l->end, "}") || token_is(tokens, l->end, ";"));
}

static void add_kept(struct str *out, const struct tokens *tokens, const struct literal *l)
{
	str_puts(out, "({ static long double cicle_kept[(sizeof(");
	add_on_one_line(out, tokens, l);
	str_puts(out, ") + 15) / 16]; cicle_copy((void *)cicle_kept, (const void *)&");
	str_add(out, tokens->text + tokens->items[l->open].start_byte,
		tokens->items[l->brace].end_byte - tokens->items[l->open].start_byte);
	kept_add_span(out, tokens, l->brace + 1,
		      l->end - 1); // a list of literals is kept as a whole
	str_puts(out, "}, sizeof(");
	add_on_one_line(out, tokens, l);
	str_puts(out, ")); (void *)cicle_kept; })");
}

void kept_add_span(struct str *out, const struct tokens *tokens, size_t first, size_t end)
{
	size_t copied_byte = first < end ? tokens->items[first].start_byte : 0;
	size_t end_byte = first < end ? tokens->items[end - 1].end_byte : 0;

	for (size_t i = first; i < end;) {
		struct literal l;

		if (reads_literal(tokens, i, &l) && is_alone(tokens, &l, first, end) &&
		    !has_directive(tokens, &l)) {
			str_add(out, tokens->text + copied_byte,
				tokens->items[i].start_byte - copied_byte);
			add_kept(out, tokens, &l);
			copied_byte = tokens->items[l.end - 1].end_byte;
			i = l.end;
		} else {
			i = token_is(tokens, i, "(") ? token_after_bracket(tokens, i) : i + 1;
		}
	}
	str_add(out, tokens->text + copied_byte, end_byte - copied_byte);
}
