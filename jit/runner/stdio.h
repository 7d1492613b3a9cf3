// jit/runner/stdio.h - the library functions that read, print or start programs, as cells call
// them.
//
// Each does what the library's does, and more: what was printed leaves before a program is
// started or a descriptor written to, so that all arrives in order; a thread that outlives its
// cell prints to that cell.
#ifndef CICLE_JIT_RUNNER_STDIO_H
#define CICLE_JIT_RUNNER_STDIO_H

#include <stddef.h>

#include "jit/runner/support.h"

// Gives the functions' names and addresses.
const struct support_symbol *stdio_symbols(size_t *cnt);

#endif
