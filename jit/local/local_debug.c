// jit/local/local_debug.c - the locals of code that gcc or clang made, by its DWARF.
#include "jit/local/local_debug.h"

#include <dwarf.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include <elfutils/libdw.h>

#include "base/mem.h"
#include "jit/local/local_location.h"
#include "jit/compiler/object_file.h"

// Blocks inside of one another, and steps of a type.
#define SCOPE_MAX_CNT 64
#define TYPE_DEPTH_MAX 16
#define LOCATION_MAX_CNT 4
// Other code sections begin at addresses that .text has none of.
#define SECTION_SHIFT 40
// Of the innermost frame all are known.
#define ALL_REGISTERS ((1u << SHOT_REGISTER_CNT) - 1)

// One function at the place that failed.
struct scene {
	struct locals_text *text;
	const struct local_debug *debug;
	struct peek *peek;
	struct types types;
	struct location_frame frame;
	Dwarf_Die unit;
	Dwarf_Die scopes[SCOPE_MAX_CNT]; // innermost first, the function last
	size_t scope_cnt;
	int line; // 0: not known
};

// --- the object -----------------------------------------------------------------------------

static bool is_same_text(const struct object_file *a, const struct object_file *b)
{
	size_t a_len = 0, b_len = 0;
	const unsigned char *a_text = object_content(a, object_section(a, ".text"), &a_len);
	const unsigned char *b_text = object_content(b, object_section(b, ".text"), &b_len);

	return a_text && b_text && a_len == b_len && !memcmp(a_text, b_text, a_len);
}

// Where a section is in the addresses that debug information has: .text and what is not loaded at
// 0.
static uint64_t section_base(const struct object_file *file, uint32_t section)
{
	if (section >= file->section_cnt || !(file->sections[section].sh_flags & SHF_ALLOC) ||
	    section == object_section(file, ".text"))
		return 0;
	return (uint64_t)section << SECTION_SHIFT;
}

// Fills in what a linker would: libdw reads the bytes as they are.
static void relocate_section(const struct object_file *file, uint32_t section, char *bytes)
{
	const Elf64_Shdr *head = &file->sections[section];
	size_t cnt = 0, len;
	const unsigned char *items = object_relocations(file, section, &cnt);
	Elf64_Sym symbol;

	for (size_t i = 0; items && object_content(file, section, &len) && i < cnt; i++) {
		Elf64_Rela item = object_relocation(items, i);
		size_t size = ELF64_R_TYPE(item.r_info) == R_X86_64_64   ? 8
			      : ELF64_R_TYPE(item.r_info) == R_X86_64_32 ? 4
									 : 0;
		uint64_t value;

		if (!size || item.r_offset > len || len - item.r_offset < size ||
		    !object_symbol(file, ELF64_R_SYM(item.r_info), &symbol))
			continue;
		value =
		    section_base(file, symbol.st_shndx) + symbol.st_value + (uint64_t)item.r_addend;
		memcpy(bytes + head->sh_offset + item.r_offset, &value, size);
	}
}

static void relocate(const struct object_file *file, char *bytes)
{
	for (uint32_t i = 1; i < file->section_cnt; i++)
		if (!strncmp(object_section_name(file, i), ".debug_", 7))
			relocate_section(file, i, bytes);
}

// --- types ----------------------------------------------------------------------------------

// Writes a declaration of a name as C does: what stands before the name, and what behind.
struct spelling {
	struct str before, after;
	bool opens_typedefs; // say what they stand for
};

static bool spell(struct spelling *out, Dwarf_Die *type, int depth);

static bool spell_inner(struct spelling *out, Dwarf_Die *die, int depth)
{
	Dwarf_Attribute attr;
	Dwarf_Die type;

	if (!dwarf_attr_integrate(die, DW_AT_type, &attr)) {
		str_puts(&out->before, "void");
		return true;
	}
	return dwarf_formref_die(&attr, &type) && spell(out, &type, depth + 1);
}

