// tests/cells/values_limits.c - the ends of the integers
#include <limits.h>
#include <stdint.h>
INT_MIN   // expect: -2147483648
// ---
ULONG_MAX   // expect: 18446744073709551615
// ---
LLONG_MIN   // expect: -9223372036854775808
// ---
INT8_MIN + UINT8_MAX   // expect: 127
// ---
SIZE_MAX == UINTPTR_MAX   // expect: 1
