// jit/unit.h - the C text that is compiled at once, and what it is to be linked with.
//
//   unit_init(); unit_add_decl() and unit_add_function() ...; unit_set_entry(); unit_pack()
#ifndef CICLE_JIT_UNIT_H
#define CICLE_JIT_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "jit/cell.h"
#include "jit/message.h"
#include "jit/symbol.h"

struct unit {
	struct symbols *symbols;
	struct prelude prelude;
	struct str body;      // functions and the entry
	struct str functions; // packed
	uint32_t function_cnt;
	struct str statics; // packed symbols of hoisted static locals
	uint32_t static_cnt;
	struct str hoisted; // their names (jit/shadow.h)
	struct str objects; // packed
	uint32_t object_cnt;
	uint32_t flags; // enum unit_flag
};

void unit_init(struct unit *unit, struct symbols *symbols);
void unit_release(struct unit *unit);

// Makes a declaration, and all that it names, part of the prelude.
void unit_add_decl(struct unit *unit, struct decl *decl);

// Adds a function's definition. number: its number in a profile, 0 for the plain form.
void unit_add_function(struct unit *unit, struct decl *decl, const struct function *function,
		       uint32_t number);

// Makes the cell's statements, its trailing expression (when shows_value) and main the unit's
// entry.
void unit_set_entry(struct unit *unit, const struct cell *cell, bool shows_value);

// Adds text to the body as it is; its names become part of the prelude.
void unit_add_text(struct unit *unit, const char *text, size_t len);

// Adds the homes that the cell's objects need.
void unit_add_objects(struct unit *unit, const struct cell *cell);

// Appends the unit as a message holds it.
void unit_pack(struct unit *unit, struct str *out);

#endif
