// jit/runner/object.c - objects of the second compiler, made fit for libtcc's linker.
#include "jit/runner/object.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// What is being read; every access is checked against len.
struct elf {
	unsigned char *bytes;
	size_t len;
	Elf64_Ehdr *head;
	Elf64_Shdr *sections;
};

static bool is_inside(const struct elf *elf, uint64_t start, uint64_t size)
{
	return start <= elf->len && size <= elf->len - start;
}

static int open_elf(struct elf *elf, struct err *err)
{
	Elf64_Ehdr *head = (Elf64_Ehdr *)(void *)elf->bytes;

	if (elf->len < sizeof *head || memcmp(elf->bytes, ELFMAG, SELFMAG) != 0 ||
	    head->e_ident[EI_CLASS] != ELFCLASS64 || head->e_type != ET_REL)
		return err_set(err, ERR_COMPILE, "the compiler gave no ELF64 object");
	if (head->e_shentsize != sizeof(Elf64_Shdr) || head->e_shoff % 8 ||
	    !is_inside(elf, head->e_shoff, (uint64_t)head->e_shnum * sizeof(Elf64_Shdr)))
		return err_set(err, ERR_COMPILE, "the compiler's object has a damaged head");
	elf->head = head;
	elf->sections = (Elf64_Shdr *)(void *)(elf->bytes + head->e_shoff);
	return 0;
}

// Gives a section's content when it lies inside of the object, in whole items; else NULL.
static void *content(const struct elf *elf, const Elf64_Shdr *section, size_t item_size,
		     size_t *cnt)
{
	if (section->sh_type == SHT_NOBITS || section->sh_offset % 8 ||
	    !is_inside(elf, section->sh_offset, section->sh_size))
		return NULL;
	*cnt = section->sh_size / item_size;
	return elf->bytes + section->sh_offset;
}

static const Elf64_Shdr *find_section(const struct elf *elf, uint32_t type)
{
	for (size_t i = 0; i < elf->head->e_shnum; i++)
		if (elf->sections[i].sh_type == type)
			return &elf->sections[i];
	return NULL;
}

// Gives the string table that a section names, made sure to end with a NUL.
static const char *strings_of(const struct elf *elf, uint32_t link, size_t *len)
{
	const Elf64_Shdr *section;

	if (link >= elf->head->e_shnum)
		return NULL;
	section = &elf->sections[link];
	if (section->sh_type != SHT_STRTAB || !section->sh_size ||
	    !is_inside(elf, section->sh_offset, section->sh_size) ||
	    elf->bytes[section->sh_offset + section->sh_size - 1])
		return NULL;
	*len = section->sh_size;
	return (const char *)elf->bytes + section->sh_offset;
}

// Marks the symbols that are called or reached by a distance, and rewrites thread-local
// relocations.
static void read_relocations(const struct elf *elf, const Elf64_Shdr *section,
			     struct object_symbol *by_number, size_t symbol_cnt)
{
	size_t cnt = 0;
	Elf64_Rela *items = content(elf, section, sizeof *items, &cnt);

	for (size_t i = 0; items && i < cnt; i++) {
		size_t number = ELF64_R_SYM(items[i].r_info);
		uint32_t type = ELF64_R_TYPE(items[i].r_info);

		if (number >= symbol_cnt)
			continue;
		if (type == R_X86_64_PLT32)
			by_number[number].is_called = true;
		if (type == R_X86_64_PC32)
			by_number[number].is_direct = true;
		if (type == R_X86_64_TPOFF32)
			items[i].r_info = ELF64_R_INFO(number, R_X86_64_32S);
	}
}

static bool wants_exec_stack(const struct elf *elf)
{
	size_t len;
	const char *names = strings_of(elf, elf->head->e_shstrndx, &len);

	for (size_t i = 0; names && i < elf->head->e_shnum; i++)
		if (elf->sections[i].sh_name < len &&
		    !strcmp(names + elf->sections[i].sh_name, ".note.GNU-stack"))
			return elf->sections[i].sh_flags & SHF_EXECINSTR;
	return false;
}

static bool is_text(const struct elf *elf, size_t section)
{
	size_t len;
	const char *names = strings_of(elf, elf->head->e_shstrndx, &len);

	return names && section < elf->head->e_shnum && elf->sections[section].sh_name < len &&
	       !strcmp(names + elf->sections[section].sh_name, ".text");
}

static void note_start(const struct elf *elf, struct object *object, const Elf64_Sym *symbol)
{
	if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || !is_text(elf, symbol->st_shndx) ||
	    symbol->st_value >= elf->sections[symbol->st_shndx].sh_size)
		return;
	object->starts = mem_grow(object->starts, object->start_cnt + 1, sizeof *object->starts);
	object->starts[object->start_cnt++] = symbol->st_value;
}

// Keeps the first function that the object defines: it tells where its code came to lie.
static void note_function(const struct elf *elf, struct object *object, const Elf64_Sym *symbol,
			  const char *name)
{
	if (object->function || ELF64_ST_TYPE(symbol->st_info) != STT_FUNC ||
	    ELF64_ST_BIND(symbol->st_info) != STB_GLOBAL || !is_text(elf, symbol->st_shndx))
		return;
	object->function = mem_strdup(name);
	object->function_byte = symbol->st_value;
}

