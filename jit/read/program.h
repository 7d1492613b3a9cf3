// jit/read/program.h - cells that are whole programs: what one defines must not disturb another
// one.
#ifndef CICLE_JIT_READ_PROGRAM_H
#define CICLE_JIT_READ_PROGRAM_H

#include <stdbool.h>

#include "jit/read/lex.h"
#include "jit/read/symbol.h"

// Tells whether a text defines main.
bool program_is(const struct tokens *tokens);

// Ends the macros of other programs that the tokens of a program use as names of their own:
// `#define N 10` of one is not what `int sum(int N)` of the next one means. Logged.
void program_end_macros(struct symbols *symbols, const struct tokens *tokens);

#endif
