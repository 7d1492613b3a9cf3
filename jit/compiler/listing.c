// jit/compiler/listing.c - an object file taken apart: the machine code of its functions, with the
// lines that it comes from and the names that it mentions.
#include "jit/compiler/listing.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "jit/compiler/line_table.h"
#include "jit/compiler/object_file.h"

// libtcc's stabs: entries of 12 bytes (jit/runner/lines.c).
#define STAB_BYTES 12
#define STAB_FUN 0x24
#define STAB_SLINE 0x44
#define STAB_SOL 0x84
// So much of a string literal is shown.
#define STRING_MAX_BYTES 40

struct object {
	struct object_file file;
	struct line_table lines;
};

// --- lines ------------------------------------------------------------------------------------

static bool find_address(void *ctx, uint64_t at_byte, uint32_t *section, uint64_t *byte)
{
	const struct object *object = ctx;
	size_t cnt = 0;
	const unsigned char *items =
	    object_relocations(&object->file, object_section(&object->file, ".debug_line"), &cnt);
	Elf64_Sym symbol;

	for (size_t i = 0; items && i < cnt; i++) {
		Elf64_Rela item = object_relocation(items, i);

		if (item.r_offset != at_byte ||
		    !object_symbol(&object->file, ELF64_R_SYM(item.r_info), &symbol))
			continue;
		*section = symbol.st_shndx;
		*byte = symbol.st_value + (uint64_t)item.r_addend;
		return true;
	}
	return false;
}

static void add_line(struct listing *listing, uint64_t start_byte, const char *file, uint32_t line)
{
	struct listing_line *last =
	    listing->line_cnt ? &listing->lines[listing->line_cnt - 1] : NULL;

	if (last && last->line == line && !strcmp(last->file, file))
		return;
	if (last && last->start_byte == start_byte) { // no code between the two
		free(last->file);
		*last = (struct listing_line){start_byte, mem_strdup(file), line};
		return;
	}
	listing->lines = mem_grow(listing->lines, listing->line_cnt + 1, sizeof *listing->lines);
	listing->lines[listing->line_cnt++] =
	    (struct listing_line){start_byte, mem_strdup(file), line};
}

// Line 0 is code that the compiler could not say a line for: it goes with what stands before it.
static void add_dwarf_lines(const struct object *object, struct listing *listing, uint32_t section,
			    uint64_t start_byte)
{
	for (size_t i = 0; i < object->lines.cnt; i++) {
		const struct line_row *row = &object->lines.rows[i];

		if (row->section == section && row->line && row->start_byte >= start_byte &&
		    row->start_byte < start_byte + listing->len)
			add_line(listing, row->start_byte - start_byte, row->file, row->line);
	}
}

static bool opens(const char *text, const char *function)
{
	size_t len = strlen(function);

	return !strncmp(text, function, len) && text[len] == ':';
}

static void add_stab_lines(const struct object *object, struct listing *listing,
			   const char *function)
{
	uint32_t strings = object_section(&object->file, ".stabstr");
	const char *file = "";
	size_t len = 0;
	const unsigned char *stabs =
	    object_content(&object->file, object_section(&object->file, ".stab"), &len);
	bool is_inside = false;

	for (size_t i = 0; stabs && i + STAB_BYTES <= len; i += STAB_BYTES) {
		uint32_t text, value;
		uint16_t description;
		unsigned char type = stabs[i + 4];

		memcpy(&text, stabs + i, sizeof text);
		memcpy(&description, stabs + i + 6, sizeof description);
		memcpy(&value, stabs + i + 8, sizeof value);
		if (type == STAB_SOL)
			file = object_string(&object->file, strings, text);
		else if (type == STAB_FUN)
			is_inside = opens(object_string(&object->file, strings, text), function);
		else if (type == STAB_SLINE && is_inside && value < listing->len)
			add_line(listing, value, file, description);
	}
}

// --- names ------------------------------------------------------------------------------------

// The name that users know a symbol by.
static const char *plain_name(const char *name)
{
	static const char *const prefixes[] = {"cicle_fn_", "cicle_own_"};

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return name + strlen(prefixes[i]);
	return name;
}

static bool is_relative(uint32_t type)
{
	return type == R_X86_64_PC32 || type == R_X86_64_PLT32;
}

// Tells whether the place holds the distance to the symbol's address, not to the symbol.
static bool is_by_table(uint32_t type)
{
	return type == R_X86_64_GOTPCREL || type == R_X86_64_GOTPCRELX ||
	       type == R_X86_64_REX_GOTPCRELX;
}

// Gives the string literal at a place of constant data; NULL when none lies there.
static char *literal_at(const struct object *object, uint32_t section, uint64_t byte)
{
	size_t len, shown = 0;
	const unsigned char *bytes = object_content(&object->file, section, &len);
	struct str text = {0};

	if (!bytes || byte >= len || object->file.sections[section].sh_flags & SHF_EXECINSTR ||
	    !memchr(bytes + byte, 0, len - byte))
		return NULL;
	for (const unsigned char *c = bytes + byte; *c; c++) {
		if (*c == 0x7f || (*c < 0x20 && !strchr("\n\t\r", *c))) {
			str_release(&text);
			return NULL;
		}
		if (shown++ == STRING_MAX_BYTES) {
			str_puts(&text, "...");
			break;
		}
		if (*c < 0x20)
			str_printf(&text, "\\%c", *c == '\n' ? 'n' : *c == '\t' ? 't' : 'r');
		else
			str_putc(&text, (char)*c);
	}
	return text.len ? str_take(&text) : NULL;
}

