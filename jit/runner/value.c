// jit/runner/value.c - walks the trailing expression's value, and what its pointers lead to.
//
// Objects are told breadth first: a pointer's target gets the next number and waits in a queue.
// 1. An object that was met before (same address, same type) is told once: cycles end.
// 2. Behind the last object that is told, the walk goes on for a while only to count.
#include "jit/runner/value.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/runner/memory.h"
#include "jit/runner/support.h"

// Longer strings are cut: a notebook is no place for a megabyte between quotes.
#define STRING_MAX_BYTES 4096
// And so are longer values: what comes behind is left out.
#define VALUE_MAX_BYTES (256 * 1024)
// Arrays of more items than this are told by their ends. Numbers in one row or in several, structs.
#define ROW_MAX_ITEMS 100
#define MATRIX_MAX_ITEMS 400
#define STRUCTS_MAX_ITEMS 20
#define EDGE_ITEMS 10
// What a picture can show, and how far objects that it does not show are counted.
#define OBJECT_MAX_CNT 60
#define COUNTED_MAX_CNT 10000
// int **** is followed to its end, a longer chain is not.
#define CHAIN_MAX 4
// A FILE that glibc made begins with this.
#define FILE_MAGIC 0xfbad0000u
#define FILE_MAGIC_MASK 0xffff0000u

struct object_key {
	uint64_t address;
	uint64_t type;
};

struct object {
	struct object_key key;
	uint32_t number;
	int level;           // steps from the value
	struct object *next; // in the queue
	UT_hash_handle hh;
};

struct walk {
	const struct cicle_row *types;
	int depth;
	struct str *out;
	struct object *objects; // uthash, owned
	struct object **last;   // the queue's end
	const struct object *current;
	uint32_t object_cnt;
	bool is_inside; // of a struct or an array
	bool is_elided; // the array that is walked is told by its ends, in all its dimensions
};

static struct str packed;
static const struct slots *session_slots;

const struct str *value_packed(void)
{
	return &packed;
}

void value_begin(const struct slots *slots)
{
	str_clear(&packed);
	session_slots = slots;
}

static void patch_u32(struct str *out, size_t at, uint32_t value)
{
	struct str bytes = {0};

	pack_u32(&bytes, value);
	memcpy(out->data + at, bytes.data, bytes.len);
	str_release(&bytes);
}

static void begin_node(struct walk *walk, enum value_kind kind, const char *type, int flags)
{
	pack_u32(walk->out, kind);
	pack_text(walk->out, type);
	pack_u32(walk->out, (uint32_t)flags);
}

static void tell_nothing(struct walk *walk, const struct cicle_row *type, int flags)
{
	begin_node(walk, VALUE_UNKNOWN, type->name, flags);
}

static bool is_full(const struct walk *walk)
{
	return walk->out->len > VALUE_MAX_BYTES;
}

// --- numbers and strings --------------------------------------------------------------------

static size_t unit_bytes(int kind)
{
	switch (kind) {
	case VALUE_CHAR:
		return 1;
	case VALUE_CHAR16:
		return 2;
	case VALUE_WCHAR:
	case VALUE_CHAR32:
		return 4;
	default:
		return 0;
	}
}

static void tell_number(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	char bytes[2 * sizeof(long double)];

	if (type->size_bytes > sizeof bytes || !memory_read(address, bytes, type->size_bytes)) {
		tell_nothing(walk, type, VALUE_UNREADABLE);
		return;
	}
	begin_node(walk, (enum value_kind)type->kind, type->name, 0);
	pack_bytes(walk->out, bytes, type->size_bytes);
}

// limit: so many bytes are there at most.
static void tell_string(struct walk *walk, const struct cicle_row *type, uint64_t address,
			size_t limit)
{
	char bytes[STRING_MAX_BYTES];
	int unit = walk->types[type->of].kind;
	size_t cap = limit < sizeof bytes ? limit : sizeof bytes;
	long len = 0;
	int flags = 0;

	if (address && cap)
		len = memory_read_text(address, unit_bytes(unit), bytes, cap);
	if (len < 0)
		flags = VALUE_UNREADABLE;
	else if (len == STRING_MAX_BYTES && limit > STRING_MAX_BYTES)
		flags = VALUE_CUT;
	begin_node(walk, VALUE_STRING, type->name, flags);
	pack_u64(walk->out, address);
	pack_u32(walk->out, (uint32_t)unit);
	pack_bytes(walk->out, bytes, len > 0 ? (size_t)len : 0);
}

// --- enums ----------------------------------------------------------------------------------

