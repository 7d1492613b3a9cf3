// jit/value/quad.h - a _Float128 as text.
#pragma once

#include "base/str.h"

// The bytes of one.
#define QUAD_BYTES 16

// Appends the shortest decimal text that reads back as the same value.
void quad_add_shortest(struct str *out, const char *bytes);

// Gives the nearest long double.
long double quad_nearest(const char *bytes);
