// jit/compiler/object_file.c - a relocatable ELF64 object: sections, symbols, relocations.
#include "jit/compiler/object_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const unsigned char *object_content(const struct object_file *object, uint32_t section, size_t *len)
{
	const Elf64_Shdr *head;

	if (!section || section >= object->section_cnt)
		return NULL;
	head = &object->sections[section];
	if (head->sh_type == SHT_NOBITS || head->sh_offset > object->len ||
	    head->sh_size > object->len - head->sh_offset)
		return NULL;
	*len = head->sh_size;
	return object->bytes + head->sh_offset;
}

const char *object_string(const struct object_file *object, uint32_t section, uint64_t at)
{
	size_t len;
	const unsigned char *strings = object_content(object, section, &len);

	if (!strings || at >= len || !memchr(strings + at, 0, len - at))
		return "";
	return (const char *)strings + at;
}

const char *object_section_name(const struct object_file *object, uint32_t section)
{
	return section < object->section_cnt
		   ? object_string(object, object->names_of, object->sections[section].sh_name)
		   : "";
}

uint32_t object_section(const struct object_file *object, const char *name)
{
	for (uint32_t i = 1; i < object->section_cnt; i++)
		if (!strcmp(object_section_name(object, i), name))
			return i;
	return 0;
}

bool object_symbol(const struct object_file *object, size_t i, Elf64_Sym *symbol)
{
	size_t len;
	const unsigned char *table = object_content(object, object->symbols, &len);

	if (!table || i >= len / sizeof *symbol)
		return false;
	memcpy(symbol, table + i * sizeof *symbol, sizeof *symbol);
	return true;
}

const char *object_symbol_name(const struct object_file *object, const Elf64_Sym *symbol)
{
	return object_string(object, object->sections[object->symbols].sh_link, symbol->st_name);
}

int object_file_init(struct object_file *object, const void *bytes, size_t len, struct err *err)
{
	Elf64_Ehdr head;

	*object = (struct object_file){.bytes = bytes, .len = len};
	if (len < sizeof head || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return err_set(err, ERR_FORMAT, "the compiler gave no ELF object");
	memcpy(&head, bytes, sizeof head);
	if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_shentsize != sizeof(Elf64_Shdr) ||
	    head.e_shoff > len || head.e_shnum > (len - head.e_shoff) / sizeof(Elf64_Shdr))
		return err_set(err, ERR_FORMAT, "the compiler's object has a damaged head");
	object->section_cnt = head.e_shnum;
	object->sections = mem_zalloc((head.e_shnum + 1u) * sizeof *object->sections);
	memcpy(object->sections, object->bytes + head.e_shoff,
	       head.e_shnum * sizeof *object->sections);
	object->names_of = head.e_shstrndx;
	for (uint32_t i = 1; i < object->section_cnt; i++)
		if (object->sections[i].sh_type == SHT_SYMTAB)
			object->symbols = i;
	if (!object->symbols)
		return err_set(err, ERR_FORMAT, "the compiler's object has no symbols");
	return 0;
}

const unsigned char *object_relocations(const struct object_file *object, uint32_t section,
					size_t *cnt)
{
	for (uint32_t i = 1; i < object->section_cnt; i++) {
		size_t len = 0;
		const unsigned char *bytes;

		if (object->sections[i].sh_type != SHT_RELA ||
		    object->sections[i].sh_info != section)
			continue;
		bytes = object_content(object, i, &len);
		*cnt = len / sizeof(Elf64_Rela);
		return bytes;
	}
	return NULL;
}

Elf64_Rela object_relocation(const unsigned char *bytes, size_t i)
{
	Elf64_Rela item;

	memcpy(&item, bytes + i * sizeof item, sizeof item);
	return item;
}

void object_file_release(struct object_file *object)
{
	free(object->sections);
	*object = (struct object_file){0};
}
