// jit/read/macro.h - macro definitions, and the expansion of one call (C11 6.10.3, and GNU's and
// C23's additions: named variable arguments, `, ##__VA_ARGS__`, __VA_OPT__).
//
// The compiler expands most macros itself. Here are expanded those of which must be known what
// they declare: GETTER(int, width) may define a function (jit/read/expand.h).
#ifndef CICLE_JIT_READ_MACRO_H
#define CICLE_JIT_READ_MACRO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "jit/read/lex.h"

struct macro;

// Reads "#define NAME ...". Returns NULL when the directive is another one or badly formed.
struct macro *macro_new(const char *directive, size_t len);
void macro_free(struct macro *macro); // NULL is fine

bool macro_has_parameters(const struct macro *macro);

// Tells whether the replacement opens a bracket that it does not close, or the other way round:
// where a block ends depends on such a macro (`#define begin {`).
bool macro_is_unbalanced(const struct macro *macro);

// Gives the macro of a name now, or NULL. The result lives at least as long as the expansion.
typedef const struct macro *(*macro_find_fn)(void *ctx, const char *name, size_t len);

// Expands the macro call that starts at token i, an identifier, and appends what it becomes to
// out, on one line. A macro's name that the expansion ends with takes the arguments that follow.
// Returns the token after the call; i, with out unchanged, when there is no call: no macro, no
// arguments or the wrong number of them, a directive among them, or more than 250,000 steps.
// *budget is the number of steps that all calls of a text may take together; it is counted down.
size_t macro_expand(const struct tokens *tokens, size_t i, macro_find_fn find, void *ctx,
		    size_t *budget, struct str *out);

#endif