static bool spell_name(struct spelling *out, Dwarf_Die *type, const char *word)
{
	const char *name = dwarf_diename(type);

	if (name)
		str_printf(&out->before, "%s%s", word, name);
	return name != NULL;
}

// What a pointer leads to stands around its star.
static bool spell_pointer(struct spelling *out, Dwarf_Die *type, int depth)
{
	struct spelling inner = {.opens_typedefs = out->opens_typedefs};
	bool is_good = spell_inner(&inner, type, depth);

	str_printf(&out->before, "%s%s*", str_text(&inner.before), inner.after.len ? "(" : " ");
	if (inner.after.len) {
		str_putc(&out->after, ')');
		str_puts(&out->after, inner.after.data);
	}
	str_release(&inner.before);
	str_release(&inner.after);
	return is_good;
}

// Gives a dimension's length. Returns false when it is not constant.
static bool find_length(Dwarf_Die *range, uint64_t *length)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (dwarf_attr(range, DW_AT_count, &attr) && !dwarf_formudata(&attr, &value)) {
		*length = value;
		return true;
	}
	if (!dwarf_attr(range, DW_AT_upper_bound, &attr) ||
	    dwarf_whatform(&attr) == DW_FORM_exprloc || dwarf_formudata(&attr, &value))
		return false;
	*length = value + 1;
	return true;
}

static bool spell_array(struct spelling *out, Dwarf_Die *type, int depth)
{
	Dwarf_Die range;
	uint64_t length;

	if (dwarf_hasattr(type, DW_AT_GNU_vector) || dwarf_child(type, &range) ||
	    !spell_inner(out, type, depth))
		return false;
	do {
		struct str rest = {0};

		if (dwarf_tag(&range) != DW_TAG_subrange_type || !find_length(&range, &length))
			return false;
		str_puts(&rest, str_text(&out->after));
		str_printf(&rest, "[%llu]", (unsigned long long)length);
		str_release(&out->after);
		out->after = rest;
	} while (!dwarf_siblingof(&range, &range));
	return true;
}

static bool spell(struct spelling *out, Dwarf_Die *type, int depth)
{
	if (depth > TYPE_DEPTH_MAX)
		return false;
	switch (dwarf_tag(type)) {
	case DW_TAG_base_type:
		return spell_name(out, type, "");
	case DW_TAG_typedef:
		return out->opens_typedefs ? spell_inner(out, type, depth)
					   : spell_name(out, type, "");
	case DW_TAG_structure_type:
		return spell_name(out, type, "struct ");
	case DW_TAG_union_type:
		return spell_name(out, type, "union ");
	case DW_TAG_enumeration_type:
		return spell_name(out, type, "enum ");
	case DW_TAG_pointer_type:
		return spell_pointer(out, type, depth);
	case DW_TAG_array_type:
		return spell_array(out, type, depth);
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
		return spell_inner(out, type, depth);
	case DW_TAG_subroutine_type:
		str_puts(&out->before, "void");
		str_puts(&out->after, "(void)");
		return true;
	default:
		return false;
	}
}

// Reads a type as the session's declarations have it. NULL: it is not known, or of another size.
static const struct type *read_type(struct types *types, Dwarf_Die *die, bool opens_typedefs)
{
	struct spelling spelling = {.opens_typedefs = opens_typedefs};
	struct str text = {0};
	const struct type *type = NULL;
	Dwarf_Attribute attr;
	Dwarf_Die of;
	Dwarf_Word size = 0;
	uint64_t known_size, align;

	if (!dwarf_attr_integrate(die, DW_AT_type, &attr) || !dwarf_formref_die(&attr, &of) ||
	    dwarf_aggregate_size(&of, &size) || !spell(&spelling, &of, 0))
		size = 0;
	str_printf(&text, "%s cicle_v%s;", str_text(&spelling.before), str_text(&spelling.after));
	if (size)
		type = type_of_declaration(types, text.data, text.len, "cicle_v", 7);
	if (type && (type->kind == TYPE_UNKNOWN || !type_layout(types, type, &known_size, &align) ||
		     known_size != size))
		type = NULL;
	str_release(&text);
	str_release(&spelling.before);
	str_release(&spelling.after);
	return type;
}

