// magics/assist.c - is the code complete, and which word is at the cursor.
#include "magics/assist.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/item.h"
#include "jit/read/lex.h"
#include "magics/segment.h"

#define INDENT 4
#define TAB_COLUMNS 8

// --- is_complete ----------------------------------------------------------------------------

// Gives the token of the innermost open bracket in *innermost (NO_TOKEN: all are closed), or -1
// when one is closed that was not opened like that.
static int find_open_bracket(const struct tokens *tokens, size_t *innermost)
{
	size_t *open = mem_zalloc((tokens->cnt + 1) * sizeof *open);
	size_t depth = 0;
	bool is_right = true;

	for (size_t i = 0; i < tokens->cnt && is_right; i++) {
		char c = tokens->text[tokens->items[i].start_byte];
		char opening = c == ')' ? '(' : c == ']' ? '[' : '{';

		if (tokens->items[i].kind != TOKEN_PUNCT)
			continue;
		if (strchr("([{", c))
			open[depth++] = i;
		else if (strchr(")]}", c))
			is_right = depth > 0 &&
				   tokens->text[tokens->items[open[--depth]].start_byte] == opening;
	}
	*innermost = depth ? open[depth - 1] : NO_TOKEN;
	free(open);
	return is_right ? 0 : -1;
}

// Counts the columns of blanks that a byte's line begins with.
static size_t line_indent(const char *text, size_t byte)
{
	size_t columns = 0;

	while (byte > 0 && text[byte - 1] != '\n')
		byte--;
	for (; text[byte] == ' ' || text[byte] == '\t'; byte++)
		columns += text[byte] == '\t' ? TAB_COLUMNS - columns % TAB_COLUMNS : 1;
	return columns;
}

// "for (...)", "else", "int f(int n)": more is to come.
static bool waits_for_more(const struct tokens *tokens, const struct item *item)
{
	static const char *const heads[] = {"if", "for", "while", "switch", "else", "do"};
	size_t last = item->end - 1;

	if (token_is(tokens, last, ";") || token_is(tokens, last, "}"))
		return false;
	if (item->kind == ITEM_DECLARATION || item->kind == ITEM_TYPE)
		return !item->declarator_cnt ||
		       item->declarators[item->declarator_cnt - 1].is_function;
	if (token_is(tokens, last, "else") || token_is(tokens, last, "do"))
		return true;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (token_is(tokens, item->first, heads[i]))
			return token_is(tokens, last, ")");
	return false;
}

static bool ends_with_continuation(const char *code)
{
	size_t len = strlen(code);

	while (len && (code[len - 1] == '\n' || code[len - 1] == '\r'))
		len--;
	return len && code[len - 1] == '\\';
}

// Tells whether the last item wants more, and how the next line is indented: below "for (...)" one
// step, below "int f(int n)" not at all.
static bool is_last_open(struct symbols *symbols, const struct tokens *tokens, size_t *indent)
{
	struct items items;
	bool is_open = false;

	items_init(&items, tokens, symbols_classify, symbols);
	if (items.cnt) {
		const struct item *last = &items.items[items.cnt - 1];

		is_open = waits_for_more(tokens, last);
		*indent = line_indent(tokens->text, tokens->items[last->end - 1].start_byte);
		if (last->kind == ITEM_STATEMENT || last->kind == ITEM_EXPRESSION)
			*indent += INDENT;
	}
	items_release(&items);
	return is_open;
}

static enum completeness c_completeness(struct symbols *symbols, const char *code, size_t *indent)
{
	enum completeness answer = CODE_COMPLETE;
	struct tokens tokens;
	size_t open, len = strlen(code);

	tokens_init(&tokens, code, len);
	if (find_open_bracket(&tokens, &open) || tokens.problem == LEX_OPEN_STRING ||
	    tokens.problem == LEX_BAD_BYTE) {
		answer = CODE_INVALID;
	} else if (open != NO_TOKEN) {
		answer = CODE_INCOMPLETE;
		*indent = line_indent(code, tokens.items[open].start_byte) + INDENT;
	} else if (tokens.problem == LEX_OPEN_COMMENT || ends_with_continuation(code)) {
		answer = CODE_INCOMPLETE;
		*indent = line_indent(code, len);
	} else if (is_last_open(symbols, &tokens, indent)) {
		answer = CODE_INCOMPLETE;
	} else {
		*indent = 0;
	}
	tokens_release(&tokens);
	return answer;
}

// A cell magic ends with an empty line.
static enum completeness cell_completeness(const char *code)
{
	size_t len = strlen(code);
	const char *newline = strchr(code, '\n');

	return code[len - 1] == '\n' && newline != code + len - 1 ? CODE_COMPLETE : CODE_INCOMPLETE;
}

enum completeness assist_is_complete(struct symbols *symbols, const char *code, size_t *indent)
{
	enum completeness answer = CODE_COMPLETE;
	struct segments segments;
	const struct segment *last;

	*indent = 0;
	segments_init(&segments, code, symbols_classify, symbols);
	last = segments.cnt ? &segments.items[segments.cnt - 1] : NULL;
	if (last && last->kind == SEGMENT_CELL_MAGIC) {
		answer = cell_completeness(code + last->start_byte);
	} else if (last && last->kind == SEGMENT_C) {
		char *masked = segment_mask(code, last->start_byte, last->end_byte);

		answer = c_completeness(symbols, masked, indent);
		free(masked);
	}
	segments_release(&segments);
	return answer;
}

// --- words -------------------------------------------------------------------------------

static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

void assist_word(const char *code, size_t cursor_byte, size_t *start_byte, size_t *end_byte)
{
	size_t len = strlen(code);
	size_t at = cursor_byte < len ? cursor_byte : len;

	if (at > 0 && !is_word_byte(code[at]))
		while (at > 0 && (code[at - 1] == '(' || code[at - 1] == ' '))
			at--; // "printf(|": the call's function
	*start_byte = *end_byte = at;
	while (*start_byte > 0 && is_word_byte(code[*start_byte - 1]))
		(*start_byte)--;
	while (is_word_byte(code[*end_byte]))
		(*end_byte)++;
}
