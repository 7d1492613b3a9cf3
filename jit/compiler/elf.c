// jit/compiler/elf.c - what a shared library's file says of itself.
#include "jit/compiler/elf.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

// A library's file; nothing in it is trusted.
struct file {
	const unsigned char *bytes;
	size_t len;
};

struct part {
	const unsigned char *bytes;
	size_t len;
};

// Gives a part of the file; empty when it is not all there.
static struct part part_of(const struct file *file, uint64_t at, uint64_t len)
{
	if (at > file->len || len > file->len - at)
		return (struct part){0};
	return (struct part){file->bytes + at, (size_t)len};
}

// Copies len bytes at a place of a part. Returns false when they are not there.
static bool read_part(const struct part *part, uint64_t at, void *to, size_t len)
{
	if (at > part->len || len > part->len - at)
		return false;
	memcpy(to, part->bytes + at, len);
	return true;
}

static uint32_t u32_at(const struct part *part, uint64_t at)
{
	uint32_t value = 0;

	read_part(part, at, &value, sizeof value);
	return value;
}

static uint64_t u64_at(const struct part *part, uint64_t at)
{
	uint64_t value = 0;

	read_part(part, at, &value, sizeof value);
	return value;
}

static bool read_header(const struct file *file, Elf64_Ehdr *header)
{
	struct part start = part_of(file, 0, sizeof *header);

	return read_part(&start, 0, header, sizeof *header) &&
	       !memcmp(header->e_ident, ELFMAG, SELFMAG) &&
	       header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
	       header->e_machine == EM_X86_64 && header->e_type == ET_DYN;
}

bool elf_is_library(const void *bytes, size_t len)
{
	struct file file = {bytes, len};
	Elf64_Ehdr header;

	return read_header(&file, &header);
}

static bool read_section(const struct file *file, const Elf64_Ehdr *header, uint32_t i,
			 Elf64_Shdr *section)
{
	struct part part;

	if (i >= header->e_shnum || header->e_shentsize != sizeof *section)
		return false;
	part = part_of(file, header->e_shoff, (uint64_t)header->e_shnum * sizeof *section);
	return read_part(&part, (uint64_t)i * sizeof *section, section, sizeof *section);
}

// What a look-up needs: the hash table, the symbols and their names.
struct table {
	struct part hash, symbols, names;
};

static bool find_table(const struct file *file, struct table *table)
{
	Elf64_Ehdr header;
	Elf64_Shdr hash, symbols, names;

	if (!read_header(file, &header))
		return false;
	for (uint32_t i = 0; i < header.e_shnum; i++) {
		if (!read_section(file, &header, i, &hash))
			return false;
		if (hash.sh_type != SHT_GNU_HASH)
			continue;
		if (!read_section(file, &header, hash.sh_link, &symbols) ||
		    symbols.sh_type != SHT_DYNSYM ||
		    !read_section(file, &header, symbols.sh_link, &names))
			return false;
		table->hash = part_of(file, hash.sh_offset, hash.sh_size);
		table->symbols = part_of(file, symbols.sh_offset, symbols.sh_size);
		table->names = part_of(file, names.sh_offset, names.sh_size);
		return true;
	}
	return false;
}

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 5381;

	for (const unsigned char *c = (const unsigned char *)name; *c; c++)
		hash = hash * 33 + *c;
	return hash;
}

static bool is_symbol(const struct table *table, uint32_t i, const char *name)
{
	Elf64_Sym symbol;
	size_t len = strlen(name) + 1;

	return read_part(&table->symbols, (uint64_t)i * sizeof symbol, &symbol, sizeof symbol) &&
	       symbol.st_shndx != SHN_UNDEF && ELF64_ST_TYPE(symbol.st_info) <= STT_FUNC &&
	       symbol.st_name <= table->names.len && len <= table->names.len - symbol.st_name &&
	       !memcmp(table->names.bytes + symbol.st_name, name, len);
}

// The table: u32 bucket count, first symbol, filter words, shift; u64 filter[]; u32 bucket[];
// then per symbol from the first one its hash, whose lowest bit ends a bucket's chain.
bool elf_defines(const void *bytes, size_t len, const char *symbol)
{
	struct file file = {bytes, len};
	struct table table;
	uint32_t bucket_cnt, first, word_cnt, shift, hash = hash_of(symbol), i;
	uint64_t word, buckets, chains;

	if (!find_table(&file, &table))
		return false;
	bucket_cnt = u32_at(&table.hash, 0);
	first = u32_at(&table.hash, 4);
	word_cnt = u32_at(&table.hash, 8);
	shift = u32_at(&table.hash, 12) & 31;
	if (!bucket_cnt || !word_cnt)
		return false;
	word = u64_at(&table.hash, 16 + (uint64_t)(hash / 64 % word_cnt) * 8);
	if (!(word >> hash % 64 & 1) || !(word >> (hash >> shift) % 64 & 1))
		return false;
	buckets = 16 + (uint64_t)word_cnt * 8;
	chains = buckets + (uint64_t)bucket_cnt * 4;
	i = u32_at(&table.hash, buckets + (uint64_t)(hash % bucket_cnt) * 4);
	for (; i >= first && i != 0; i++) {
		uint64_t at = chains + (uint64_t)(i - first) * 4;
		uint32_t chained;

		if (!read_part(&table.hash, at, &chained, sizeof chained))
			return false;
		if ((chained | 1) == (hash | 1) && is_symbol(&table, i, symbol))
			return true;
		if (chained & 1)
			return false;
	}
	return false;
}
