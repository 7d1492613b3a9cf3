// magics/disassembly.h - machine code as assembly, line by line.
#ifndef CICLE_MAGICS_DISASSEMBLY_H
#define CICLE_MAGICS_DISASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "jit/compiler/listing.h"

struct instruction {
	uint64_t at_byte;   // of the function
	uint32_t label;     // a jump of the function leads here: its number; 0: none does
	char *mnemonic;     // owned
	char *operands;     // owned; names in place of addresses
	const char *string; // the literal that it names; NULL: none. Borrowed from the listing
};

struct disassembly {
	struct instruction *items; // owned
	size_t cnt;
};

enum assembly_syntax { ASSEMBLY_INTEL, ASSEMBLY_ATT };

// Disassembles a function. Bytes that are no instruction become ".byte". Returns -1 with err filled
// when the library fails. Release with disassembly_release(), before the listing.
int disassembly_init(struct disassembly *disassembly, const struct listing *listing,
		     enum assembly_syntax syntax, struct err *err);
void disassembly_release(struct disassembly *disassembly);

#endif
