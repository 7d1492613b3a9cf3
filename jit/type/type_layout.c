// jit/type/type_layout.c - members, sizes and places, as the x86-64 System V ABI lays them out.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "jit/type/type.h"

#define POINTER_BYTES 8

// Where the next member of a struct goes.
struct placer {
	struct types *types;
	member_fn visit; // may be NULL
	void *ctx;
	uint64_t at_bits;    // behind the last member
	uint64_t end_bits;   // of the largest member, for a union
	uint64_t base_bytes; // of the struct itself, in the outermost one
	uint64_t align_bytes;
	bool is_union;
	bool is_placed; // all so far
	int depth;
};

static uint64_t round_up(uint64_t value, uint64_t step)
{
	if (step <= 1)
		return value;
	return (value + step - 1) / step * step;
}

static bool each_member(struct placer *p, const struct type *record);

static void tell(struct placer *p, const struct tokens *tokens, const struct item *item,
		 const struct declarator *d, struct member *member)
{
	struct str text = {0};
	const struct token *name = &tokens->items[d->name];
	const struct token *first = &tokens->items[item->first];
	size_t spec_end = item->tag_body != NO_TOKEN ? item->tag_body : item->spec_end;

	if (!p->visit)
		return;
	if (name->kind == TOKEN_IDENT && d->name < d->end) {
		member->name = tokens->text + name->start_byte;
		member->name_len = name->end_byte - name->start_byte;
	}
	if (spec_end > item->first)
		str_add(&text, tokens->text + first->start_byte,
			tokens->items[spec_end - 1].end_byte - first->start_byte);
	if (item->tag_body != NO_TOKEN)
		str_puts(&text, " {...}");
	str_printf(&text, " %.*s",
		   (int)(tokens->items[d->end - 1].end_byte - tokens->items[d->first].start_byte),
		   tokens->text + tokens->items[d->first].start_byte);
	member->text = str_text(&text);
	member->depth = p->depth;
	p->visit(p->ctx, member);
	str_release(&text);
}

static void note_extent(struct placer *p, uint64_t end_bits, uint64_t align_bytes)
{
	p->at_bits = end_bits;
	if (end_bits > p->end_bits)
		p->end_bits = end_bits;
	if (align_bytes > p->align_bytes)
		p->align_bytes = align_bytes;
}

// A bit-field lies in the unit of its type where it fits, else in the next; a nameless one of no
// width ends the unit.
static void place_bits(struct placer *p, struct member *member, uint64_t width, bool is_named)
{
	uint64_t unit_bits, align;

	member->is_bit_field = true;
	if (!p->is_placed || !type_layout(p->types, member->type, &unit_bits, &align) ||
	    width > unit_bits * 8) {
		p->is_placed = false;
		return;
	}
	unit_bits *= 8;
	if (!unit_bits)
		return;
	if (p->is_union)
		p->at_bits = 0;
	if (width == 0 || p->at_bits % unit_bits + width > unit_bits)
		p->at_bits = round_up(p->at_bits, unit_bits);
	member->is_placed = true;
	member->size_bytes = unit_bits / 8;
	member->offset_bytes = p->base_bytes + p->at_bits / unit_bits * (unit_bits / 8);
	member->bit_offset = (uint32_t)(p->at_bits % unit_bits);
	member->bit_cnt = (uint32_t)width;
	note_extent(p, p->at_bits + width, is_named ? align : 1);
}

static void place_whole(struct placer *p, struct member *member)
{
	uint64_t size, align;
	const struct type *type = member->type;
	bool is_open = type->kind == TYPE_ARRAY && type->is_open;

	if (is_open && !type_layout(p->types, type->inner, &size, &align))
		p->is_placed = false;
	else if (!is_open && !type_layout(p->types, type, &size, &align))
		p->is_placed = false;
	if (!p->is_placed)
		return;
	if (is_open)
		size = 0; // a flexible array
	if (p->is_union)
		p->at_bits = 0;
	p->at_bits = round_up(p->at_bits, align * 8);
	member->is_placed = true;
	member->offset_bytes = p->base_bytes + p->at_bits / 8;
	member->size_bytes = size;
	note_extent(p, p->at_bits + size * 8, align);
}

static bool find_width(struct placer *p, const struct tokens *tokens, const struct declarator *d,
		       bool *is_bit_field, int64_t *width)
{
	for (size_t i = d->first; i < d->end; i++) {
		const char *text = tokens->text + tokens->items[i].end_byte;

		if (!token_is(tokens, i, ":"))
			continue;
		*is_bit_field = true;
		return type_constant(
			   p->types, text,
			   (size_t)(tokens->text + tokens->items[d->end - 1].end_byte - text),
			   width) &&
		       *width >= 0;
	}
	return true;
}

static void place_declarator(struct placer *p, const struct tokens *tokens, const struct item *item,
			     const struct declarator *d)
{
	struct member member = {.name = ""};
	bool is_named = tokens->items[d->name].kind == TOKEN_IDENT;
	bool is_bit_field = false;
	int64_t width = 0;
	size_t last = d->end - 1;
	const char *text = tokens->text + tokens->items[item->first].start_byte;
	const struct token *name = &tokens->items[d->name];

	member.type = type_of_declaration(
	    p->types, text, (size_t)(tokens->text + tokens->items[last].end_byte - text),
	    is_named ? tokens->text + name->start_byte : NULL,
	    is_named ? name->end_byte - name->start_byte : 0);
	if (!find_width(p, tokens, d, &is_bit_field, &width) ||
	    type_has_layout_attribute(tokens, item->first, item->end))
		p->is_placed = false;
	if (is_bit_field)
		place_bits(p, &member, (uint64_t)width, is_named);
	else
		place_whole(p, &member);
	tell(p, tokens, item, d, &member);
}