// What stands in a field of 4 bytes counts from the field's end when it is relative.
static void describe_target(const struct object *object, const Elf64_Rela *item,
			    const Elf64_Sym *symbol, struct listing_name *name)
{
	uint32_t type = ELF64_R_TYPE(item->r_info);
	int64_t distance = item->r_addend + (is_relative(type) ? 4 : 0);
	bool is_own = ELF64_ST_TYPE(symbol->st_info) == STT_SECTION ||
		      (ELF64_ST_BIND(symbol->st_info) == STB_LOCAL && symbol->st_shndx);
	const char *known = object_symbol_name(&object->file, symbol);
	struct str text = {0};

	if (is_own)
		name->string =
		    literal_at(object, symbol->st_shndx, symbol->st_value + (uint64_t)distance);
	if (ELF64_ST_TYPE(symbol->st_info) == STT_SECTION)
		known = object_section_name(&object->file, symbol->st_shndx);
	str_puts(&text, plain_name(known));
	if (is_by_table(type))
		str_puts(&text, "@got");
	else if (distance)
		str_printf(&text, "%+lld", (long long)distance);
	name->text = str_take(&text);
}

static void add_names(const struct object *object, struct listing *listing, uint32_t section,
		      uint64_t start_byte)
{
	size_t cnt = 0;
	const unsigned char *items = object_relocations(&object->file, section, &cnt);
	Elf64_Sym symbol;

	for (size_t i = 0; items && i < cnt; i++) {
		Elf64_Rela item = object_relocation(items, i);
		struct listing_name *name;

		if (item.r_offset < start_byte || item.r_offset >= start_byte + listing->len ||
		    !object_symbol(&object->file, ELF64_R_SYM(item.r_info), &symbol))
			continue;
		listing->names =
		    mem_grow(listing->names, listing->name_cnt + 1, sizeof *listing->names);
		name = &listing->names[listing->name_cnt++];
		*name = (struct listing_name){.at_byte = item.r_offset - start_byte};
		name->size_bytes = ELF64_R_TYPE(item.r_info) == R_X86_64_64 ? 8 : 4;
		describe_target(object, &item, &symbol, name);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct listing_name *x = a, *y = b;

	return (x->at_byte > y->at_byte) - (x->at_byte < y->at_byte);
}

static int by_start(const void *a, const void *b)
{
	const struct listing_line *x = a, *y = b;

	return (x->start_byte > y->start_byte) - (x->start_byte < y->start_byte);
}

// --- functions --------------------------------------------------------------------------------

static void add_function(struct listings *listings, const struct object *object,
			 const Elf64_Sym *symbol)
{
	const char *name = object_symbol_name(&object->file, symbol);
	struct listing *listing;
	size_t len;
	const unsigned char *code = object_content(&object->file, symbol->st_shndx, &len);

	if (!code || symbol->st_value >= len || !symbol->st_size ||
	    symbol->st_size > len - symbol->st_value)
		return;
	listings->items = mem_grow(listings->items, listings->cnt + 1, sizeof *listings->items);
	listing = &listings->items[listings->cnt++];
	*listing = (struct listing){.len = symbol->st_size};
	listing->name = mem_strdup(plain_name(name));
	listing->code = mem_zalloc(listing->len);
	memcpy(listing->code, code + symbol->st_value, listing->len);
	add_names(object, listing, symbol->st_shndx, symbol->st_value);
	add_dwarf_lines(object, listing, symbol->st_shndx, symbol->st_value);
	if (!object->lines.cnt)
		add_stab_lines(object, listing, name);
	if (listing->name_cnt)
		qsort(listing->names, listing->name_cnt, sizeof *listing->names, by_place);
	if (listing->line_cnt)
		qsort(listing->lines, listing->line_cnt, sizeof *listing->lines, by_start);
}

int listings_init(struct listings *listings, const void *bytes, size_t len, struct err *err)
{
	struct object object = {0};
	size_t lines_len = 0;
	const unsigned char *lines;
	Elf64_Sym symbol;
	int rc = object_file_init(&object.file, bytes, len, err);

	*listings = (struct listings){0};
	lines = rc ? NULL
		   : object_content(&object.file, object_section(&object.file, ".debug_line"),
				    &lines_len);
	if (lines)
		rc = line_table_init(&object.lines, lines, lines_len, find_address, &object, err);
	for (size_t i = 1; !rc && object_symbol(&object.file, i, &symbol); i++)
		if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC)
			add_function(listings, &object, &symbol);
	line_table_release(&object.lines);
	object_file_release(&object.file);
	return rc;
}

static void release_listing(struct listing *listing)
{
	for (size_t i = 0; i < listing->line_cnt; i++)
		free(listing->lines[i].file);
	for (size_t i = 0; i < listing->name_cnt; i++) {
		free(listing->names[i].text);
		free(listing->names[i].string);
	}
	free(listing->name);
	free(listing->code);
	free(listing->lines);
	free(listing->names);
}

void listings_release(struct listings *listings)
{
	for (size_t i = 0; i < listings->cnt; i++)
		release_listing(&listings->items[i]);
	free(listings->items);
	*listings = (struct listings){0};
}
