// jit/read/lex.c - C text as tokens with exact byte ranges.
#include "jit/read/lex.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WORD(text, classes)                     \
	{                                       \
		text, sizeof(text) - 1, classes \
	}

// Sorted by length, then by text.
static const struct word {
	const char *text;
	size_t len;
	unsigned classes;
} words[] = {
    WORD("do", WORD_STATEMENT),
    WORD("if", WORD_STATEMENT),
    WORD("asm", WORD_STATEMENT | WORD_PARENS),
    WORD("for", WORD_STATEMENT),
    WORD("int", WORD_TYPE),
    WORD("auto", WORD_SPECIFIER | WORD_STORAGE),
    WORD("bool", WORD_NEWER),
    WORD("case", WORD_STATEMENT),
    WORD("char", WORD_TYPE),
    WORD("else", WORD_STATEMENT),
    WORD("enum", WORD_TAG),
    WORD("goto", WORD_STATEMENT),
    WORD("long", WORD_TYPE),
    WORD("true", WORD_NEWER),
    WORD("void", WORD_TYPE),
    WORD("_Bool", WORD_TYPE),
    WORD("__asm", WORD_STATEMENT | WORD_PARENS),
    WORD("break", WORD_STATEMENT),
    WORD("const", WORD_SPECIFIER),
    WORD("false", WORD_NEWER),
    WORD("float", WORD_TYPE),
    WORD("short", WORD_TYPE),
    WORD("union", WORD_TAG),
    WORD("while", WORD_STATEMENT),
    WORD("double", WORD_TYPE),
    WORD("extern", WORD_SPECIFIER | WORD_STORAGE),
    WORD("inline", WORD_SPECIFIER | WORD_STORAGE),
    WORD("return", WORD_STATEMENT),
    WORD("signed", WORD_TYPE),
    WORD("sizeof", WORD_EXPRESSION),
    WORD("static", WORD_SPECIFIER | WORD_STORAGE),
    WORD("struct", WORD_TAG),
    WORD("switch", WORD_STATEMENT),
    WORD("typeof", WORD_PARENS | WORD_TYPEOF),
    WORD("_Atomic", WORD_SPECIFIER),
    WORD("_BitInt", WORD_PARENS | WORD_TYPEOF),
    WORD("__asm__", WORD_STATEMENT | WORD_PARENS),
    WORD("__const", WORD_SPECIFIER),
    WORD("alignas", WORD_PARENS | WORD_NEWER),
    WORD("alignof", WORD_NEWER),
    WORD("default", WORD_STATEMENT),
    WORD("nullptr", WORD_NEWER),
    WORD("typedef", WORD_SPECIFIER | WORD_STORAGE),
    WORD("_Alignas", WORD_PARENS),
    WORD("_Alignof", WORD_EXPRESSION),
    WORD("_Complex", WORD_TYPE),
    WORD("_Float32", WORD_TYPE),
    WORD("_Float64", WORD_TYPE),
    WORD("_Generic", WORD_EXPRESSION),
    WORD("__func__", WORD_EXPRESSION),
    WORD("__imag__", WORD_EXPRESSION),
    WORD("__inline", WORD_SPECIFIER | WORD_STORAGE),
    WORD("__int128", WORD_TYPE),
    WORD("__real__", WORD_EXPRESSION),
    WORD("__signed", WORD_TYPE),
    WORD("__thread", WORD_SPECIFIER),
    WORD("__typeof", WORD_PARENS | WORD_TYPEOF),
    WORD("continue", WORD_STATEMENT),
    WORD("register", WORD_SPECIFIER | WORD_STORAGE),
    WORD("restrict", WORD_SPECIFIER),
    WORD("unsigned", WORD_TYPE),
    WORD("volatile", WORD_SPECIFIER),
    WORD("_Float128", WORD_TYPE),
    WORD("_Float32x", WORD_TYPE),
    WORD("_Float64x", WORD_TYPE),
    WORD("_Noreturn", WORD_SPECIFIER),
    WORD("__alignof", WORD_EXPRESSION),
    WORD("__const__", WORD_SPECIFIER),
    WORD("__label__", WORD_STATEMENT),
    WORD("constexpr", WORD_SPECIFIER | WORD_NEWER),
    WORD("_Decimal32", WORD_TYPE),
    WORD("_Decimal64", WORD_TYPE),
    WORD("_Imaginary", WORD_TYPE),
    WORD("__float128", WORD_TYPE),
    WORD("__inline__", WORD_SPECIFIER | WORD_STORAGE),
    WORD("__restrict", WORD_SPECIFIER),
    WORD("__signed__", WORD_TYPE),
    WORD("__typeof__", WORD_PARENS | WORD_TYPEOF),
    WORD("__volatile", WORD_SPECIFIER),
    WORD("_Decimal128", WORD_TYPE),
    WORD("__alignof__", WORD_EXPRESSION),
    WORD("__attribute", WORD_PARENS),
    WORD("__auto_type", WORD_TYPE),
    WORD("__complex__", WORD_TYPE),
    WORD("__FUNCTION__", WORD_EXPRESSION),
    WORD("__restrict__", WORD_SPECIFIER),
    WORD("__volatile__", WORD_SPECIFIER),
    WORD("thread_local", WORD_SPECIFIER | WORD_NEWER),
    WORD("_Thread_local", WORD_SPECIFIER),
    WORD("__attribute__", WORD_PARENS),
    WORD("__extension__", WORD_SPECIFIER),
    WORD("static_assert", WORD_NEWER),
    WORD("typeof_unqual", WORD_PARENS | WORD_TYPEOF | WORD_NEWER),
    WORD("__builtin_va_list", WORD_TYPE),
    WORD("__builtin_offsetof", WORD_EXPRESSION),
    WORD("__PRETTY_FUNCTION__", WORD_EXPRESSION),
    WORD("__builtin_choose_expr", WORD_EXPRESSION),
};

