// profiler/view.h - a profile as HTML: the table and the icicle, readable without scripts.
#ifndef CICLE_PROFILER_VIEW_H
#define CICLE_PROFILER_VIEW_H

#include "base/str.h"
#include "profiler/stats.h"

enum view_order {
	VIEW_TABLE_FIRST,   // %prun
	VIEW_PICTURE_FIRST, // %profile
};

// Appends a self-contained HTML fragment for a notebook output: a static picture made of
// nested lists (which front ends that allow no scripts keep), a plain table (rows in the order of
// stats), and a script that makes both live. Loads nothing, leaks no globals, escapes every name.
// row_limit: how many table rows are shown at first.
void view_html(const struct stats *stats, enum view_order order, size_t row_limit, struct str *out);

#endif
