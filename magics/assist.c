// magics/assist.c - what a front end asks while the user types: completion, documentation.
#include "magics/assist.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/item.h"
#include "jit/lex.h"
#include "magics/magic.h"

#define INDENT 4

// --- is_complete ----------------------------------------------------------------------------

// Gives the depth of open brackets, or -1 when one is closed that was not opened like that.
static int open_brackets(const struct tokens *tokens)
{
	char *open = mem_zalloc(tokens->cnt + 1);
	int depth = 0;
	bool is_right = true;

	for (size_t i = 0; i < tokens->cnt && is_right; i++) {
		char c = tokens->text[tokens->items[i].start_byte];

		if (tokens->items[i].kind != TOKEN_PUNCT)
			continue;
		if (strchr("([{", c))
			open[depth++] = c;
		else if (strchr(")]}", c))
			is_right = depth > 0 && open[--depth] == (c == ')'   ? '('
								  : c == ']' ? '['
									     : '{');
	}
	free(open);
	return is_right ? depth : -1;
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

static bool is_last_open(struct symbols *symbols, const struct tokens *tokens)
{
	struct items items;
	bool is_open;

	items_init(&items, tokens, symbols_classify, symbols);
	is_open = items.cnt && waits_for_more(tokens, &items.items[items.cnt - 1]);
	items_release(&items);
	return is_open;
}

static enum completeness magic_completeness(const char *code)
{
	size_t len = strlen(code);

	if (code[1] != '%')
		return CODE_COMPLETE;
	return len > 1 && code[len - 1] == '\n' && strchr(code, '\n') != code + len - 1
		   ? CODE_COMPLETE
		   : CODE_INCOMPLETE; // a cell magic ends with an empty line
}

enum completeness assist_is_complete(struct symbols *symbols, const char *code, size_t *indent)
{
	enum completeness answer = CODE_COMPLETE;
	struct tokens tokens;
	int depth;

	*indent = 0;
	code += strspn(code, " \t\r\n");
	if (*code == '%')
		return magic_completeness(code);
	tokens_init(&tokens, code, strlen(code));
	depth = open_brackets(&tokens);
	if (depth < 0 || tokens.problem == LEX_OPEN_STRING || tokens.problem == LEX_BAD_BYTE) {
		answer = CODE_INVALID;
	} else if (depth > 0 || tokens.problem == LEX_OPEN_COMMENT ||
		   ends_with_continuation(code) || is_last_open(symbols, &tokens)) {
		answer = CODE_INCOMPLETE;
		*indent = (size_t)depth * INDENT;
	}
	tokens_release(&tokens);
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
