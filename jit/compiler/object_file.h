// jit/compiler/object_file.h - a relocatable ELF64 object: sections, symbols, relocations.
//
// The bytes are not trusted, and borrowed.
#pragma once

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct object_file {
	const unsigned char *bytes;
	size_t len;
	Elf64_Shdr *sections; // owned copies: libtcc writes the table at any offset
	size_t section_cnt;
	uint32_t symbols;  // sections
	uint32_t names_of; // section names
};

// Returns -1 with err filled for bytes that are no object. To be released in any case.
int object_file_init(struct object_file *object, const void *bytes, size_t len, struct err *err);
void object_file_release(struct object_file *object);

// Gives a section's bytes; NULL when it has none in the file.
const unsigned char *object_content(const struct object_file *object, uint32_t section,
				    size_t *len);

// Gives a text of a string table, "" when there is none.
const char *object_string(const struct object_file *object, uint32_t section, uint64_t at);

const char *object_section_name(const struct object_file *object, uint32_t section);

// Finds a section by name. 0: there is none.
uint32_t object_section(const struct object_file *object, const char *name);

// Copies the i-th symbol. Returns false behind the last one.
bool object_symbol(const struct object_file *object, size_t i, Elf64_Sym *symbol);
const char *object_symbol_name(const struct object_file *object, const Elf64_Sym *symbol);

// Finds the relocations of a section. Returns their bytes, or NULL.
const unsigned char *object_relocations(const struct object_file *object, uint32_t section,
					size_t *cnt);

// Gives the i-th of them.
Elf64_Rela object_relocation(const unsigned char *bytes, size_t i);
