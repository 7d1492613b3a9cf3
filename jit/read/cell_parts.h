// jit/read/cell_parts.h - what the parts of a cell's reading know of each other; nobody else's.
#ifndef CICLE_JIT_READ_CELL_PARTS_H
#define CICLE_JIT_READ_CELL_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jit/read/cell.h"

// --- declare.c ------------------------------------------------------------------------------

// Notes what an item declares: macros, types and prototypes in the symbols, objects and functions
// in the cell.
void declare_item(struct cell *cell, const struct item *item);

// Defines one name, at a place of the session's text (0: its end); keeps the declaration that it
// has when the text is the same. Gives the name's declaration.
struct decl *declare_one_at(struct cell *cell, uint64_t order, struct name *name,
			    enum name_space space, enum decl_kind kind, const struct str *text,
			    uint32_t line);

struct name *declare_name(const struct cell *cell, const struct declarator *d);

// A parameter `int a[n]` is written `int a[ ]`, which is the same type: libtcc knows no n there.
// text holds the declarator's tokens; text_start is where in the cell it starts.
void declare_blank_dimensions(struct str *text, const struct tokens *tokens,
			      const struct declarator *d, size_t text_start);

// --- cell_object.c --------------------------------------------------------------------------

// Gives the cell an object more. type_name: of its nameless struct, or NULL.
void object_note(struct cell *cell, const struct item *item, const struct declarator *d,
		 const char *type_name);

// Finds "static T x ...;" in a function's body. The items found live as long as the cell.
void object_find_statics(struct cell *cell, const struct item *function);

// Frees what object_find_statics() made for object i; one item may have several objects.
void object_free_static(const struct cell *cell, size_t i);

// Gives the first static local that starts at or after a token, or object_cnt.
size_t object_next_static(const struct cell *cell, size_t from, size_t token);

// Declares an object whose size is known in the symbols, and gives it a slot.
void object_define(struct cell *cell, struct cell_object *object);

void object_add_name(struct str *out, const struct cell_object *object);

// Appends the declaration of a static local by its slot; that of all that its item declares, on as
// many lines.
void object_add_extern(struct str *out, const struct cell_object *object);
void object_add_hoisted(struct str *out, const struct cell *cell, size_t object);

// --- cell_entry.c ---------------------------------------------------------------------------

// Appends a directive. A macro that the prelude defines, in its last form, is defined step by step
// again.
void directive_add(struct str *out, const struct cell *cell, const struct item *item);

// #error, #warning, #pragma: what is neither a macro nor a header's.
bool directive_is_for_compiler(const struct cell *cell, const struct item *item);

#endif