// A struct without a name inside of a struct: its members are ours.
static void place_nameless(struct placer *p, const struct tokens *tokens, const struct item *item)
{
	const char *text = tokens->text + tokens->items[item->first].start_byte;
	size_t len = (size_t)(tokens->text + tokens->items[item->end - 1].end_byte - text);
	const struct type *record = type_of_declaration(p->types, text, len, NULL, 0);
	struct placer inner = {.types = p->types,
			       .visit = p->visit,
			       .ctx = p->ctx,
			       .is_union = record->is_union,
			       .is_placed = p->is_placed,
			       .depth = p->depth + 1};
	uint64_t size, align;

	if (record->kind != TYPE_RECORD)
		return;
	if (!type_layout(p->types, record, &size, &align)) {
		inner.is_placed = p->is_placed = false;
		size = align = 1;
	}
	if (p->is_union)
		p->at_bits = 0;
	p->at_bits = round_up(p->at_bits, align * 8);
	inner.base_bytes = p->base_bytes + p->at_bits / 8;
	if (p->visit)
		each_member(&inner, record);
	note_extent(p, p->at_bits + size * 8, align);
}

static bool each_member(struct placer *p, const struct type *record)
{
	struct tokens tokens;
	struct items items;

	p->is_placed &= record->is_complete && !record->is_packed;
	p->align_bytes = 1;
	if (!record->is_complete || !type_enter(p->types, record->body_len))
		return p->is_placed = false;
	tokens_init(&tokens, record->body, record->body_len);
	items_init(&items, &tokens, type_classify, p->types);
	for (size_t i = 0; i < items.cnt; i++) {
		const struct item *item = &items.items[i];
		bool is_tagged = item->tag != NO_TOKEN && item->tag_body != NO_TOKEN;

		if (item->kind != ITEM_DECLARATION && item->kind != ITEM_TYPE) {
			// directives and what nobody understands: what follows may lie anywhere
			p->is_placed = false;
			continue;
		}
		if (!item->declarator_cnt && is_tagged && item->tag_body == item->tag + 1)
			place_nameless(p, &tokens, item);
		for (size_t d = 0; d < item->declarator_cnt; d++)
			if (item->declarators[d].end > item->declarators[d].first)
				place_declarator(p, &tokens, item, &item->declarators[d]);
	}
	items_release(&items);
	tokens_release(&tokens);
	type_leave(p->types);
	return p->is_placed;
}

bool type_each_member(struct types *types, const struct type *record, member_fn visit, void *ctx)
{
	struct placer p = {.types = types,
			   .visit = visit,
			   .ctx = ctx,
			   .is_union = record->is_union,
			   .is_placed = true};

	return each_member(&p, record);
}

struct finder {
	const char *name;
	size_t len;
	struct member *found;
	bool is_found;
};

static void note_found(void *ctx, const struct member *member)
{
	struct finder *finder = ctx;

	if (finder->is_found || member->name_len != finder->len ||
	    memcmp(member->name, finder->name, finder->len) != 0)
		return;
	finder->is_found = true;
	*finder->found = *member;
	finder->found->text = NULL; // it does not outlive the visit
}

bool type_find_member(struct types *types, const struct type *record, const char *name, size_t len,
		      struct member *found)
{
	struct finder finder = {name, len, found, false};

	type_each_member(types, record, note_found, &finder);
	return finder.is_found;
}

// --- sizes ----------------------------------------------------------------------------------

static bool record_layout(struct types *types, const struct type *record, uint64_t *size_bytes,
			  uint64_t *align_bytes)
{
	struct placer p = {.types = types, .is_union = record->is_union, .is_placed = true};

	if (!each_member(&p, record))
		return false;
	*align_bytes = p.align_bytes;
	*size_bytes = round_up((p.end_bits + 7) / 8, p.align_bytes);
	return true;
}

struct enum_range {
	int64_t min, max;
};

static void widen(void *ctx, const char *name, size_t len, int64_t value)
{
	struct enum_range *range = ctx;

	(void)name;
	(void)len;
	if (value < range->min)
		range->min = value;
	if (value > range->max)
		range->max = value;
}

static bool enum_layout(struct types *types, const struct type *type, uint64_t *size_bytes)
{
	struct enum_range range = {0, 0};

	if (!type_each_enumerator(types, type, widen, &range))
		return false;
	*size_bytes =
	    range.min < INT32_MIN || range.max > (range.min < 0 ? INT32_MAX : UINT32_MAX) ? 8 : 4;
	return true;
}

bool type_layout(struct types *types, const struct type *type, uint64_t *size_bytes,
		 uint64_t *align_bytes)
{
	*size_bytes = 0;
	*align_bytes = 1;
	switch (type->kind) {
	case TYPE_BOOL:
	case TYPE_INTEGER:
	case TYPE_FLOATING:
		*size_bytes = *align_bytes = type->size_bytes;
		return true;
	case TYPE_POINTER:
		*size_bytes = *align_bytes = POINTER_BYTES;
		return true;
	case TYPE_ARRAY:
		if (!type->is_length_known ||
		    !type_layout(types, type->inner, size_bytes, align_bytes) ||
		    (*size_bytes && type->length > INT64_MAX / *size_bytes / 16))
			return false;
		*size_bytes *= type->length;
		return true;
	case TYPE_ENUM:
		if (!type->is_complete || !enum_layout(types, type, size_bytes))
			return false;
		*align_bytes = *size_bytes;
		return true;
	case TYPE_RECORD:
		return record_layout(types, type, size_bytes, align_bytes);
	case TYPE_UNKNOWN:
	case TYPE_VOID:
	case TYPE_FUNCTION:
		break;
	}
	return false;
}