struct lexer {
	const char *text;
	size_t len;
	size_t at;
	uint32_t line;
	bool is_line_start;  // only blanks since the last newline: a '#' opens a directive
	int condition_depth; // of #if: what it leaves out may have odd quotes
};

// What a byte may be, whatever the locale: isalpha() and its kin cost a call each.
enum byte_class {
	BYTE_LETTER = 1, // of an identifier
	BYTE_DIGIT = 2,
	BYTE_SPACE = 4,
	BYTE_BLANK = 8, // may begin what skip_blank() steps over
};

static const unsigned char byte_classes[256] = {
    ['\t' ... '\r'] = BYTE_SPACE | BYTE_BLANK,
    [' '] = BYTE_SPACE | BYTE_BLANK,
    ['/'] = BYTE_BLANK,
    ['\\'] = BYTE_BLANK,
    ['0' ... '9'] = BYTE_DIGIT,
    ['A' ... 'Z'] = BYTE_LETTER,
    ['a' ... 'z'] = BYTE_LETTER,
    ['_'] = BYTE_LETTER,
    ['$'] = BYTE_LETTER,
    [0x80 ... 0xff] = BYTE_LETTER,
};

static bool is_ident_start(unsigned char c)
{
	return byte_classes[c] & BYTE_LETTER;
}

static bool is_ident_part(unsigned char c)
{
	return byte_classes[c] & (BYTE_LETTER | BYTE_DIGIT);
}

static bool is_digit(unsigned char c)
{
	return byte_classes[c] & BYTE_DIGIT;
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
	while (lx->at < lx->len && byte_classes[peek(lx, 0)] & BYTE_BLANK) {
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
		} else if (byte_classes[peek(lx, 0)] & BYTE_SPACE) {
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
		const struct word *word = &words[middle];
		int order = word->len == len ? memcmp(word->text, text, len)
					     : (word->len > len) - (word->len < len);

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
	const char *at = lx->text + lx->at;
	size_t left = lx->len - lx->at;

	if (left >= 3 && !memcmp(at, "...", 3))
		return 3;
	if (left >= 2 && (!memcmp(at, "->", 2) || !memcmp(at, "::", 2) || !memcmp(at, "##", 2)))
		return 2;
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
			lx->at++;
		c = peek(lx, 0);
		if ((c != '"' && c != '\'') || !is_string_prefix(lx->text + start, lx->at - start))
			return TOKEN_IDENT;
	}
	if (c == '"' || c == '\'') {
		if (!skip_quoted(lx) && lx->condition_depth <= 0)
			*problem = LEX_OPEN_STRING;
		return c == '"' ? TOKEN_STRING : TOKEN_CHAR;
	}
	if (is_digit(c) || (c == '.' && is_digit(peek(lx, 1)))) {
		skip_number(lx);
		return TOKEN_NUMBER;
	}
	if (c < ' ' || c == 0x7f)
		*problem = LEX_BAD_BYTE;
	lx->at += punct_len(lx);
	return TOKEN_PUNCT;
}

static struct token *push_token(struct tokens *tokens)
{
	if (tokens->cnt + 1 >= tokens->cap) {
		tokens->cap = tokens->cap ? tokens->cap * 2 : 256;
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
	const char *text = tokens->text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;

	return (token->kind == TOKEN_IDENT || token->kind == TOKEN_PUNCT) && *text == *word &&
	       strlen(word) == len && !memcmp(text, word, len);
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

const char *token_text(const struct tokens *tokens, size_t i, size_t *len)
{
	*len = tokens->items[i].end_byte - tokens->items[i].start_byte;
	return tokens->text + tokens->items[i].start_byte;
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
