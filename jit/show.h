// jit/show.h - C statements that write a value of any type as text.
//
// The compiler says what type an expression has (cell_typing_text() asks it); the session's
// declarations say what a struct is made of. What comes out are statements for the unit's entry,
// which call cicle_show(), cicle_text() and cicle_chars() (jit/runner/value.h):
//     {.x = 1, .name = "abc", .m = {{1, 0}, {0, 1}}}
#ifndef CICLE_JIT_SHOW_H
#define CICLE_JIT_SHOW_H

#include <stdbool.h>

#include "base/str.h"
#include "jit/symbol.h"

enum show_class {
	SHOW_NOTHING, // void
	SHOW_SCALAR,  // a number, a string, a pointer or a function
	SHOW_PARTS,   // an array, struct, union, or an enum by its names
};

// Tells how a value of a type is shown. type is spelled as libtcc's messages do: "struct point
// [3]", "const char *".
enum show_class show_class(const char *type);

// Appends statements that show `variable`, a pointer to a value of the type (SHOW_PARTS only).
// Returns -1 when the session does not know what the type is made of.
int show_parts(struct symbols *symbols, const char *type, const char *variable, struct str *out);

// Appends a call of cicle_show() for a scalar of the type: with the type before a pointer's value,
// "(struct node *) 0x7f...". type may be NULL: not known. The expression goes where the call needs
// it, up to three times; only one of them is evaluated.
typedef void (*show_expression_fn)(void *ctx, struct str *out);
void show_scalar(const char *type, show_expression_fn add_expression, void *ctx, struct str *out);

#endif
