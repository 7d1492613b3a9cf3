// tests/cells/values_library_types.c - structs of headers, also those without a tag
#include <stdlib.h>
#include <time.h>
div(7, 2)   // expect: {.quot = 3, .rem = 1}
// ---
struct timespec ts = {1, 2};
ts   // expect: {.tv_sec = 1, .tv_nsec = 2}
// ---
lldiv_t d[] = {{1, 2}};
d   // expect: {{.quot = 1, .rem = 2}}
