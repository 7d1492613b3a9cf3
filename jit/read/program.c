// jit/read/program.c - cells that are whole programs: what one defines must not disturb another
// one.
#include "jit/read/program.h"

#include <string.h>

#include "jit/read/item.h"

bool program_is(const struct tokens *tokens)
{
	for (size_t i = 0; i < tokens->cnt; i++) {
		if (token_is(tokens, i, "{") || token_is(tokens, i, "("))
			i = token_after_bracket(tokens, i) - 1;
		else if (token_is(tokens, i, "main") && token_is(tokens, i + 1, "(") &&
			 !token_is(tokens, token_after_bracket(tokens, i + 1), ";"))
			return true;
	}
	return false;
}

// Tells whether the token before a name makes it the name of a tag, a field, or what is declared:
// `struct N`, `p->N`, `int N`, `size_t *N`.
static bool is_own_name(struct symbols *symbols, const struct tokens *tokens, size_t i)
{
	const unsigned keywords = WORD_STATEMENT | WORD_EXPRESSION;
	const struct token *before;
	bool has_star = false;

	while (i > 1 && token_is(tokens, i - 1, "*")) {
		has_star = true;
		i--;
	}
	if (i == 0)
		return false;
	before = &tokens->items[i - 1];
	if (before->kind == TOKEN_PUNCT)
		return !has_star && (token_is(tokens, i - 1, ".") || token_is(tokens, i - 1, "->"));
	if (before->kind != TOKEN_IDENT || before->words & keywords)
		return false;
	if (!has_star || before->words)
		return true;
	return symbols_classify(symbols, tokens->text + before->start_byte,
				before->end_byte - before->start_byte) == NAME_TYPE;
}

void program_end_macros(struct symbols *symbols, const struct tokens *tokens)
{
	for (size_t i = 0; i < tokens->cnt; i++) {
		const struct token *token = &tokens->items[i];
		struct name *name;

		if (token->kind != TOKEN_IDENT || token->words)
			continue;
		name = symbols_find(symbols, tokens->text + token->start_byte,
				    token->end_byte - token->start_byte);
		if (name && name->current[SPACE_MACRO] &&
		    name->current[SPACE_MACRO]->is_of_program && is_own_name(symbols, tokens, i))
			symbols_end_macro(symbols, name);
	}
}
