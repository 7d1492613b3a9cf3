// jit/read/header.h - takes preprocessed header text apart into declarations.
#ifndef CICLE_JIT_READ_HEADER_H
#define CICLE_JIT_READ_HEADER_H

#include <stddef.h>

#include "jit/read/symbol.h"

// Adds every macro, type, function and object that a preprocessed text (with its "#define" lines
// kept and line markers `# 24 "/usr/include/stdio.h"`) declares. The declarations borrow text: it
// must live as long as the table.
void header_index(struct symbols *symbols, const char *text, size_t len);

// The same for headers that were indexed before: only what has no meaning yet is added.
void header_index_again(struct symbols *symbols, const char *text, size_t len);

// The same for what only the second compiler could preprocess: names that mean something already
// keep their meaning, all others need that compiler (struct decl).
void header_index_cc(struct symbols *symbols, const char *text, size_t len);

// Gives the names that an item defines to define(ctx, name, space, is_type_name): tags,
// enumerators and declarators, those inside struct bodies too.
typedef void (*item_name_fn)(void *ctx, const char *name, size_t len, enum name_space space,
			     bool is_type_name);
void item_each_name(const struct tokens *tokens, const struct item *item, item_name_fn define,
		    void *ctx);

// Tells whether a declarator declares a function: `f(int)`, or `f` behind a typedef of a
// function's type.
bool item_declares_function(struct symbols *symbols, const struct tokens *tokens,
			    const struct item *item, const struct declarator *d);

// Tells whether an item is a typedef of a function's type.
bool item_is_function_type(struct symbols *symbols, const struct tokens *tokens,
			   const struct item *item);

#endif
