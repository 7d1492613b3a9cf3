// tests/cells/headers_stdint.c - stdint and inttypes: exact widths
#include <stdint.h>
INT64_MIN   // expect: -9223372036854775808
// ---
UINT64_MAX   // expect: 18446744073709551615
// ---
int64_t big = INT64_C(5000000000);
big   // expect: 5000000000
// ---
uint8_t wrap = 255; wrap++; wrap   // expect: 0
// ---
#include <inttypes.h>
#include <stdio.h>
printf("%" PRId64 " %" PRIx32 "\n", big, UINT32_MAX);   // expect stdout: 5000000000 ffffffff
// ---
sizeof(intptr_t) + sizeof(uint16_t)   // expect: 10
