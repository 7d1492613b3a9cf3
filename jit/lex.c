// jit/lex.c - C text as tokens with exact byte ranges.
#include "jit/lex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct lexer {
	const char *text;
	size_t len;
	size_t at;
	uint32_t line;
	bool is_line_start; // only blanks since the last newline: a '#' opens a directive
};

static bool is_ident_start(unsigned char c)
{
	return isalpha(c) || c == '_' || c == '$' || c >= 0x80;
}

static bool is_ident_part(unsigned char c)
{
	return is_ident_start(c) || isdigit(c);
}

static unsigned char peek(const struct lexer *lx, size_t ahead)
{
	return lx->at + ahead < lx->len ? (unsigned char)lx->text[lx->at + ahead] : 0;
}

// Steps over one byte and counts lines.
static void step(struct lexer *lx)
{
	if (lx->text[lx->at] == '\n') {
		lx->line++;
		lx->is_line_start = true;
	}
	lx->at++;
}

static bool at_continuation(const struct lexer *lx)
{
	return peek(lx, 0) == '\\' &&
	       (peek(lx, 1) == '\n' || (peek(lx, 1) == '\r' && peek(lx, 2) == '\n'));
}

// blank: (space | "\\\n" | comment)*
// Returns false when a comment is never closed.
static bool skip_blank(struct lexer *lx, bool stop_at_newline)
{
	while (lx->at < lx->len) {
		if (peek(lx, 0) == '/' && peek(lx, 1) == '*') {
			const char *end =
			    memmem(lx->text + lx->at + 2, lx->len - lx->at - 2, "*/", 2);

			if (!end)
				return false;
			while (lx->text + lx->at < end + 2)
				step(lx);
		} else if (peek(lx, 0) == '/' && peek(lx, 1) == '/') {
			while (lx->at < lx->len && peek(lx, 0) != '\n')
				step(lx);
		} else if (at_continuation(lx)) {
			bool was_line_start = lx->is_line_start;

			step(lx);
			while (peek(lx, 0) != '\n')
				step(lx);
			step(lx);
			lx->is_line_start = was_line_start;
		} else if (isspace(peek(lx, 0))) {
			if (stop_at_newline && peek(lx, 0) == '\n')
				return true;
			step(lx);
		} else {
			return true;
		}
	}
	return true;
}

// string: prefix? '"' (escape | other)* '"', and the same with single quotes
// Returns false when it does not end on its line.
static bool skip_quoted(struct lexer *lx)
{
	unsigned char quote = peek(lx, 0);

	step(lx);
	while (lx->at < lx->len && peek(lx, 0) != '\n') {
		unsigned char c = peek(lx, 0);

		if (c == '\\' && lx->at + 1 < lx->len)
			step(lx);
		step(lx);
		if (c == quote)
			return true;
	}
	return false;
}

// directive: '#' up to a newline that is not continued; comments may hold newlines
static bool skip_directive(struct lexer *lx)
{
	while (lx->at < lx->len && peek(lx, 0) != '\n') {
		if (peek(lx, 0) == '/' && (peek(lx, 1) == '*' || peek(lx, 1) == '/')) {
			if (!skip_blank(lx, true))
				return false;
		} else if (at_continuation(lx)) {
			skip_blank(lx, true);
		} else if (peek(lx, 0) == '"') {
			skip_quoted(lx); // an odd quote is harmless here: #error don't
		} else {
			step(lx);
		}
	}
	return true;
}

// number: pp-number of the C standard
static void skip_number(struct lexer *lx)
{
	while (is_ident_part(peek(lx, 0)) || peek(lx, 0) == '.' ||
	       (strchr("+-", peek(lx, 0)) && peek(lx, 0) && strchr("eEpP", lx->text[lx->at - 1])))
		step(lx);
}

static size_t punct_len(const struct lexer *lx)
{
	static const char *const longer[] = {"...", "->", "::", "##"};

	for (size_t i = 0; i < sizeof longer / sizeof *longer; i++)
		if (lx->len - lx->at >= strlen(longer[i]) &&
		    !memcmp(lx->text + lx->at, longer[i], strlen(longer[i])))
			return strlen(longer[i]);
	return 1;
}

// An identifier straight before a quote is the string's prefix: L"", u8"", U''.
static bool is_string_prefix(const char *ident, size_t len)
{
	static const char *const prefixes[] = {"L", "u", "U", "u8"};

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (strlen(prefixes[i]) == len && !memcmp(prefixes[i], ident, len))
			return true;
	return false;
}

