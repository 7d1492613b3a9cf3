// jit/compiler/explain.h - what to do about a name that the compiler does not know.
#ifndef CICLE_JIT_COMPILER_EXPLAIN_H
#define CICLE_JIT_COMPILER_EXPLAIN_H

#include "base/str.h"
#include "jit/read/symbol.h"

// Appends a line of advice on a symbol that neither the session nor a loaded library defines: the
// header that is missing, the library that has it, or the name that was meant. Nothing when nothing
// is known. Looks through the installed libraries, for at most 100 ms.
void explain_undefined(const struct symbols *symbols, const char *name, struct str *out);

// The same for a name that is used without a declaration; looks at no files.
void explain_undeclared(const struct symbols *symbols, const char *name, struct str *out);

// Appends advice on every name that the compiler's messages miss, and on headers, each once.
void explain_messages(const struct symbols *symbols, const char *messages, struct str *out);

#endif
