// profiler/view.h - a profile, or the difference of two, as HTML that is readable without scripts.
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

// Appends a fragment of the same kind that compares two profiles: the table sorted by how much
// own time changed, the picture in red where the later one is slower and blue where it is faster.
// Functions are matched by name across edits (profiler/view/match.h), calls by their whole path.
void view_diff_html(const struct stats *before, const struct stats *after, struct str *out);

#endif