static bool is_one_bit(unsigned long value)
{
	return value && !(value & (value - 1));
}

// Enumerators that are or'ed together are single bits, and not just the first numbers.
static bool are_flags(const struct cicle_row *type)
{
	unsigned long all = 0;
	unsigned long cnt = 0;
	bool has_zero = false;

	for (unsigned long i = 0; i < type->cnt; i++) {
		unsigned long value = type->fields[i].offset;

		if (value && !is_one_bit(value))
			return false;
		cnt += !(all & value) && value;
		all |= value;
		has_zero |= !value;
	}
	return cnt >= 2 && !(all == 3 && has_zero);
}

static void name_flags(const struct cicle_row *type, unsigned long value, struct str *out)
{
	unsigned long left = value;

	for (unsigned long i = 0; i < type->cnt && are_flags(type); i++) {
		unsigned long bit = type->fields[i].offset;

		if (!(left & bit))
			continue;
		str_printf(out, "%s%s", out->len ? " | " : "", type->fields[i].name);
		left &= ~bit;
	}
	if (out->len && left)
		str_printf(out, " | 0x%lx", left);
}

static void tell_enum_value(struct walk *walk, const struct cicle_row *type, long value)
{
	struct str name = {0};

	for (unsigned long i = 0; i < type->cnt && !name.len; i++)
		if ((long)type->fields[i].offset == value)
			str_puts(&name, type->fields[i].name);
	if (!name.len && value > 0)
		name_flags(type, (unsigned long)value, &name);
	begin_node(walk, VALUE_ENUM, type->name, 0);
	pack_u64(walk->out, (uint64_t)value);
	pack_text(walk->out, str_text(&name));
	str_release(&name);
}

static long sign_extend(uint64_t value, unsigned bit_cnt)
{
	unsigned shift = 64 - bit_cnt;

	return (long)(value << shift) >> shift;
}

static bool has_negative(const struct cicle_row *type)
{
	for (unsigned long i = 0; i < type->cnt; i++)
		if ((long)type->fields[i].offset < 0)
			return true;
	return false;
}

static void tell_enum(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	uint64_t value = 0;

	if (!type->size_bytes || type->size_bytes > sizeof value ||
	    !memory_read(address, &value, type->size_bytes)) {
		tell_nothing(walk, type, VALUE_UNREADABLE);
		return;
	}
	if (has_negative(type))
		value = (uint64_t)sign_extend(value, (unsigned)(8 * type->size_bytes));
	tell_enum_value(walk, type, (long)value);
}

// --- pointers -------------------------------------------------------------------------------

// Gives the object's number; VALUE_NO_TARGET when it is only counted.
static uint32_t meet(struct walk *walk, uint64_t address, int type, int level)
{
	struct object_key key = {address, (uint64_t)type};
	struct object *object;

	// The analyzer does not see that uthash reads the key's bytes.
	HASH_FIND(hh, walk->objects, &key, sizeof key, object); // NOLINT
	if (!object && walk->object_cnt < COUNTED_MAX_CNT) {
		object = mem_zalloc(sizeof *object);
		object->key = key;
		object->number = walk->object_cnt++;
		object->level = level;
		HASH_ADD(hh, walk->objects, key, sizeof key, object);
		*walk->last = object;
		walk->last = &object->next;
	}
	return object && object->number < OBJECT_MAX_CNT ? object->number : VALUE_NO_TARGET;
}

static bool is_followed(const struct walk *walk, const struct cicle_row *type)
{
	int level = walk->current->level;

	if (type->of < 0)
		return false;
	if (!walk->depth)
		return !walk->is_inside && level < CHAIN_MAX;
	return walk->depth == VALUE_WHOLE_DEPTH || level < walk->depth;
}

static void name_function(const struct cicle_row *type, uint64_t address, struct str *out)
{
	const void *code = (const void *)(uintptr_t)address; // NOLINT: it may be any number
	const char *name = type->cnt ? type->fields[0].name : NULL;
	Dl_info info;

	if (!name && session_slots)
		name = slots_name_at(session_slots, code);
	if (!name)
		name = support_name(code);
	if (!name && dladdr(code, &info) && info.dli_saddr == code)
		name = info.dli_sname;
	if (name)
		str_puts(out, name);
}

