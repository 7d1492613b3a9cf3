// jit/signature.h - tells whether two prototypes declare a function of the same type.
#ifndef CICLE_JIT_SIGNATURE_H
#define CICLE_JIT_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

// Compares two prototypes ("int f(int n);", "int f(int);") as text without parameter names,
// blanks and comments. False may also mean "not sure": typedefs are not looked through.
bool signature_is_same(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
