// tests/cells/headers_c11.c - what C11 and C17 added to old headers
#include <assert.h>
#include <stddef.h>
#include <time.h>
static_assert(sizeof(int) == 4, "int");
sizeof(max_align_t)   // expect: 32
// ---
struct timespec now;
timespec_get(&now, TIME_UTC) == TIME_UTC   // expect: 1
// ---
__STDC_VERSION__ >= 201112L   // expect: 1