static void keep_symbol(struct object *object, const struct object_symbol *symbol)
{
	object->symbols =
	    mem_grow(object->symbols, object->symbol_cnt + 1, sizeof *object->symbols);
	object->symbols[object->symbol_cnt++] = *symbol;
}

int object_init(struct object *object, unsigned char *bytes, size_t len, struct err *err)
{
	struct elf elf = {.bytes = bytes, .len = len};
	const Elf64_Shdr *table;
	struct object_symbol *by_number;
	Elf64_Sym *symbols;
	const char *names;
	size_t cnt = 0, names_len = 0;

	*object = (struct object){0};
	if (open_elf(&elf, err) || !elf.head)
		return -1;
	table = find_section(&elf, SHT_SYMTAB);
	symbols = table ? content(&elf, table, sizeof *symbols, &cnt) : NULL;
	names = table ? strings_of(&elf, table->sh_link, &names_len) : NULL;
	if (!symbols || !names)
		return err_set(err, ERR_COMPILE, "the compiler's object has no symbols");
	by_number = mem_zalloc((cnt + 1) * sizeof *by_number);
	for (size_t i = 0; i < elf.head->e_shnum; i++)
		if (elf.sections[i].sh_type == SHT_RELA)
			read_relocations(&elf, &elf.sections[i], by_number, cnt);
	for (size_t i = 1; i < cnt; i++) {
		if (symbols[i].st_name >= names_len)
			continue;
		note_start(&elf, object, &symbols[i]);
		note_function(&elf, object, &symbols[i], names + symbols[i].st_name);
		if (symbols[i].st_shndx != SHN_UNDEF)
			continue;
		by_number[i].name = names + symbols[i].st_name;
		by_number[i].is_thread_local = ELF64_ST_TYPE(symbols[i].st_info) == STT_TLS;
		if (by_number[i].is_thread_local)
			symbols[i].st_info =
			    ELF64_ST_INFO(ELF64_ST_BIND(symbols[i].st_info), STT_NOTYPE);
		if (by_number[i].is_direct)
			symbols[i].st_other = STV_HIDDEN;
		keep_symbol(object, &by_number[i]);
	}
	object->needs_exec_stack = wants_exec_stack(&elf);
	free(by_number);
	return 0;
}

// Gives the number of the symbol that is needed from elsewhere by this name, or 0.
static size_t find_needed(const Elf64_Sym *symbols, size_t cnt, const char *names, size_t names_len,
			  const char *name)
{
	for (size_t i = 1; i < cnt; i++)
		if (symbols[i].st_name < names_len && symbols[i].st_shndx == SHN_UNDEF &&
		    !strcmp(names + symbols[i].st_name, name))
			return i;
	return 0;
}

// Makes what is no call lead to the stubs. stubs: by number of symbol; 0: it stays as it is.
static void lead_addresses(const struct elf *elf, const Elf64_Shdr *section, const size_t *stubs,
			   size_t symbol_cnt)
{
	size_t cnt = 0;
	Elf64_Rela *items = content(elf, section, sizeof *items, &cnt);

	if (section->sh_info >= elf->head->e_shnum ||
	    !(elf->sections[section->sh_info].sh_flags & SHF_ALLOC))
		return;
	for (size_t i = 0; items && i < cnt; i++) {
		size_t number = ELF64_R_SYM(items[i].r_info);

		if (number < symbol_cnt && stubs[number] &&
		    ELF64_R_TYPE(items[i].r_info) != R_X86_64_PLT32)
			items[i].r_info =
			    ELF64_R_INFO(stubs[number], ELF64_R_TYPE(items[i].r_info));
	}
}

void object_keep_addresses(unsigned char *bytes, size_t len, const char *prefix)
{
	struct elf elf = {.bytes = bytes, .len = len};
	struct err ignored = {0};
	size_t cnt = 0, names_len = 0, prefix_len = strlen(prefix), *stubs;
	const Elf64_Shdr *table;
	const Elf64_Sym *symbols;
	const char *names;

	if (open_elf(&elf, &ignored) || !elf.head)
		return;
	table = find_section(&elf, SHT_SYMTAB);
	symbols = table ? content(&elf, table, sizeof *symbols, &cnt) : NULL;
	names = table ? strings_of(&elf, table->sh_link, &names_len) : NULL;
	if (!symbols || !names)
		return;
	stubs = mem_zalloc((cnt + 1) * sizeof *stubs);
	for (size_t i = 1; i < cnt; i++)
		if (symbols[i].st_shndx != SHN_UNDEF && symbols[i].st_name < names_len &&
		    !strncmp(names + symbols[i].st_name, prefix, prefix_len))
			stubs[i] = find_needed(symbols, cnt, names, names_len,
					       names + symbols[i].st_name + prefix_len);
	for (size_t i = 0; i < elf.head->e_shnum; i++)
		if (elf.sections[i].sh_type == SHT_RELA)
			lead_addresses(&elf, &elf.sections[i], stubs, cnt);
	free(stubs);
}

void object_release(struct object *object)
{
	free(object->symbols);
	free(object->starts);
	free(object->function);
	*object = (struct object){0};
}
