// jit/read/lex.h - C text as tokens with exact byte ranges.
//
// Positions are bytes from the start of the text; lines count from 1. Comments are no tokens.
// A preprocessor line, with its continuation lines, is one token: TOKEN_DIRECTIVE.
#ifndef CICLE_JIT_READ_LEX_H
#define CICLE_JIT_READ_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_kind {
	TOKEN_END, // one, after the last
	TOKEN_IDENT,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_CHAR,
	TOKEN_PUNCT, // one byte, but for "->", "...", "::" and "##", which are whole
	TOKEN_DIRECTIVE,
};

enum lex_problem {
	LEX_OK,
	LEX_OPEN_COMMENT, // "/*" without an end: more text may come
	LEX_OPEN_STRING,  // a string or character constant ends at the end of its line
	LEX_BAD_BYTE,     // a NUL or a byte that no C text holds here
};

// What an identifier may be a word of. Several can hold.
enum word_class {
	WORD_SPECIFIER = 1,  // storage classes, qualifiers, inline ...
	WORD_TYPE = 2,       // int, unsigned, _Bool ...
	WORD_TAG = 4,        // struct, union, enum
	WORD_PARENS = 8,     // takes parentheses in a declaration: __attribute__, _Alignas, asm ...
	WORD_TYPEOF = 16,    // of those, what names a type: typeof ...
	WORD_STATEMENT = 32, // begins a statement: if, return ...
	WORD_EXPRESSION =
	    64,             // stands in an expression as an identifier would: sizeof, _Generic ...
	WORD_STORAGE = 128, // of the specifiers, what C allows only some declarations: static ...
	WORD_NEWER = 256,   // a word of C23 that libtcc does not know (jit/read/newer.h)
};

struct token {
	enum token_kind kind : 16;
	unsigned words : 16; // enum word_class of an identifier; 0 for every other token
	uint32_t start_byte;
	uint32_t end_byte;
	uint32_t line;
	uint32_t after; // of an opening bracket: the token after the one that closes it
};

struct tokens {
	const char *text;    // borrowed
	struct token *items; // owned; the last one is TOKEN_END
	size_t cnt;          // without TOKEN_END
	size_t cap;
	enum lex_problem problem; // the first one met; tokens before it are good
	uint32_t problem_line;
};

// Splits len bytes of text. The result borrows text. Never fails: problems are in the result.
// Release with tokens_release(). len is below 2^32.
void tokens_init(struct tokens *tokens, const char *text, size_t len);
void tokens_release(struct tokens *tokens);

// Gives the classes (enum word_class) of an identifier; 0 for what is no word of C.
unsigned word_classes(const char *text, size_t len);

// Tells whether token i is exactly this word or punctuation. There is none behind the last one.
bool token_is(const struct tokens *tokens, size_t i, const char *word);

// Finds which brackets belong together; to be called again when tokens were taken away.
void tokens_match_brackets(struct tokens *tokens);

// Gives a token's text, which is not terminated, and its length.
const char *token_text(const struct tokens *tokens, size_t i, size_t *len);

// Gives the token after the bracket that closes the one at i ("(", "[" or "{"); cnt when it is
// never closed; the next token when i is none. In constant time.
size_t token_after_bracket(const struct tokens *tokens, size_t i);

// Finds the next identifier in raw text (directives, bodies, anything), skipping comments,
// strings, character constants and numbers. *at is the position to go on from.
// Returns false at the end; otherwise start and length of the identifier.
bool next_identifier(const char *text, size_t len, size_t *at, size_t *start, size_t *ident_len);

#endif