// --- variables ------------------------------------------------------------------------------

static bool is_variable(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	bool is_artificial = false;

	if (dwarf_tag(die) != DW_TAG_variable && dwarf_tag(die) != DW_TAG_formal_parameter)
		return false;
	if (dwarf_attr_integrate(die, DW_AT_artificial, &attr))
		dwarf_formflag(&attr, &is_artificial);
	return !is_artificial && dwarf_diename(die);
}

// Tells whether a variable is declared on a line behind the place that failed.
static bool is_later(const struct scene *scene, Dwarf_Die *die)
{
	int line;

	return dwarf_tag(die) == DW_TAG_variable && scene->line && !dwarf_decl_line(die, &line) &&
	       line > scene->line;
}

// Tells whether a block inside of a scope has the name, too.
static bool is_hidden(struct scene *scene, size_t scope, const char *name)
{
	while (scope-- > 0) {
		Dwarf_Die die;
		bool is_there = !dwarf_child(&scene->scopes[scope], &die);

		for (; is_there; is_there = !dwarf_siblingof(&die, &die))
			if (is_variable(&die) && !is_later(scene, &die) &&
			    !strcmp(dwarf_diename(&die), name))
				return true;
	}
	return false;
}

// extern int n __asm__("cicle_s7"): a hoisted static local (jit/read/shadow.h). Returns false when
// it is none.
static bool find_home(const struct scene *scene, Dwarf_Die *die, struct location *location)
{
	static const char prefix[] = "cicle_s";
	Dwarf_Attribute attr;
	const char *link =
	    dwarf_attr_integrate(die, DW_AT_linkage_name, &attr) ? dwarf_formstring(&attr) : NULL;
	unsigned long slot = link && !strncmp(link, prefix, sizeof prefix - 1)
				 ? strtoul(link + sizeof prefix - 1, NULL, 10)
				 : 0;

	if (!slot || slot >= HOMES_CNT || !scene->peek->homes ||
	    !scene->peek->homes[slot].size_bytes)
		return false;
	*location =
	    (struct location){.is_in_memory = true, .address = scene->peek->homes[slot].address};
	return true;
}

static bool find_constant(Dwarf_Die *die, struct location *location)
{
	Dwarf_Attribute attr;

	return dwarf_attr_integrate(die, DW_AT_const_value, &attr) &&
	       location_constant(&attr, location);
}

// A location that holds everywhere says nothing of whether the variable has a value yet.
static bool find_location(const struct scene *scene, Dwarf_Die *die, struct location *location,
			  bool *is_everywhere)
{
	uint64_t at = scene->debug->shot->text_byte;
	Dwarf_Op *ops[LOCATION_MAX_CNT];
	size_t lens[LOCATION_MAX_CNT];
	Dwarf_Attribute attr;
	int cnt;

	*is_everywhere = true;
	if (!dwarf_attr(die, DW_AT_location, &attr))
		return find_constant(die, location) || find_home(scene, die, location);
	*is_everywhere = dwarf_whatform(&attr) == DW_FORM_exprloc;
	cnt = dwarf_getlocation_addr(&attr, at, ops, lens, LOCATION_MAX_CNT);
	return cnt == 1 && location_evaluate(&scene->frame, &attr, ops[0], lens[0], location);
}

// A value that stands in no memory.
static struct values *value_of_bytes(struct scene *scene, const struct type *type,
				     const struct location *location)
{
	uint64_t size, align;

	if (!type_layout(&scene->types, type, &size, &align) || size > location->len)
		return NULL;
	scene->peek->own = location->bytes;
	scene->peek->own_bytes = location->len;
	return peek_object(scene->peek, type, PEEK_OWN_ADDRESS);
}

