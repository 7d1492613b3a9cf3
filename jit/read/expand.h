// jit/read/expand.h - a cell's text with those macros expanded that decide what the cell declares.
//
// `DECLARE_LIST(int)` may make a struct and functions, `int JOIN(na, me);` names its object only
// when it is expanded. What stays as it is, for the compiler: everything in functions' bodies,
// statements and initialisers, and macros that are but a type or a value (a new meaning of them
// then reaches what was declared with the old one).
#ifndef CICLE_JIT_READ_EXPAND_H
#define CICLE_JIT_READ_EXPAND_H

#include "jit/read/lex.h"
#include "jit/read/symbol.h"

// Gives the text of the tokens with such macros expanded: each on one line, so that everything
// behind it keeps its line. Macros are those of the session and the text's own, in order.
// Names that the text declares although they are macros of earlier cells go to
// shadowed(ctx, name): the declaration is what they mean now.
// Returns NULL when nothing was expanded; otherwise the caller frees.
typedef void (*shadowed_fn)(void *ctx, struct name *name);
char *expand_items(struct symbols *symbols, const struct tokens *tokens, shadowed_fn shadowed,
		   void *ctx);

#endif
