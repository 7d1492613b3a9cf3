// jit/read/span.c - pieces of a cell's text, by its tokens.
#include "jit/read/span.h"

#include <string.h>

// Items keep their columns up to here: as each one's is written as blanks, a line of n items would
// take n * n.
#define COLUMN_MAX 1000

void line_directive(struct str *out, uint32_t line, const char *file)
{
	str_printf(out, "#line %u \"%s\"\n", line, file);
}

void column_padding(struct str *out, size_t column_byte)
{
	if (column_byte <= COLUMN_MAX)
		str_printf(out, "%*s", (int)column_byte, "");
}

size_t span_column(const struct tokens *tokens, size_t i)
{
	size_t at = tokens->items[i].start_byte;
	size_t from = at > COLUMN_MAX ? at - COLUMN_MAX - 1 : 0;
	const char *newline = memrchr(tokens->text + from, '\n', at - from);

	return newline ? (size_t)(tokens->text + at - newline - 1) : at - from;
}

void span_add_place(struct str *out, const struct tokens *tokens, size_t i, const char *file)
{
	if (out->len && out->data[out->len - 1] != '\n')
		str_putc(out, '\n');
	line_directive(out, tokens->items[i].line, file);
	column_padding(out, span_column(tokens, i));
}

bool is_thread_word(const struct tokens *tokens, size_t i)
{
	return token_is(tokens, i, "_Thread_local") || token_is(tokens, i, "__thread") ||
	       token_is(tokens, i, "thread_local");
}

static bool is_storage_word(const struct tokens *tokens, size_t i)
{
	return is_thread_word(tokens, i) || tokens->items[i].words & WORD_STORAGE;
}

size_t span_start(const struct tokens *tokens, size_t i)
{
	return tokens->items[i].start_byte;
}

size_t span_end(const struct tokens *tokens, size_t end)
{
	return tokens->items[end - 1].end_byte;
}

void span_add(struct str *out, const struct tokens *tokens, size_t first, size_t end)
{
	if (first < end)
		str_add(out, tokens->text + span_start(tokens, first),
			span_end(tokens, end) - span_start(tokens, first));
}

void span_add_unstored(struct str *out, const struct tokens *tokens, size_t first, size_t end)
{
	size_t base = out->len;

	span_add(out, tokens, first, end);
	for (size_t i = first; i < end; i++)
		if (is_storage_word(tokens, i))
			memset(out->data + base + span_start(tokens, i) - span_start(tokens, first),
			       ' ', tokens->items[i].end_byte - span_start(tokens, i));
}

size_t span_tag_name(const struct tokens *tokens, const struct item *item)
{
	size_t i = item->tag + 1;

	while (token_is(tokens, i, "__attribute__"))
		i = token_after_bracket(tokens, i + 1);
	return tokens->items[i].kind == TOKEN_IDENT ? i : NO_TOKEN;
}

void span_add_behind_body(struct str *out, const struct tokens *tokens, const struct item *item,
			  bool of_struct)
{
	size_t i = token_after_bracket(tokens, item->tag_body);

	while (i < item->spec_end) {
		bool is_attribute = tokens->items[i].words & WORD_PARENS;
		size_t end = is_attribute ? token_after_bracket(tokens, i + 1) : i + 1;

		if (is_attribute == of_struct && !is_storage_word(tokens, i)) {
			span_add(out, tokens, i, end);
			str_putc(out, ' ');
		}
		i = end;
	}
}

void span_add_object_type(struct str *out, const struct tokens *tokens, const struct item *item,
			  const char *type_name)
{
	size_t name;

	if (item->tag_body == NO_TOKEN) {
		span_add_unstored(out, tokens, item->first, item->spec_end);
		str_puts(out, item->spec_end > item->first ? " " : "int ");
		return;
	}
	name = span_tag_name(tokens, item);
	span_add_unstored(out, tokens, item->first, item->tag + 1);
	str_putc(out, ' ');
	if (type_name)
		str_puts(out, type_name);
	else
		span_add(out, tokens, name, name + 1);
	str_putc(out, ' ');
	span_add_behind_body(out, tokens, item, false);
}

void span_blank(struct str *text, const struct tokens *tokens, size_t first, size_t end,
		size_t text_start)
{
	for (size_t i = span_start(tokens, first); text->data && i < span_end(tokens, end); i++)
		if (text->data[i - text_start] != '\n')
			text->data[i - text_start] = ' ';
}
