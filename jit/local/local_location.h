// jit/local/local_location.h - evaluates DWARF's location expressions: where a variable is.
//
// See "DWARF Debugging Information Format, Version 5", 2.5 and 2.6. Operations that need more than
// one frame's registers and memory (entry values, implicit pointers) have no result.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "jit/local/locals.h"

// The longest value that stands in registers.
#define LOCATION_MAX_BYTES 64

// The frame that expressions are about.
struct location_frame {
	const struct shot *shot;
	const struct peek *peek; // the memory
	bool has_cfa;
	uint64_t cfa; // the canonical frame address
	bool has_base;
	uint64_t base; // of DW_OP_fbreg
};

struct location {
	bool is_in_memory;
	uint64_t address;                        // there
	unsigned char bytes[LOCATION_MAX_BYTES]; // else
	size_t len;
};

// Evaluates an expression, of attr (NULL: of none). Returns false when it has no certain result.
bool location_evaluate(const struct location_frame *frame, Dwarf_Attribute *attr,
		       const Dwarf_Op *ops, size_t cnt, struct location *location);

// Reads DW_AT_const_value. Returns false when it may mean two things.
bool location_constant(Dwarf_Attribute *attr, struct location *location);

// The same for an expression that gives an address or a number.
bool location_number(const struct location_frame *frame, const Dwarf_Op *ops, size_t cnt,
		     uint64_t *number);
