// jit/lex.c - C text as tokens with exact byte ranges.
#include "jit/lex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// Sorted by length, then by text.
static const struct word {
	const char *text;
	unsigned classes;
} words[] = {
    {"do", WORD_STATEMENT},
    {"if", WORD_STATEMENT},
    {"asm", WORD_STATEMENT | WORD_PARENS},
    {"for", WORD_STATEMENT},
    {"int", WORD_TYPE},
    {"auto", WORD_SPECIFIER | WORD_STORAGE},
    {"bool", WORD_NEWER},
    {"case", WORD_STATEMENT},
    {"char", WORD_TYPE},
    {"else", WORD_STATEMENT},
    {"enum", WORD_TAG},
    {"goto", WORD_STATEMENT},
    {"long", WORD_TYPE},
    {"true", WORD_NEWER},
    {"void", WORD_TYPE},
    {"_Bool", WORD_TYPE},
    {"__asm", WORD_STATEMENT | WORD_PARENS},
    {"break", WORD_STATEMENT},
    {"const", WORD_SPECIFIER},
    {"false", WORD_NEWER},
    {"float", WORD_TYPE},
    {"short", WORD_TYPE},
    {"union", WORD_TAG},
    {"while", WORD_STATEMENT},
    {"double", WORD_TYPE},
    {"extern", WORD_SPECIFIER | WORD_STORAGE},
    {"inline", WORD_SPECIFIER | WORD_STORAGE},
    {"return", WORD_STATEMENT},
    {"signed", WORD_TYPE},
    {"sizeof", WORD_EXPRESSION},
    {"static", WORD_SPECIFIER | WORD_STORAGE},
    {"struct", WORD_TAG},
    {"switch", WORD_STATEMENT},
    {"typeof", WORD_PARENS | WORD_TYPEOF},
    {"_Atomic", WORD_SPECIFIER},
    {"_BitInt", WORD_PARENS | WORD_TYPEOF},
    {"__asm__", WORD_STATEMENT | WORD_PARENS},
    {"__const", WORD_SPECIFIER},
    {"alignas", WORD_PARENS | WORD_NEWER},
    {"alignof", WORD_NEWER},
    {"default", WORD_STATEMENT},
    {"nullptr", WORD_NEWER},
    {"typedef", WORD_SPECIFIER | WORD_STORAGE},
    {"_Alignas", WORD_PARENS},
    {"_Alignof", WORD_EXPRESSION},
    {"_Complex", WORD_TYPE},
    {"_Float32", WORD_TYPE},
    {"_Float64", WORD_TYPE},
    {"_Generic", WORD_EXPRESSION},
    {"__func__", WORD_EXPRESSION},
    {"__imag__", WORD_EXPRESSION},
    {"__inline", WORD_SPECIFIER | WORD_STORAGE},
    {"__int128", WORD_TYPE},
    {"__real__", WORD_EXPRESSION},
    {"__signed", WORD_TYPE},
    {"__thread", WORD_SPECIFIER},
    {"__typeof", WORD_PARENS | WORD_TYPEOF},
    {"continue", WORD_STATEMENT},
    {"register", WORD_SPECIFIER | WORD_STORAGE},
    {"restrict", WORD_SPECIFIER},
    {"unsigned", WORD_TYPE},
    {"volatile", WORD_SPECIFIER},
    {"_Float128", WORD_TYPE},
    {"_Float32x", WORD_TYPE},
    {"_Float64x", WORD_TYPE},
    {"_Noreturn", WORD_SPECIFIER},
    {"__alignof", WORD_EXPRESSION},
    {"__const__", WORD_SPECIFIER},
    {"__label__", WORD_STATEMENT},
    {"constexpr", WORD_SPECIFIER | WORD_NEWER},
    {"_Decimal32", WORD_TYPE},
    {"_Decimal64", WORD_TYPE},
    {"_Imaginary", WORD_TYPE},
    {"__float128", WORD_TYPE},
    {"__inline__", WORD_SPECIFIER | WORD_STORAGE},
    {"__restrict", WORD_SPECIFIER},
    {"__signed__", WORD_TYPE},
    {"__typeof__", WORD_PARENS | WORD_TYPEOF},
    {"__volatile", WORD_SPECIFIER},
    {"_Decimal128", WORD_TYPE},
    {"__alignof__", WORD_EXPRESSION},
    {"__attribute", WORD_PARENS},
    {"__auto_type", WORD_TYPE},
    {"__complex__", WORD_TYPE},
    {"__FUNCTION__", WORD_EXPRESSION},
    {"__restrict__", WORD_SPECIFIER},
    {"__volatile__", WORD_SPECIFIER},
    {"thread_local", WORD_SPECIFIER | WORD_NEWER},
    {"_Thread_local", WORD_SPECIFIER},
    {"__attribute__", WORD_PARENS},
    {"__extension__", WORD_SPECIFIER},
    {"static_assert", WORD_NEWER},
    {"typeof_unqual", WORD_PARENS | WORD_TYPEOF | WORD_NEWER},
    {"__builtin_va_list", WORD_TYPE},
    {"__builtin_offsetof", WORD_EXPRESSION},
    {"__PRETTY_FUNCTION__", WORD_EXPRESSION},
    {"__builtin_choose_expr", WORD_EXPRESSION},
};