// Tells whether a variable is an object of its own unit: where that came to lie is not known here.
static bool is_static(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t len;

	return dwarf_attr(die, DW_AT_location, &attr) && dwarf_whatform(&attr) == DW_FORM_exprloc &&
	       !dwarf_getlocation(&attr, &ops, &len) && len && ops[0].atom == DW_OP_addr;
}

// Tells whether a variable surely was declared, and had its first value, before the place that
// failed. On the same line only a location that begins somewhere says so.
static bool is_begun(const struct scene *scene, Dwarf_Die *die, bool is_told)
{
	int line = 0;

	if (dwarf_tag(die) != DW_TAG_variable || is_told)
		return true;
	return scene->line && !dwarf_decl_line(die, &line) && line < scene->line;
}

// Tells whether a variable may well have a value, in what is not known of a caller: its registers.
static bool is_lost(const struct scene *scene, Dwarf_Die *die)
{
	Dwarf_Op *ops;
	size_t len;
	Dwarf_Attribute attr;

	return scene->debug->shot->known != ALL_REGISTERS &&
	       dwarf_attr(die, DW_AT_location, &attr) &&
	       dwarf_getlocation_addr(&attr, scene->debug->shot->text_byte, &ops, &len, 1) > 0;
}

static void add_variable(struct scene *scene, Dwarf_Die *die)
{
	const struct type *type = read_type(&scene->types, die, false);
	struct location location;
	struct values *values = NULL;
	bool is_everywhere, is_there = find_location(scene, die, &location, &is_everywhere);
	bool is_home = is_there && find_home(scene, die, &location);

	if (!is_begun(scene, die, is_there && !is_everywhere) || is_static(die) ||
	    (dwarf_hasattr_integrate(die, DW_AT_external) && !is_home))
		return;
	if (!type)
		type = read_type(&scene->types, die, true);
	if (!type)
		return;
	if (is_there)
		values = location.is_in_memory ? peek_object(scene->peek, type, location.address)
					       : value_of_bytes(scene, type, &location);
	if (values || (!is_there && !is_lost(scene, die)))
		locals_add(scene->text, dwarf_diename(die), values);
	values_free(values);
}

// --- the place ------------------------------------------------------------------------------

static bool is_function(Dwarf_Die *die)
{
	return dwarf_tag(die) == DW_TAG_subprogram || dwarf_tag(die) == DW_TAG_inlined_subroutine;
}

// Finds the innermost function and its blocks, and what its frame is counted from.
static bool find_scopes(struct scene *scene, Dwarf *dwarf)
{
	Dwarf_Addr at = scene->debug->shot->text_byte;
	Dwarf_CU *cu = NULL;
	Dwarf_Die *scopes = NULL;
	int cnt = 0;

	while (cnt <= 0 && !dwarf_get_units(dwarf, cu, &cu, NULL, NULL, &scene->unit, NULL))
		cnt = dwarf_getscopes(&scene->unit, at, &scopes);
	for (int i = 0; i < cnt && scene->scope_cnt < SCOPE_MAX_CNT; i++) {
		scene->scopes[scene->scope_cnt++] = scopes[i];
		if (is_function(&scopes[i]))
			break;
	}
	free(scopes);
	return scene->scope_cnt && is_function(&scene->scopes[scene->scope_cnt - 1]);
}

static void find_cfa(struct scene *scene, Dwarf *dwarf)
{
	Dwarf_CFI *cfi = dwarf_getcfi(dwarf);
	Dwarf_Frame *frame = NULL;
	Dwarf_Op *ops;
	size_t cnt;

	if (!cfi || dwarf_cfi_addrframe(cfi, scene->debug->shot->text_byte, &frame))
		return;
	if (!dwarf_frame_cfa(frame, &ops, &cnt))
		scene->frame.has_cfa = location_number(&scene->frame, ops, cnt, &scene->frame.cfa);
	free(frame);
}