// What glibc's stdio opened: the name of one of the three, or the number of its descriptor.
static void name_file(uint64_t address, struct str *out)
{
	FILE *const all[] = {stdin, stdout, stderr};
	static const char *const names[] = {"stdin", "stdout", "stderr"};
	FILE file = {0};

	for (size_t i = 0; i < 3; i++)
		if (address == (uint64_t)(uintptr_t)all[i])
			str_puts(out, names[i]);
	if (!out->len && memory_read(address, &file, sizeof file) &&
	    ((unsigned)file._flags & FILE_MAGIC_MASK) == FILE_MAGIC)
		str_printf(out, "file descriptor %d", file._fileno);
}

static void tell_pointer_to(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	struct str name = {0};
	uint32_t target = VALUE_NO_TARGET;

	if (type->kind == VALUE_FUNCTION && address)
		name_function(type, address, &name);
	else if (type->kind == VALUE_FILE && address)
		name_file(address, &name);
	else if (address && is_followed(walk, type))
		target = meet(walk, address, type->of, walk->current->level + 1);
	begin_node(walk, (enum value_kind)type->kind, type->name, 0);
	pack_u64(walk->out, address);
	pack_text(walk->out, str_text(&name));
	pack_u32(walk->out, target);
	str_release(&name);
}

static void tell_pointer(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	uint64_t value;

	if (!memory_read(address, &value, sizeof value))
		tell_nothing(walk, type, VALUE_UNREADABLE);
	else if (type->kind == VALUE_POINTER && type->of >= 0 &&
		 unit_bytes(walk->types[type->of].kind))
		tell_string(walk, type, value, SIZE_MAX);
	else
		tell_pointer_to(walk, type, value);
}

// --- structs and arrays ---------------------------------------------------------------------

static void tell(struct walk *walk, int row, uint64_t address);

static bool has_bit(const unsigned char *bytes, size_t bit)
{
	return bytes[bit / 8] >> bit % 8 & 1;
}

// Gathers the bits that `mask` has set, lowest first, from the same places of `bytes`.
// Returns how many there are.
static unsigned gather_bits(const unsigned char *mask, const unsigned char *bytes, size_t size,
			    uint64_t *value)
{
	unsigned cnt = 0;

	*value = 0;
	for (size_t i = 0; i < 8 * size && cnt < 64; i++) {
		if (!has_bit(mask, i))
			continue;
		*value |= (uint64_t)has_bit(bytes, i) << cnt;
		cnt++;
	}
	return cnt;
}

static bool is_signed(int kind)
{
	return kind == VALUE_INT || kind == VALUE_SHORT || kind == VALUE_LONG ||
	       kind == VALUE_LONG_LONG || kind == VALUE_CHAR || kind == VALUE_SIGNED_CHAR;
}

// whole: the struct that the bit-field is in.
static void tell_bits(struct walk *walk, const struct cicle_row *whole, uint64_t address,
		      const struct cicle_field *field)
{
	const struct cicle_row *type = &walk->types[field->type];
	unsigned char *bytes = mem_zalloc(whole->size_bytes);
	bool is_read = memory_read(address, bytes, whole->size_bytes);
	bool can_be_negative =
	    type->kind == VALUE_ENUM ? has_negative(type) : is_signed(type->kind);
	uint64_t value;
	unsigned bit_cnt = gather_bits(field->bits, bytes, whole->size_bytes, &value);

	if (can_be_negative && bit_cnt)
		value = (uint64_t)sign_extend(value, bit_cnt);
	if (!is_read || type->size_bytes > sizeof value) {
		tell_nothing(walk, type, VALUE_UNREADABLE);
	} else if (type->kind == VALUE_ENUM) {
		tell_enum_value(walk, type, (long)value);
	} else {
		begin_node(walk, (enum value_kind)type->kind, type->name, 0);
		pack_bytes(walk->out, &value, type->size_bytes);
	}
	free(bytes);
}

static void tell_struct(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	size_t flags_at, cnt_at;
	uint32_t cnt = 0;

	begin_node(walk, VALUE_STRUCT, type->name, 0);
	flags_at = walk->out->len - 4;
	cnt_at = walk->out->len;
	pack_u32(walk->out, 0);
	for (; cnt < type->cnt && !is_full(walk); cnt++) {
		const struct cicle_field *field = &type->fields[cnt];

		pack_text(walk->out, field->name);
		if (field->bits)
			tell_bits(walk, type, address, field);
		else
			tell(walk, field->type, address + field->offset);
	}
	patch_u32(walk->out, cnt_at, cnt);
	if (cnt < type->cnt)
		patch_u32(walk->out, flags_at, VALUE_CUT);
}

