// jit/read/signature.h - types as text: the same function type, what a pointer points to.
#ifndef CICLE_JIT_READ_SIGNATURE_H
#define CICLE_JIT_READ_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

// Compares two prototypes ("int f(int n);", "int f(int);") as text without parameter names,
// blanks and comments. False may also mean "not sure": typedefs are not looked through.
bool signature_is_same(const char *a, size_t a_len, const char *b, size_t b_len);

// Gives the type that a pointer type points to: "char **" -> "char *", "int (*)[3]" -> "int [3]".
// The caller frees.
char *signature_pointee(const char *pointer, size_t len);

#endif