// An inlined function's frame is that of the function which it became part of.
static void find_base(struct scene *scene)
{
	uint64_t at = scene->debug->shot->text_byte;
	Dwarf_Die *around = NULL;
	int cnt = dwarf_getscopes_die(&scene->scopes[scene->scope_cnt - 1], &around);
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t len;

	for (int i = 0; i < cnt; i++) {
		if (dwarf_tag(&around[i]) != DW_TAG_subprogram)
			continue;
		if (dwarf_attr_integrate(&around[i], DW_AT_frame_base, &attr) &&
		    dwarf_getlocation_addr(&attr, at, &ops, &len, 1) == 1)
			scene->frame.has_base =
			    location_number(&scene->frame, ops, len, &scene->frame.base);
		break;
	}
	free(around);
}

struct variables {
	Dwarf_Die *items;
	size_t cnt;
};

// Parameters come first.
static int declared_line(Dwarf_Die *die)
{
	int line = 0;

	return dwarf_tag(die) == DW_TAG_variable && !dwarf_decl_line(die, &line) ? line : 0;
}

// Puts a variable where the text has it: clang tells them in another order.
static void put_variable(struct variables *variables, Dwarf_Die *die)
{
	size_t at = variables->cnt++;

	variables->items = mem_grow(variables->items, variables->cnt, sizeof *variables->items);
	for (; at && declared_line(&variables->items[at - 1]) > declared_line(die); at--)
		variables->items[at] = variables->items[at - 1];
	variables->items[at] = *die;
}

static void add_scope(struct scene *scene, size_t i)
{
	struct variables variables = {0};
	Dwarf_Die die;
	bool is_there = !dwarf_child(&scene->scopes[i], &die);

	for (; is_there; is_there = !dwarf_siblingof(&die, &die))
		if (is_variable(&die) && !is_hidden(scene, i, dwarf_diename(&die)))
			put_variable(&variables, &die);
	for (size_t k = 0; k < variables.cnt; k++)
		add_variable(scene, &variables.items[k]);
	free(variables.items);
}

static void add_all(struct scene *scene, Dwarf *dwarf)
{
	Dwarf_Line *line;

	if (!find_scopes(scene, dwarf))
		return;
	line = dwarf_getsrc_die(&scene->unit, scene->debug->shot->text_byte);
	if (line)
		dwarf_lineno(line, &scene->line);
	find_cfa(scene, dwarf);
	find_base(scene);
	for (size_t i = scene->scope_cnt; i-- > 0;)
		add_scope(scene, i);
}

static void read_debug(struct locals_text *text, const struct local_debug *debug, struct peek *peek,
		       char *bytes)
{
	struct scene scene = {.text = text, .debug = debug, .peek = peek};
	Elf *elf = elf_version(EV_CURRENT) ? elf_memory(bytes, debug->object->len) : NULL;
	Dwarf *dwarf = elf ? dwarf_begin_elf(elf, DWARF_C_READ, NULL) : NULL;

	types_init(&scene.types, debug->symbols, NULL);
	peek->types = &scene.types;
	peek->stack = debug->shot->stack;
	scene.frame.shot = debug->shot;
	scene.frame.peek = peek;
	if (dwarf)
		add_all(&scene, dwarf);
	types_release(&scene.types);
	peek->types = NULL;
	dwarf_end(dwarf);
	elf_end(elf);
}

void locals_add_debugged(struct locals_text *text, const struct local_debug *debug,
			 struct peek *peek)
{
	struct object_file file = {0}, running = {0};
	struct err err = {0};
	char *bytes;

	if (!object_file_init(&file, str_text(debug->object), debug->object->len, &err) &&
	    !object_file_init(&running, str_text(debug->running), debug->running->len, &err) &&
	    is_same_text(&file, &running)) {
		bytes = mem_zalloc(debug->object->len);
		memcpy(bytes, debug->object->data, debug->object->len);
		relocate(&file, bytes);
		read_debug(text, debug, peek, bytes);
		free(bytes);
	}
	object_file_release(&file);
	object_file_release(&running);
}
