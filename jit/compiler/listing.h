// jit/compiler/listing.h - an object file taken apart: the machine code of its functions, with the
// lines that it comes from and the names that it mentions.
//
// Reads relocatable ELF64 of both compilers: gcc's and clang's lines are DWARF
// (jit/compiler/line_table.h), libtcc's are stabs.
#ifndef CICLE_JIT_COMPILER_LISTING_H
#define CICLE_JIT_COMPILER_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

// From start_byte of the function on, code is of that line.
struct listing_line {
	uint64_t start_byte;
	char *file;    // owned; as the text's #line directives spell it
	uint32_t line; // 0: of no line
};

// A place that the linker fills in with an address.
struct listing_name {
	uint64_t at_byte; // of the function
	uint8_t size_bytes;
	char *text;   // owned; a symbol, without cicle's prefixes, or a section: ".rodata+16"
	char *string; // owned; the string literal that lies there; NULL: none
};

struct listing {
	char *name; // owned; without cicle's prefixes
	unsigned char *code;
	size_t len;
	struct listing_line *lines; // in the order of the code
	size_t line_cnt;
	struct listing_name *names; // in the order of the code
	size_t name_cnt;
};

struct listings {
	struct listing *items; // owned; in the order of the code
	size_t cnt;
};

// Reads an object's functions. The bytes are not trusted. Returns -1 with err filled when they are
// no object. Release with listings_release().
int listings_init(struct listings *listings, const void *bytes, size_t len, struct err *err);
void listings_release(struct listings *listings);

#endif
