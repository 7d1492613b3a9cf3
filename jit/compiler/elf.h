// jit/compiler/elf.h - what a shared library's file says of itself.
#ifndef CICLE_JIT_COMPILER_ELF_H
#define CICLE_JIT_COMPILER_ELF_H

#include <stdbool.h>
#include <stddef.h>

// Tells whether bytes begin a shared library for this CPU (a linker script with the same name is
// none).
bool elf_is_library(const void *bytes, size_t len);

// Tells whether the shared library in bytes defines a symbol for others to use. Looks it up in the
// GNU hash table, which every library of the last decade has; a damaged file has no symbols.
bool elf_defines(const void *bytes, size_t len, const char *symbol);

#endif
