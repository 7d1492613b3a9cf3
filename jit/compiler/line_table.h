// jit/compiler/line_table.h - which source line each piece of an object's machine code comes from:
// DWARF.
//
// The line number program of .debug_line, version 2 to 4 (DWARF 4, section 6.2), as gcc and clang
// write it with -g1 -gdwarf-4.
#ifndef CICLE_JIT_COMPILER_LINE_TABLE_H
#define CICLE_JIT_COMPILER_LINE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

// From start_byte on, up to the next row of the section, code is of that line.
struct line_row {
	uint32_t section; // the ELF section that the code is in
	uint64_t start_byte;
	const char *file; // borrowed from the bytes
	uint32_t line;    // 0: code of no line begins here, or the code ended
};

struct line_table {
	struct line_row *rows; // owned; as the program gives them
	size_t cnt, cap;
};

// Tells where an address that stands in .debug_line is: the relocation at that byte. Returns false
// when there is none.
typedef bool (*line_address_fn)(void *ctx, uint64_t at_byte, uint32_t *section, uint64_t *byte);

// Reads a section, which is not trusted. Returns -1 with err filled when it is damaged: table is
// empty then. Release with line_table_release().
int line_table_init(struct line_table *table, const void *bytes, size_t len,
		    line_address_fn address, void *ctx, struct err *err);
void line_table_release(struct line_table *table);

#endif
