// jit/value/value_html.h - a value as an HTML table that needs no script.
#ifndef CICLE_JIT_VALUE_VALUE_HTML_H
#define CICLE_JIT_VALUE_VALUE_HTML_H

#include <stdbool.h>

#include "base/str.h"
#include "jit/value/value.h"
#include "jit/value/value_text.h"

// Appends the table of a struct, an array of structs, a matrix or a long array, or of what a
// pointer to one leads to. Returns false, and appends nothing, for all else: text says it better.
bool value_html(const struct values *values, const struct value_style *style, struct str *out);

#endif
