// jit/value/value_graph.h - linked structures: what a value's pointers lead to, as text and as a
// picture.
#ifndef CICLE_JIT_VALUE_VALUE_GRAPH_H
#define CICLE_JIT_VALUE_VALUE_GRAPH_H

#include "base/str.h"
#include "jit/value/value.h"
#include "jit/value/value_text.h"

// Appends one line per object. Pointers are "#3", and object 3 has a line that begins so, below the
// first that points to it: one step to the right, unless it is the only one there.
void value_graph_text(const struct values *values, const struct value_style *style,
		      struct str *out);

// Appends the picture: a box for each object, with a row for each field, and arrows. title: what
// the value is, in the user's words. Colours are the front end's.
void value_graph_html(const struct values *values, const struct value_style *style,
		      const char *title, struct str *out);

#endif
