// jit/read/scope.h - the names that a half-typed text declares before the cursor: locals,
// parameters, and what the cell itself defines further up.
//
// The text may end anywhere: inside of a function, a loop's head or an expression.
#ifndef CICLE_JIT_READ_SCOPE_H
#define CICLE_JIT_READ_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "jit/read/item.h"
#include "jit/read/symbol.h"

struct local {
	const char *name; // borrowed from the text, as text is
	size_t name_len;
	const char *text; // its whole declaration; for a macro, the directive
	size_t text_len;
	enum name_space space;
	bool is_type_name;
	bool is_function;
	bool is_enumerator;
	int depth; // of braces; 0: at the top of the cell
};

struct scope {
	struct symbols *symbols;
	struct local *items; // owned; inner and later ones stand behind
	size_t cnt, cap;
};

// Collects the names of len bytes of text. text must outlive the result. Release with
// scope_release().
void scope_init(struct scope *scope, struct symbols *symbols, const char *text, size_t len);
void scope_release(struct scope *scope);

// Adds what one declaration declares. text must outlive the scope.
void scope_add_declaration(struct scope *scope, const char *text, size_t len, int depth);

// Adds what the parameters declare whose '(' is token open.
void scope_add_parameters(struct scope *scope, const struct tokens *tokens, size_t open, int depth);

// Finds the innermost meaning of a name, or NULL.
const struct local *scope_find(const struct scope *scope, const char *name, size_t len,
			       enum name_space space);

// name_classify_fn of what the scope and the session know; ctx is a struct scope.
enum name_class scope_classify(void *ctx, const char *name, size_t len);

// Collects the labels of a text: "again:". Gives each to visit(ctx, name, len).
void scope_each_label(const char *text, size_t len,
		      void (*visit)(void *ctx, const char *name, size_t len), void *ctx);

#endif