// Reads one token's bytes and gives its kind.
static enum token_kind scan(struct lexer *lx, enum lex_problem *problem)
{
	unsigned char c = peek(lx, 0);
	size_t start = lx->at;

	if (c == '#' && lx->is_line_start) {
		if (!skip_directive(lx))
			*problem = LEX_OPEN_COMMENT;
		return TOKEN_DIRECTIVE;
	}
	lx->is_line_start = false;
	if (is_ident_start(c)) {
		while (is_ident_part(peek(lx, 0)))
			step(lx);
		c = peek(lx, 0);
		if ((c != '"' && c != '\'') || !is_string_prefix(lx->text + start, lx->at - start))
			return TOKEN_IDENT;
	}
	if (c == '"' || c == '\'') {
		if (!skip_quoted(lx))
			*problem = LEX_OPEN_STRING;
		return c == '"' ? TOKEN_STRING : TOKEN_CHAR;
	}
	if (isdigit(c) || (c == '.' && isdigit(peek(lx, 1)))) {
		skip_number(lx);
		return TOKEN_NUMBER;
	}
	if (c < ' ' || c == 0x7f)
		*problem = LEX_BAD_BYTE;
	for (size_t n = punct_len(lx); n > 0; n--)
		step(lx);
	return TOKEN_PUNCT;
}

static struct token *push_token(struct tokens *tokens)
{
	if (tokens->cnt + 1 >= tokens->cap) {
		tokens->cap = tokens->cap ? tokens->cap * 2 : 64;
		tokens->items = mem_grow(tokens->items, tokens->cap, sizeof *tokens->items);
	}
	return &tokens->items[tokens->cnt++];
}

static void set_problem(struct tokens *tokens, enum lex_problem problem, uint32_t line)
{
	if (tokens->problem == LEX_OK) {
		tokens->problem = problem;
		tokens->problem_line = line;
	}
}

void tokens_init(struct tokens *tokens, const char *text, size_t len)
{
	struct lexer lx = {.text = text, .len = len, .line = 1, .is_line_start = true};
	struct token *end;

	*tokens = (struct tokens){.text = text};
	for (;;) {
		enum lex_problem problem = LEX_OK;
		struct token token;

		token.line = lx.line;
		if (!skip_blank(&lx, false)) {
			set_problem(tokens, LEX_OPEN_COMMENT, lx.line);
			break;
		}
		if (lx.at >= lx.len)
			break;
		token.start_byte = (uint32_t)lx.at;
		token.line = lx.line;
		token.kind = scan(&lx, &problem);
		token.end_byte = (uint32_t)lx.at;
		if (problem != LEX_OK)
			set_problem(tokens, problem, token.line);
		*push_token(tokens) = token;
	}
	end = push_token(tokens);
	*end = (struct token){TOKEN_END, (uint32_t)lx.at, (uint32_t)lx.at, lx.line};
	tokens->cnt--;
}

void tokens_release(struct tokens *tokens)
{
	free(tokens->items);
	*tokens = (struct tokens){0};
}

bool token_is(const struct tokens *tokens, size_t i, const char *word)
{
	const struct token *token = &tokens->items[i < tokens->cnt ? i : tokens->cnt];
	size_t len = token->end_byte - token->start_byte;

	return (token->kind == TOKEN_IDENT || token->kind == TOKEN_PUNCT) && strlen(word) == len &&
	       !memcmp(tokens->text + token->start_byte, word, len);
}

size_t token_after_bracket(const struct tokens *tokens, size_t i)
{
	int depth = 0;

	for (; i < tokens->cnt; i++) {
		char c = tokens->text[tokens->items[i].start_byte];

		if (tokens->items[i].kind != TOKEN_PUNCT)
			continue;
		if (strchr("([{", c))
			depth++;
		else if (strchr(")]}", c) && --depth == 0)
			return i + 1;
	}
	return tokens->cnt;
}

bool next_identifier(const char *text, size_t len, size_t *at, size_t *start, size_t *ident_len)
{
	struct lexer lx = {.text = text, .len = len, .at = *at};
	enum lex_problem ignored;

	while (skip_blank(&lx, false) && lx.at < lx.len) {
		size_t from = lx.at;

		lx.is_line_start = false; // look inside directives too
		if (scan(&lx, &ignored) != TOKEN_IDENT)
			continue;
		*at = lx.at;
		*start = from;
		*ident_len = lx.at - from;
		return true;
	}
	return false;
}