struct lexer {
	const char *text;
	size_t len;
	size_t at;
	uint32_t line;
	bool is_line_start;  // only blanks since the last newline: a '#' opens a directive
	int condition_depth; // of #if: what it leaves out may have odd quotes
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

// The rest of a line, with those that continue it.
static void skip_line(struct lexer *lx)
{
	while (lx->at < lx->len && peek(lx, 0) != '\n') {
		bool is_continued = at_continuation(lx);

		step(lx);
		while (is_continued && peek(lx, 0) != '\n')
			step(lx);
		if (is_continued)
			step(lx);
	}
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
			skip_line(lx);
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

// number: pp-number of the C standard, with C23's separators: 1'000
static void skip_number(struct lexer *lx)
{
	while (is_ident_part(peek(lx, 0)) || peek(lx, 0) == '.' ||
	       (peek(lx, 0) == '\'' && isxdigit(peek(lx, 1)) &&
		isxdigit((unsigned char)lx->text[lx->at - 1])) ||
	       (strchr("+-", peek(lx, 0)) && peek(lx, 0) && strchr("eEpP", lx->text[lx->at - 1])))
		step(lx);
}

unsigned word_classes(const char *text, size_t len)
{
	size_t low = 0, high = sizeof words / sizeof *words;

	while (low < high) {
		size_t middle = (low + high) / 2;
		size_t word_len = strlen(words[middle].text);
		int order = word_len == len ? memcmp(words[middle].text, text, len)
					    : (word_len > len) - (word_len < len);

		if (!order)
			return words[middle].classes;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
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

// Follows #if, #ifdef, #ifndef and #endif; start is the directive's.
static void follow_condition(struct lexer *lx, size_t start)
{
	const char *text = lx->text + start, *end = lx->text + lx->at;

	do
		text++;
	while (text < end && (*text == ' ' || *text == '\t'));
	if (end - text >= 2 && !memcmp(text, "if", 2))
		lx->condition_depth++;
	else if (end - text >= 5 && !memcmp(text, "endif", 5))
		lx->condition_depth--;
}

// Reads one token's bytes and gives its kind.
static enum token_kind scan(struct lexer *lx, enum lex_problem *problem)
{
	unsigned char c = peek(lx, 0);
	size_t start = lx->at;

	if (c == '#' && lx->is_line_start) {
		if (!skip_directive(lx))
			*problem = LEX_OPEN_COMMENT;
		follow_condition(lx, start);
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
		if (!skip_quoted(lx) && lx->condition_depth <= 0)
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
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) // a byte order mark
		lx.at = 3;
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
		token.words = token.kind == TOKEN_IDENT
				  ? word_classes(text + token.start_byte, lx.at - token.start_byte)
				  : 0;
		if (problem != LEX_OK)
			set_problem(tokens, problem, token.line);
		*push_token(tokens) = token;
	}
	end = push_token(tokens);
	*end = (struct token){.kind = TOKEN_END,
			      .start_byte = (uint32_t)lx.at,
			      .end_byte = (uint32_t)lx.at,
			      .line = lx.line};
	tokens->cnt--;
	tokens_match_brackets(tokens);
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

void tokens_match_brackets(struct tokens *tokens)
{
	uint32_t *open = NULL;
	size_t depth = 0, cap = 0;

	for (size_t i = 0; i < tokens->cnt; i++) {
		struct token *token = &tokens->items[i];
		char c = tokens->text[token->start_byte];

		token->after = (uint32_t)i + 1;
		if (token->kind != TOKEN_PUNCT)
			continue;
		if (strchr("([{", c)) {
			if (depth == cap) {
				cap = cap ? cap * 2 : 64;
				open = mem_grow(open, cap, sizeof *open);
			}
			open[depth++] = (uint32_t)i;
			token->after = (uint32_t)tokens->cnt;
		} else if (strchr(")]}", c) && depth > 0) {
			tokens->items[open[--depth]].after = (uint32_t)i + 1;
		}
	}
	free(open);
}

size_t token_after_bracket(const struct tokens *tokens, size_t i)
{
	return i < tokens->cnt ? tokens->items[i].after : tokens->cnt;
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
