// tests/cells/headers_later.c - a header that comes after objects of its types
#include <stdint.h>
int64_t big = 5; uint8_t small = 1;
// ---
#include <inttypes.h>
#include <stdio.h>
printf("%" PRId64 "\n", big + small);   // expect stdout: 6
// ---
#include <stddef.h>
#include <stdlib.h>
size_t n = sizeof big; n   // expect: 8
