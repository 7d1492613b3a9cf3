// jit/signature.c - tells whether two prototypes declare a function of the same type.
#include "jit/signature.h"

#include <string.h>

#include "base/str.h"
#include "jit/lex.h"

static bool is_any(const struct tokens *tokens, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (token_is(tokens, i, *words))
			return true;
	return false;
}

// A parameter's name stands behind its type and before ',' ')' or '['.
static bool is_parameter_name(const struct tokens *tokens, size_t i)
{
	static const char *const ends[] = {",", ")", "[", NULL};
	static const char *const no_type_before[] = {
	    "(",        ",",        "struct",     "union",        "enum", "const",
	    "volatile", "restrict", "__restrict", "__restrict__", NULL,
	};
	static const char *const type_words[] = {
	    "void",   "char",   "short",    "int",   "long", "float",
	    "double", "signed", "unsigned", "_Bool", NULL,
	};

	return tokens->items[i].kind == TOKEN_IDENT && i > 0 && is_any(tokens, i + 1, ends) &&
	       !is_any(tokens, i - 1, no_type_before) && !is_any(tokens, i, type_words);
}

static void normalise(const char *text, size_t len, struct str *out)
{
	struct tokens tokens;
	int depth = 0;

	tokens_init(&tokens, text, len);
	for (size_t i = 0; i < tokens.cnt; i++) {
		const struct token *token = &tokens.items[i];

		if (token_is(&tokens, i, "("))
			depth++;
		else if (token_is(&tokens, i, ")"))
			depth--;
		if (depth > 0 && is_parameter_name(&tokens, i))
			continue;
		str_add(out, text + token->start_byte, token->end_byte - token->start_byte);
		str_putc(out, ' ');
	}
	tokens_release(&tokens);
}

bool signature_is_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct str x = {0}, y = {0};
	bool is_same;

	normalise(a, a_len, &x);
	normalise(b, b_len, &y);
	is_same = x.len == y.len && !memcmp(str_text(&x), str_text(&y), x.len);
	str_release(&x);
	str_release(&y);
	return is_same;
}
