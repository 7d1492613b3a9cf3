// jit/read/newer.h - C23 in the words of C11 and GNU C, which both compilers read.
//
//   [[attributes]], 1'000, u8"text" and, of an older C, digraphs are rewritten in place: no byte
//   behind them moves.
//   bool, true, false, nullptr, static_assert, alignas, alignof, thread_local, constexpr and
//   typeof_unqual become macros when a cell uses one of them that nobody has declared.
#ifndef CICLE_JIT_READ_NEWER_H
#define CICLE_JIT_READ_NEWER_H

#include "jit/read/lex.h"
#include "jit/read/symbol.h"

// Rewrites a text in place. tokens are of that text and stay right.
void newer_rewrite(char *text, struct tokens *tokens);

// Defines the words that the tokens use, and ends those of earlier cells that they declare.
void newer_define_words(struct symbols *symbols, const struct tokens *tokens);

#endif
