// jit/unit.h - the C text that is compiled at once, and what it is to be linked with.
//
//   unit_init(); unit_add_decl() and unit_add_function() ...; unit_set_entry(); unit_pack()
#ifndef CICLE_JIT_UNIT_H
#define CICLE_JIT_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"
#include "jit/read/cell.h"
#include "jit/message.h"
#include "jit/read/symbol.h"

// Before a name of the session's that a header declares too (for the second compiler).
#define UNIT_OWN_PREFIX "cicle_own_"
// Before the name of a function whose specialised forms are chosen by a test (struct function).
#define UNIT_ANY_PREFIX "cicle_any_"

// What is put into a function's text.
enum function_form {
	FORM_PLAIN,  // nothing
	FORM_INLINE, // for gcc and clang: may become part of its callers, and is nothing else
	FORM_OWN,    // for them too: under its own name, so that they see who calls whom
	FORM_COPY,   // the same, of a function that the unit only calls
	FORM_CALLS,  // enter and leave, for a profile
	FORM_LINES,  // a probe for each line
	FORM_WHOLE,  // one for the function as a whole, as line 0: it always compiles
};

struct unit {
	struct symbols *symbols;
	struct prelude prelude;
	struct str labels;    // of FORM_OWN: what their symbols are called
	struct str body;      // functions and the entry
	struct str functions; // packed
	uint32_t function_cnt;
	struct str statics; // packed symbols of hoisted static locals
	uint32_t static_cnt;
	struct str hoisted; // their names (jit/read/shadow.h)
	struct str objects; // packed
	uint32_t object_cnt;
	uint32_t flags;  // enum unit_flag
	bool has_lines;  // of FORM_LINES or FORM_WHOLE
	struct str text; // what is compiled; made by unit_finish()
};

// Who compiles a unit.
enum unit_compiler { UNIT_BY_TCC, UNIT_BY_CC };

void unit_init(struct unit *unit, struct symbols *symbols);
void unit_release(struct unit *unit);

// Makes a declaration, and all that it names, part of the prelude.
void unit_add_decl(struct unit *unit, struct decl *decl);

// Adds a function's definition. In a profile its number is the slot.
void unit_add_function(struct unit *unit, struct decl *decl, const struct function *function,
		       enum function_form form);

// Makes the cell's statements, its trailing expression (when shows_value) and main the unit's
// entry.
void unit_set_entry(struct unit *unit, const struct cell *cell, bool shows_value);

// Adds text to the body as it is; its names become part of the prelude.
void unit_add_text(struct unit *unit, const char *text, size_t len);

// Adds the homes that the cell's objects need.
void unit_add_objects(struct unit *unit, const struct cell *cell);

// Tells whether the unit holds something that libtcc cannot compile. Before unit_finish().
bool unit_needs_cc(const struct unit *unit);

// Makes the text. headers: for the second compiler, the directives that the text starts with: it
// reads the headers themselves, and the prelude holds the session's own declarations only.
void unit_finish(struct unit *unit, enum unit_compiler compiler, const char *headers);

// Makes the second compiler's flags part of a finished unit's text: the same text with others is
// another one (jit/compiler/cc_cache.h).
void unit_name_flags(struct unit *unit, const struct list *flags);

// Appends the finished unit as a message holds it, but for the object file at its end.
void unit_pack(struct unit *unit, struct str *out);

#endif
