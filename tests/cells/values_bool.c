// tests/cells/values_bool.c - true and false
#include <stdbool.h>
bool b = 3 > 2;
b   // expect: true
// ---
bool none[2];
none   // expect: {false, false}
// ---
struct { _Bool on : 1, off : 1; } bits = {1, 0};
bits   // expect: {.on = true, .off = false}
