// jit/type/shape.h - what a declaration declares, step by step: "array of 3, pointer, int".
//
// A declarator is read from its name outwards, as C does: `int (*a[3])(void)` is an array, of
// pointers, to functions, and then what stands in front: the base.
#ifndef CICLE_JIT_TYPE_SHAPE_H
#define CICLE_JIT_TYPE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "jit/read/item.h"
#include "jit/read/symbol.h"

#define SHAPE_STEP_MAX 16

enum shape_kind {
	SHAPE_BASE, // no step is left: the specifiers
	SHAPE_ARRAY,
	SHAPE_FUNCTION,
	SHAPE_POINTER,
};

struct shape_step {
	enum shape_kind kind;
	size_t first, end; // its tokens: "[3]", "(int)", "* const"
};

// A declared thing, with the first `step` of its steps taken. Borrows tokens and item.
struct shape {
	const struct tokens *tokens;
	const struct item *item;
	struct shape_step steps[SHAPE_STEP_MAX];
	size_t step_cnt;
	size_t step;
	size_t width; // a bit-field's ':', or NO_TOKEN
};

// A declaration's text, taken apart.
struct reading {
	struct tokens tokens;
	struct items items;
};

// Reads a text, which must outlive the reading. Gives its first item (borrowed), or NULL, with
// nothing to release, when it has none. symbols (NULL: none) tells which names are types.
const struct item *reading_init(struct reading *reading, struct symbols *symbols, const char *text,
				size_t len);
void reading_release(struct reading *reading);

// Finds an item's declarator by its name. Gives declarator_cnt when there is none.
size_t item_declarator(const struct tokens *tokens, const struct item *item, const char *name);

// Gives a copy of a token's text. The caller frees.
char *token_copy(const struct tokens *tokens, size_t i);

// Reads the n-th declarator of an item. Returns -1 when it has more steps than anybody means.
int shape_init(struct shape *shape, const struct tokens *tokens, const struct item *item, size_t n);

// Gives the next step, SHAPE_BASE when all are taken.
enum shape_kind shape_next(const struct shape *shape);

// Gives what is left behind the next step: an array's item, what a pointer leads to.
struct shape shape_after(const struct shape *shape);

// Tells whether the next step is an array without a length.
bool shape_is_flexible(const struct shape *shape);

// Finds a word among the specifiers, outside of brackets. Returns its token, or NO_TOKEN.
size_t shape_find_word(const struct shape *shape, const char *word);

// Appends the specifiers as a type name, without storage words, attributes and bodies.
void shape_add_base(const struct shape *shape, struct str *out);

// Appends the type as C spells it without a name: "int (*)[3]", "struct point[2]".
void shape_add_type(const struct shape *shape, struct str *out);

// Appends a declaration of a name as what a type without a name says: "int (*x)[3];".
void shape_declare(const char *type, const char *name, struct str *out);

#endif
