// jit/local/local_marks.h - where libtcc keeps a function's locals: a text that says so when it is
// compiled, with the very same machine code.
//
// libtcc tells debuggers nothing of locals. But an asm statement may write to another section than
// .text: the text is written again with such a statement in front of each statement and behind each
// declaration. It notes, in the section LOCAL_MARKS_SECTION, the place in the code, and of a local
// the address, as an instruction that is never run:
//     mark: u64 place (relocated), u32 number, u32 size in bytes (0: of no local);
//           of a local lea disp(%rbp),%rax
// libtcc compiles in one go, so marks stand in the code as they stand in the text: a local is there
// from its own mark to the first one behind its block. No mark is written for code that cannot be
// reached.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "jit/read/symbol.h"
#include "jit/type/type.h"

#define LOCAL_MARKS_SECTION ".cicle_locals"

// A parameter or local, or what hides one.
struct local_var {
	char *name;              // owned
	const struct type *type; // NULL: not known
	uint32_t begin, end;     // marks; end 0: to the function's end
	uint32_t slot;           // of a hoisted static local's home; else 0
	bool has_place;          // its mark tells its address
};

struct local_marks {
	struct str text; // to be compiled
	struct local_var *vars;
	size_t cnt;
	uint32_t mark_cnt;  // marks are numbered from 1
	struct types types; // the types' owner
	struct scope scope;
	char *unit; // owned; what types were read from
};

// Reads a function of a unit's text, by its name there ("cicle_fn_f", "cicle_entry"). Returns false
// when its text cannot be followed; to be released in any case.
bool local_marks_init(struct local_marks *marks, struct symbols *symbols, const char *unit,
		      const char *function);
void local_marks_release(struct local_marks *marks);
