// jit/local/local_places.c - reads marks (jit/local/local_marks.h) in an object of libtcc's.
#include "jit/local/local_places.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "jit/local/local_marks.h"
#include "jit/compiler/object_file.h"

// place, number, size
#define MARK_BYTES 16
// lea disp8(%rbp),%rax and lea disp32(%rbp),%rax
#define LEA_SHORT_BYTES 4
#define LEA_LONG_BYTES 7

// One function of an object.
struct reader {
	struct object_file file;
	uint32_t section;
	uint64_t start_byte; // in its section
	uint64_t len;
};

static bool find_function(struct reader *r, const char *name)
{
	Elf64_Sym symbol;
	size_t len;

	for (size_t i = 1; object_symbol(&r->file, i, &symbol); i++) {
		if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || !symbol.st_size ||
		    strcmp(object_symbol_name(&r->file, &symbol), name) != 0)
			continue;
		r->section = symbol.st_shndx;
		r->start_byte = symbol.st_value;
		r->len = symbol.st_size;
		return object_content(&r->file, r->section, &len) && r->start_byte < len &&
		       r->len <= len - r->start_byte;
	}
	return false;
}

// Makes what the linker fills in alike in both.
static void mask_relocations(const struct reader *r, char *a, char *b)
{
	size_t cnt = 0;
	const unsigned char *items = object_relocations(&r->file, r->section, &cnt);

	for (size_t i = 0; items && i < cnt; i++) {
		Elf64_Rela item = object_relocation(items, i);
		size_t size = ELF64_R_TYPE(item.r_info) == R_X86_64_64 ? 8 : 4;
		uint64_t at = item.r_offset - r->start_byte;

		if (item.r_offset < r->start_byte || r->len < size || at > r->len - size)
			continue;
		memset(a + at, 0, size);
		memset(b + at, 0, size);
	}
}

static bool is_same_code(const struct reader *r, const char *code, size_t code_len)
{
	size_t len;
	const unsigned char *text = object_content(&r->file, r->section, &len);
	char *made, *running;
	bool is_same;

	if (code_len < r->len)
		return false;
	made = mem_zalloc(r->len);
	running = mem_zalloc(r->len);
	memcpy(made, text + r->start_byte, r->len);
	memcpy(running, code, r->len);
	mask_relocations(r, made, running);
	is_same = !memcmp(made, running, r->len);
	free(made);
	free(running);
	return is_same;
}

// Gives the place in the code that a mark's relocation leads to.
static bool find_place(const struct reader *r, const Elf64_Rela *item, uint64_t at, uint64_t *byte)
{
	Elf64_Sym symbol;

	if (item->r_offset != at || ELF64_R_TYPE(item->r_info) != R_X86_64_64 ||
	    !object_symbol(&r->file, ELF64_R_SYM(item->r_info), &symbol))
		return false;
	*byte = symbol.st_value + (uint64_t)item->r_addend - r->start_byte;
	return symbol.st_shndx == r->section && *byte <= r->len;
}

// Reads lea disp(%rbp),%rax. Returns its length; 0: it is another instruction.
static size_t read_lea(const unsigned char *bytes, size_t len, int64_t *distance)
{
	int32_t wide;

	if (len < LEA_SHORT_BYTES || bytes[0] != 0x48 || bytes[1] != 0x8d)
		return 0;
	if (bytes[2] == 0x45) {
		*distance = bytes[3] - (bytes[3] & 0x80 ? 0x100 : 0);
		return LEA_SHORT_BYTES;
	}
	if (bytes[2] != 0x85 || len < LEA_LONG_BYTES)
		return 0;
	memcpy(&wide, bytes + 3, sizeof wide);
	*distance = wide;
	return LEA_LONG_BYTES;
}

// libtcc writes relocations in the order of the marks: the i-th mark has the i-th.
static bool read_marks(const struct reader *r, struct local_places *places)
{
	uint32_t section = object_section(&r->file, LOCAL_MARKS_SECTION);
	size_t len = 0, cnt = 0, at = 0;
	const unsigned char *bytes = object_content(&r->file, section, &len);
	const unsigned char *relocations = object_relocations(&r->file, section, &cnt);

	for (size_t i = 0; relocations && len - at >= MARK_BYTES && i < cnt; i++) {
		struct local_place place = {.is_there = true};
		Elf64_Rela item = object_relocation(relocations, i);
		uint32_t number, size;
		size_t lea_len = 0;

		memcpy(&number, bytes + at + 8, sizeof number);
		memcpy(&size, bytes + at + 12, sizeof size);
		place.size_bytes = size;
		if (!number || number > places->cnt || !find_place(r, &item, at, &place.code_byte))
			return false;
		at += MARK_BYTES;
		if (size && !(lea_len = read_lea(bytes + at, len - at, &place.frame_byte)))
			return false;
		at += lea_len;
		places->items[number - 1] = place;
	}
	return at == len;
}

bool local_places_init(struct local_places *places, const struct str *object, const char *function,
		       const char *code, size_t code_len, uint32_t mark_cnt)
{
	struct reader r = {0};
	struct err err = {0};
	bool is_read;

	*places = (struct local_places){.cnt = mark_cnt};
	places->items = mem_zalloc((mark_cnt + 1) * sizeof *places->items);
	is_read = !object_file_init(&r.file, str_text(object), object->len, &err) &&
		  find_function(&r, function) && is_same_code(&r, code, code_len) &&
		  read_marks(&r, places);
	object_file_release(&r.file);
	return is_read;
}

void local_places_release(struct local_places *places)
{
	free(places->items);
	*places = (struct local_places){0};
}

uint64_t local_places_byte(const struct local_places *places, uint32_t mark)
{
	for (size_t i = mark; i <= places->cnt; i++)
		if (i && places->items[i - 1].is_there)
			return places->items[i - 1].code_byte;
	return UINT64_MAX;
}
