// magics/assist.h - what a front end asks while the user types: is the code complete, which word
// is at the cursor.
#ifndef CICLE_MAGICS_ASSIST_H
#define CICLE_MAGICS_ASSIST_H

#include <stddef.h>

#include "jit/read/symbol.h"
#include "magics/interpreter.h"

// See interpreter_is_complete().
enum completeness assist_is_complete(struct symbols *symbols, const char *code, size_t *indent);

// Finds the word that a byte position is in or behind; empty when there is none. A magic's name
// is found without its '%'.
void assist_word(const char *code, size_t cursor_byte, size_t *start_byte, size_t *end_byte);

#endif
