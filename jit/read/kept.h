// jit/read/kept.h - compound literals that live on when their cell has ended.
//
//   int *p = (int[]){1, 2};    struct list all = { .first = &(struct node){ 3 } };
//
// At the top of a file they live as long as the program; a cell's initialisers run in a function,
// where they would not outlive it. So those that a pointer may be made of are copied.
#ifndef CICLE_JIT_READ_KEPT_H
#define CICLE_JIT_READ_KEPT_H

#include "base/str.h"
#include "jit/read/lex.h"

// Appends the text of tokens first to end, an initialiser or a statement, with its compound
// literals kept: those of arrays, and those whose address is taken, that stand alone in braces or
// behind '='.
void kept_add_span(struct str *out, const struct tokens *tokens, size_t first, size_t end);

#endif
