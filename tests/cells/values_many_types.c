// tests/cells/values_many_types.c - a struct of many types
#include <stdio.h>
#include <stddef.h>
#include <stdint.h>
struct mix { uint8_t raw[3]; size_t n; ptrdiff_t d; void *v; char c; struct mix *self; union { int i; float f; }; } m = {{1, 2, 3}, 5, -2, 0, 'x', &m};
m
// expect: {.raw = {1, 2, 3},
// expect:  .n = 5,
// expect:  .d = -2,
// expect:  .v = NULL,
// expect:  .c = 'x',
// expect:  .self = 0x<any>,
// expect:  .i = 0,
// expect:  .f = 0.0}
