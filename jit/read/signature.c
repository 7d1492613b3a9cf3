// jit/read/signature.c - types as text: the same function type, what a pointer points to.
#include "jit/read/signature.h"

#include <string.h>

#include "base/str.h"
#include "base/mem.h"
#include "jit/read/lex.h"

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

// The pointer's own '*' stands where a name would stand: before the first ')' behind "(*", or at
// the end.
char *signature_pointee(const char *pointer, size_t len)
{
	const char *open = memmem(pointer, len, "(*", 2);
	const char *close = open ? memchr(open, ')', len - (size_t)(open - pointer)) : NULL;
	size_t star = close ? (size_t)(close - pointer) : len;
	struct str type = {0};

	while (star > 0 && pointer[star - 1] != '*')
		star--;
	if (star == 0)
		return mem_strndup(pointer, len);
	if (close && pointer[star - 2] == '(') {
		str_add(&type, pointer, star - 2);
		str_add(&type, close + 1, len - (size_t)(close + 1 - pointer));
	} else {
		str_add(&type, pointer, star - 1);
		str_add(&type, pointer + star, len - star);
	}
	while (type.len > 0 && type.data[type.len - 1] == ' ')
		type.data[--type.len] = '\0';
	return str_take(&type);
}
