// jit/type/abi.h - what libtcc hands over in another way than gcc and clang do.
//
// The x86-64 ABI passes a struct of up to 16 bytes in registers, each half of it by what it holds:
// floating point in SSE registers, all else in general ones. libtcc takes one kind for the whole
// struct, and does not send a packed one through memory. Code of the two cannot call each other
// where such a struct is passed or returned by value.
#ifndef CICLE_JIT_TYPE_ABI_H
#define CICLE_JIT_TYPE_ABI_H

#include <stdbool.h>

#include "jit/read/symbol.h"

// Tells whether a text of declarations and functions passes or returns such a struct by value, or
// one whose layout is not known.
bool abi_differs(struct symbols *symbols, const char *text);

#endif
