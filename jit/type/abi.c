// jit/type/abi.c - what libtcc hands over in another way than gcc and clang do.
#include "jit/type/abi.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "jit/type/type.h"

// Larger structs go through memory, whatever they hold.
#define REGISTERS_BYTES 16
#define HALF_BYTES 8

// --- structs --------------------------------------------------------------------------------

// What each half of a struct holds.
struct halves {
	struct types *types;
	bool has_floating[2], has_other[2];
	bool is_odd; // something lies where it is not aligned, or nobody knows where
};

static void note_scalar(struct halves *halves, const struct type *type, uint64_t offset)
{
	const struct type *item = type;
	uint64_t size = 0, align = 1;

	while (item->kind == TYPE_ARRAY)
		item = item->inner;
	if (!type_layout(halves->types, type, &size, &align) || offset % (align ? align : 1)) {
		halves->is_odd = true;
		return;
	}
	for (uint64_t at = offset / HALF_BYTES; at < 2 && at * HALF_BYTES < offset + size; at++) {
		halves->has_floating[at] |= item->kind == TYPE_FLOATING;
		halves->has_other[at] |= item->kind != TYPE_FLOATING;
	}
}

// Where structs stand in structs, their members are visited with places of their own.
struct inside {
	struct halves *halves;
	uint64_t offset;
};

static void note_member(void *ctx, const struct member *member);

static void note_inside(struct halves *halves, const struct type *record, uint64_t offset)
{
	struct inside inside = {halves, offset};

	if (!type_each_member(halves->types, record, note_member, &inside))
		halves->is_odd = true;
}

static void note_records(struct halves *halves, const struct type *type, uint64_t offset)
{
	const struct type *item = type;
	uint64_t size = 0, align = 0, all = 0;

	while (item->kind == TYPE_ARRAY)
		item = item->inner;
	if (!type_layout(halves->types, item, &size, &align) ||
	    !type_layout(halves->types, type, &all, &align))
		halves->is_odd = true;
	for (uint64_t at = 0; size && at < all && at < REGISTERS_BYTES; at += size)
		note_inside(halves, item, offset + at);
}

static void note_member(void *ctx, const struct member *member)
{
	const struct inside *inside = ctx;
	const struct type *item = member->type;
	uint64_t offset = inside->offset + member->offset_bytes;

	while (item->kind == TYPE_ARRAY)
		item = item->inner;
	if (!member->is_placed)
		inside->halves->is_odd = true;
	else if (member->is_bit_field)
		inside->halves->has_other[offset >= HALF_BYTES] = true;
	else if (item->kind == TYPE_RECORD && member->name_len)
		note_records(inside->halves, member->type, offset);
	else if (item->kind != TYPE_RECORD)
		note_scalar(inside->halves, member->type, offset);
}

static bool is_passed_otherwise(struct types *types, const struct type *type)
{
	struct halves halves = {.types = types};
	bool has_floating, has_other;
	uint64_t size, align;

	if (type->kind != TYPE_RECORD)
		return false;
	if (type->is_packed || !type_layout(types, type, &size, &align))
		return true;
	if (size > REGISTERS_BYTES)
		return false;
	note_inside(&halves, type, 0);
	has_floating = (halves.has_floating[0] && !halves.has_other[0]) ||
		       (halves.has_floating[1] && !halves.has_other[1]);
	has_other = halves.has_other[0] || halves.has_other[1];
	return halves.is_odd || (size > HALF_BYTES && has_floating && has_other);
}

// --- where values are handed over -----------------------------------------------------------

// A text's tokens without the preprocessor's lines.
struct walk {
	struct tokens tokens;
	const struct token **items; // owned
	size_t cnt;
};

static void walk_init(struct walk *walk, const char *text)
{
	tokens_init(&walk->tokens, text, strlen(text));
	walk->items = mem_zalloc((walk->tokens.cnt + 1) * sizeof *walk->items);
	walk->cnt = 0;
	for (size_t i = 0; i < walk->tokens.cnt; i++)
		if (walk->tokens.items[i].kind != TOKEN_DIRECTIVE)
			walk->items[walk->cnt++] = &walk->tokens.items[i];
}

static void walk_release(struct walk *walk)
{
	tokens_release(&walk->tokens);
	free(walk->items);
}

static bool is_word(const struct walk *walk, size_t i, const char *word)
{
	return i < walk->cnt &&
	       token_is(&walk->tokens, (size_t)(walk->items[i] - walk->tokens.items), word);
}

static bool is_name(const struct walk *walk, size_t i)
{
	return i < walk->cnt && walk->items[i]->kind == TOKEN_IDENT;
}

// "(T name," "(T name)" "(T," "(T)" but for casts and sizeof: with `end` behind T.
static bool is_parameter(const struct walk *walk, size_t start, size_t end)
{
	size_t after = end + (is_name(walk, end) ? 1 : 0);

	while (start > 0 &&
	       (is_word(walk, start - 1, "const") || is_word(walk, start - 1, "volatile")))
		start--;
	if (start < 2 || !(is_word(walk, after, ",") || is_word(walk, after, ")")))
		return false;
	if (is_word(walk, start - 1, ","))
		return true;
	if (!is_word(walk, start - 1, "("))
		return false;
	return after > end || ((is_name(walk, start - 2) || is_word(walk, start - 2, ")")) &&
			       !walk->items[start - 2]->words);
}

// "T name(" "T (*": a function's result, or that of a pointer to one.
static bool is_result(const struct walk *walk, size_t end)
{
	if (is_name(walk, end))
		return is_word(walk, end + 1, "(");
	return is_word(walk, end, "(") && is_word(walk, end + 1, "*");
}

// Gives the type whose name begins at token i, *end is behind it. NULL: there is none.
static const struct type *type_at(struct types *types, const struct walk *walk, size_t i,
				  size_t *end)
{
	const struct token *token = walk->items[i];
	bool is_tag = (token->words & WORD_TAG) && is_name(walk, i + 1);
	const struct token *named = is_tag ? walk->items[i + 1] : token;
	const char *name = walk->tokens.text + named->start_byte;
	size_t len = named->end_byte - named->start_byte;

	*end = i + 1 + (is_tag ? 1 : 0);
	if (token->kind != TOKEN_IDENT || (!is_tag && token->words))
		return NULL;
	if (!is_parameter(walk, i, *end) && !is_result(walk, *end))
		return NULL;
	if (is_tag)
		return is_word(walk, i, "enum") ? NULL : type_of_tag(types, name, len);
	return symbols_classify(types->symbols, name, len) == NAME_TYPE
		   ? type_of_name(types, name, len)
		   : NULL;
}

bool abi_differs(struct symbols *symbols, const char *text)
{
	struct types types;
	struct walk walk;
	bool differs = false;

	types_init(&types, symbols, NULL);
	walk_init(&walk, text);
	for (size_t i = 0; i < walk.cnt && !differs; i++) {
		size_t end;
		const struct type *type = type_at(&types, &walk, i, &end);

		differs = type && is_passed_otherwise(&types, type);
	}
	walk_release(&walk);
	types_release(&types);
	return differs;
}