// Tells whether an array, with the arrays inside of it, is too long to be told whole.
static bool is_long(const struct walk *walk, const struct cicle_row *type)
{
	unsigned long total = type->cnt;
	const struct cicle_row *item = &walk->types[type->of];
	unsigned long limit = ROW_MAX_ITEMS;

	while (item->kind == VALUE_ARRAY && item->of >= 0 &&
	       !unit_bytes(walk->types[item->of].kind)) {
		limit = MATRIX_MAX_ITEMS;
		if (__builtin_mul_overflow(total, item->cnt, &total))
			return true;
		item = &walk->types[item->of];
	}
	return total > (item->kind == VALUE_STRUCT ? STRUCTS_MAX_ITEMS : limit);
}

static void tell_items(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	unsigned long item_bytes = walk->types[type->of].size_bytes;
	bool is_gapped = walk->is_elided && type->cnt > 2 * EDGE_ITEMS;
	unsigned long head = is_gapped ? EDGE_ITEMS : type->cnt;
	uint32_t cnt = 0;
	size_t at;

	pack_u64(walk->out, type->cnt);
	at = walk->out->len;
	pack_u32(walk->out, 0);
	pack_u32(walk->out, 0);
	for (unsigned long i = 0; i < type->cnt && !is_full(walk); i++, cnt++) {
		if (is_gapped && i == EDGE_ITEMS)
			i = type->cnt - EDGE_ITEMS;
		tell(walk, type->of, address + i * item_bytes);
	}
	patch_u32(walk->out, at, cnt < head ? cnt : (uint32_t)head);
	patch_u32(walk->out, at + 4, cnt);
}

static void tell_array(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	bool was_elided = walk->is_elided;

	if (type->of < 0) {
		tell_nothing(walk, type, 0);
		return;
	}
	if (unit_bytes(walk->types[type->of].kind)) {
		tell_string(walk, type, address, type->size_bytes);
		return;
	}
	walk->is_elided |= is_long(walk, type);
	begin_node(walk, VALUE_ARRAY, type->name, 0);
	tell_items(walk, type, address);
	walk->is_elided = was_elided;
}

static void tell_parts(struct walk *walk, const struct cicle_row *type, uint64_t address)
{
	bool was_inside = walk->is_inside;
	char first = 0;

	walk->is_inside = true;
	if (type->size_bytes && !memory_read(address, &first, 1))
		tell_nothing(walk, type, VALUE_UNREADABLE);
	else if (type->kind == VALUE_STRUCT)
		tell_struct(walk, type, address);
	else
		tell_array(walk, type, address);
	walk->is_inside = was_inside;
}

static void tell(struct walk *walk, int row, uint64_t address)
{
	const struct cicle_row *type = &walk->types[row];

	switch ((enum value_kind)type->kind) {
	case VALUE_UNKNOWN:
	case VALUE_STRING:
		tell_nothing(walk, type, 0);
		break;
	case VALUE_ENUM:
		tell_enum(walk, type, address);
		break;
	case VALUE_POINTER:
	case VALUE_FUNCTION:
	case VALUE_FILE:
		tell_pointer(walk, type, address);
		break;
	case VALUE_STRUCT:
	case VALUE_ARRAY:
		tell_parts(walk, type, address);
		break;
	default:
		tell_number(walk, type, address);
	}
}

// --- objects --------------------------------------------------------------------------------

static void tell_objects(struct walk *walk, const struct object *object)
{
	for (; object; object = object->next) {
		size_t len = walk->out->len;

		walk->current = object;
		pack_u64(walk->out, object->key.address);
		tell(walk, (int)object->key.type, object->key.address);
		if (object->number >= OBJECT_MAX_CNT)
			walk->out->len = len; // it was read for its pointers only
	}
}

static void free_objects(struct walk *walk)
{
	struct object *object, *next;

	HASH_ITER(hh, walk->objects, object, next)
	{
		HASH_DEL(walk->objects, object);
		free(object);
	}
}

void cicle_value(const void *object, const struct cicle_row *types, int depth)
{
	struct walk walk = {.types = types, .depth = depth, .out = &packed};
	struct object *first = NULL;
	uint32_t told_cnt;

	str_clear(&packed);
	pack_u32(&packed, 0);
	walk.last = &first;
	meet(&walk, (uint64_t)(uintptr_t)object, 0, 0);
	tell_objects(&walk, first);
	told_cnt = walk.object_cnt < OBJECT_MAX_CNT ? walk.object_cnt : OBJECT_MAX_CNT;
	patch_u32(&packed, 0, told_cnt);
	pack_u64(&packed, walk.object_cnt - told_cnt);
	pack_u32(&packed, walk.object_cnt == COUNTED_MAX_CNT);
	free_objects(&walk);
}
