// jit/read/size.c - the sizes of objects that can be told without a compiler: asking one is a whole
// compilation, half of what a small cell costs.
#include "jit/read/size.h"

#include <stdlib.h>
#include <string.h>

// Of an arithmetic type; 0 for all others.
static uint64_t arithmetic_size(const struct tokens *tokens, const struct item *item)
{
	uint64_t size = 0;
	int long_cnt = 0;

	for (size_t i = item->first; i < item->spec_end; i++) {
		if (token_is(tokens, i, "char") || token_is(tokens, i, "_Bool"))
			size = 1;
		else if (token_is(tokens, i, "short"))
			size = 2;
		else if (token_is(tokens, i, "float"))
			size = 4;
		else if (token_is(tokens, i, "double"))
			size = 8;
		else if (token_is(tokens, i, "long"))
			long_cnt++;
		else if (token_is(tokens, i, "int") || token_is(tokens, i, "unsigned") ||
			 token_is(tokens, i, "signed"))
			size = size ? size : 4;
		else if (!(tokens->items[i].words & WORD_STORAGE) &&
			 !token_is(tokens, i, "const") && !token_is(tokens, i, "volatile"))
			return 0;
	}
	if (long_cnt)
		size = size == 8 ? sizeof(long double) : sizeof(long);
	return size;
}

// Of what an array holds, or of the object itself; 0 when it is not told here.
static uint64_t element_size(const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	for (size_t i = d->first; i < d->name; i++)
		if (!token_is(object->tokens, i, "*"))
			return 0;
	return d->first < d->name ? sizeof(void *) : arithmetic_size(object->tokens, object->item);
}

// Reads a decimal number; 0 for all else.
static uint64_t plain_number(const struct tokens *tokens, size_t i)
{
	const struct token *token = &tokens->items[i];
	char *end;
	unsigned long number;

	if (token->kind != TOKEN_NUMBER || tokens->text[token->start_byte] == '0' ||
	    token->end_byte - token->start_byte > 9)
		return 0;
	number = strtoul(tokens->text + token->start_byte, &end, 10);
	return end == tokens->text + token->end_byte ? number : 0;
}

// How many items { a, b, c } has; 0 with designators, braces or strings among them.
static uint64_t count_list(const struct tokens *tokens, size_t open, size_t end)
{
	uint64_t cnt = 0;
	bool is_start = true;

	for (size_t i = open + 1; i + 1 < end; i = token_after_bracket(tokens, i)) {
		if (tokens->items[i].kind == TOKEN_DIRECTIVE ||
		    tokens->items[i].kind == TOKEN_STRING || token_is(tokens, i, "{") ||
		    (is_start && (token_is(tokens, i, "[") || token_is(tokens, i, "."))))
			return 0;
		cnt += is_start;
		is_start = token_is(tokens, i, ",");
	}
	return cnt;
}

// How many items the initialiser of an array without size has.
static uint64_t count_items(const struct cell_object *object, uint64_t size)
{
	const struct tokens *tokens = object->tokens;
	const struct declarator *d = object->declarator;
	const struct token *first;

	if (d->init == NO_TOKEN || d->init >= d->init_end)
		return 0;
	first = &tokens->items[d->init];
	if (token_is(tokens, d->init, "{") && token_after_bracket(tokens, d->init) == d->init_end)
		return count_list(tokens, d->init, d->init_end);
	if (first->kind == TOKEN_STRING && d->init + 1 == d->init_end && size == 1 &&
	    tokens->text[first->start_byte] == '"' &&
	    !memchr(tokens->text + first->start_byte, '\\', first->end_byte - first->start_byte))
		return first->end_byte - first->start_byte - 1; // with its NUL, without quotes
	return 0;
}

// Names in a list may be macros that are several items: those are left to the compiler.
static bool has_names(const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	for (size_t i = d->init; i < d->init_end; i++)
		if (object->tokens->items[i].kind == TOKEN_IDENT)
			return true;
	return false;
}

// How many elements the dimensions make; 0 when they are not told here.
static uint64_t element_cnt(struct cell_object *object, uint64_t size)
{
	const struct declarator *d = object->declarator;
	const struct tokens *tokens = object->tokens;
	uint64_t cnt = 1;

	for (size_t i = d->name + 1; i < d->end; i = token_after_bracket(tokens, i)) {
		size_t after = token_after_bracket(tokens, i);
		bool is_open = after == i + 2 && i == d->name + 1 && after == d->end;

		if (!token_is(tokens, i, "["))
			return 0;
		if (is_open && d->init != NO_TOKEN && !has_names(object))
			cnt = object->size.item_cnt = count_items(object, size);
		else
			cnt *= after == i + 3 ? plain_number(tokens, i + 1) : 0;
		if (!cnt || cnt > UINT32_MAX)
			return 0;
	}
	return cnt;
}

void size_guess(struct cell_object *object)
{
	uint64_t size = element_size(object);
	uint64_t cnt = size ? element_cnt(object, size) : 0;

	object->is_size_known = cnt != 0;
	object->size.size_bytes = size * cnt;
	object->size.align_bytes = size;
	if (!cnt)
		object->size.item_cnt = 0;
}
