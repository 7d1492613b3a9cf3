// jit/read/newer.c - C23 in the words of C11 and GNU C, which both compilers read.
#include "jit/read/newer.h"

#include <string.h>

#include "jit/read/header.h"
#include "jit/read/item.h"

// --- rewriting ------------------------------------------------------------------------------

// "1'000" becomes "1000 ".
static void close_gaps(char *text, struct token *token)
{
	uint32_t to = token->start_byte;

	for (uint32_t from = token->start_byte; from < token->end_byte; from++)
		if (text[from] != '\'')
			text[to++] = text[from];
	memset(text + to, ' ', token->end_byte - to);
	token->end_byte = to;
}

// u8"text" is "text" for every compiler whose strings are UTF-8.
static void drop_prefix(char *text, struct token *token)
{
	if (token->end_byte - token->start_byte < 4 || memcmp(text + token->start_byte, "u8", 2))
		return;
	memset(text + token->start_byte, ' ', 2);
	token->start_byte += 2;
}

static bool is_attribute(const struct tokens *tokens, size_t i)
{
	return token_is(tokens, i, "[") && token_is(tokens, i + 1, "[") &&
	       tokens->items[i].end_byte == tokens->items[i + 1].start_byte;
}

// Blanks the attribute at token i and takes its tokens away. to: where the next token goes.
static size_t drop_attribute(char *text, const struct tokens *tokens, size_t i)
{
	size_t end = token_after_bracket(tokens, i);

	for (uint32_t at = tokens->items[i].start_byte; at < tokens->items[end - 1].end_byte; at++)
		if (text[at] != '\n')
			text[at] = ' ';
	return end;
}

// digraph: '<:' | ':>' | '<%' | '%>'. Gives the bracket that it stands for, '\0' when it is none.
static char digraph(const struct tokens *tokens, size_t i)
{
	const struct token *token = &tokens->items[i];
	const char *text = tokens->text + token->start_byte;

	if (token->kind != TOKEN_PUNCT || token[1].kind != TOKEN_PUNCT ||
	    token->end_byte - token->start_byte != 1 || token[1].start_byte != token->end_byte)
		return '\0';
	if (!memcmp(text, "<:", 2))
		return '[';
	if (!memcmp(text, ":>", 2))
		return ']';
	if (!memcmp(text, "<%", 2))
		return '{';
	return memcmp(text, "%>", 2) != 0 ? '\0' : '}';
}

// "<:" becomes "[ ".
static void write_bracket(char *text, struct token *token, char bracket)
{
	text[token->start_byte] = bracket;
	text[token->start_byte + 1] = ' ';
	token->end_byte = token->start_byte + 1;
}

void newer_rewrite(char *text, struct tokens *tokens)
{
	size_t to = 0;

	for (size_t i = 0; i < tokens->cnt;) {
		struct token token = tokens->items[i];
		char bracket = digraph(tokens, i);

		if (bracket) {
			write_bracket(text, &token, bracket);
			tokens->items[to++] = token;
			i += 2;
			continue;
		}
		if (is_attribute(tokens, i)) {
			i = drop_attribute(text, tokens, i);
			continue;
		}
		if (token.kind == TOKEN_NUMBER)
			close_gaps(text, &token);
		else if (token.kind == TOKEN_STRING || token.kind == TOKEN_CHAR)
			drop_prefix(text, &token);
		tokens->items[to++] = token;
		i++;
	}
	if (to == tokens->cnt)
		return;
	tokens->items[to] = tokens->items[tokens->cnt];
	tokens->cnt = to;
	tokens_match_brackets(tokens);
}

// --- words ----------------------------------------------------------------------------------

static const struct {
	const char *name, *text;
} words[] = {
    {"bool", "#define bool _Bool"},
    {"true", "#define true 1"},
    {"false", "#define false 0"},
    {"nullptr", "#define nullptr ((void *)0)"},
    {"static_assert", "#define static_assert _Static_assert"},
    {"alignas", "#define alignas _Alignas"},
    {"alignof", "#define alignof _Alignof"},
    {"thread_local", "#define thread_local _Thread_local"},
    {"constexpr", "#define constexpr const"},
    {"typeof_unqual", "#define typeof_unqual __typeof__"},
};

#define WORD_CNT (sizeof words / sizeof *words)

// One bit for each of the words.
typedef unsigned word_set;

static word_set word_bit(const char *text, size_t len)
{
	for (size_t i = 0; i < WORD_CNT; i++)
		if (strlen(words[i].name) == len && !memcmp(words[i].name, text, len))
			return 1U << i;
	return 0;
}

static word_set used_words(const struct tokens *tokens)
{
	word_set used = 0;

	for (size_t i = 0; i < tokens->cnt; i++) {
		const struct token *token = &tokens->items[i];

		if (token->words & WORD_NEWER)
			used |= word_bit(tokens->text + token->start_byte,
					 token->end_byte - token->start_byte);
	}
	return used;
}

static void note_declared(void *ctx, const char *name, size_t len, enum name_space space,
			  bool is_type_name)
{
	word_set *declared = ctx;

	(void)is_type_name;
	if (space != SPACE_TAG)
		*declared |= word_bit(name, len);
}

// The words that a text itself declares or defines.
static word_set declared_words(struct symbols *symbols, const struct tokens *tokens)
{
	word_set declared = 0;
	struct items items;

	items_init(&items, tokens, symbols_classify, symbols);
	for (size_t i = 0; i < items.cnt; i++) {
		const struct token *token = &tokens->items[items.items[i].first];
		struct macro_parts parts;

		if (items.items[i].kind != ITEM_DIRECTIVE)
			item_each_name(tokens, &items.items[i], note_declared, &declared);
		else if (directive_define(tokens->text + token->start_byte,
					  token->end_byte - token->start_byte, &parts))
			declared |= word_bit(parts.name, parts.name_len);
	}
	items_release(&items);
	return declared;
}

// A word that is ours still: the macro's text is the one of the table, which a header's is not.
static bool is_ours(const struct name *name, size_t i)
{
	const struct decl *macro = name->current[SPACE_MACRO];

	return macro && macro->text == words[i].text;
}

static void settle_word(struct symbols *symbols, size_t i, bool is_declared)
{
	struct name *name = symbols_name(symbols, words[i].name, strlen(words[i].name));

	if (is_declared && is_ours(name, i)) {
		symbols_end_macro(symbols, name);
	} else if (!is_declared && !name_is_defined(name)) {
		struct decl *decl =
		    symbols_decl(symbols, DECL_MACRO, words[i].text, strlen(words[i].text), false);

		decl->file = "";
		decl->is_of_cell = true; // of no header that a unit may include
		symbols_define(symbols, name, SPACE_MACRO, decl);
	}
}

void newer_define_words(struct symbols *symbols, const struct tokens *tokens)
{
	word_set used = used_words(tokens);
	word_set declared = used ? declared_words(symbols, tokens) : 0;

	for (size_t i = 0; used && i < WORD_CNT; i++)
		if (used & 1U << i)
			settle_word(symbols, i, declared & 1U << i);
}
