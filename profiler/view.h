// profiler/view.h - a profile, or the difference of two, as HTML that is readable without scripts.
#ifndef CICLE_PROFILER_VIEW_H
#define CICLE_PROFILER_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "profiler/stats.h"

enum view_order {
	VIEW_TABLE_FIRST,   // %prun
	VIEW_PICTURE_FIRST, // %profile
};

// How an output comes by the script that makes it live (profiler/view/page.c).
enum view_script {
	VIEW_CARRIES_SCRIPT, // it brings it, some 30 KB, for itself and for others in the page
	VIEW_SHARES_SCRIPT,  // it takes that of another output in the page
};

struct view_options {
	enum view_order order;
	enum view_script script;
	size_t row_limit;           // how many table rows are shown at first
	bool is_by_bytes;           // the live picture begins with the width by bytes
	const struct stats *before; // borrowed; the last run, to tell what changed; or NULL
};

// Appends an HTML fragment for a notebook output: a static picture made of nested lists (which
// front ends that allow no scripts keep), a plain table (rows in the order of stats), and a script
// that makes both live. Loads nothing, leaks no globals, escapes every name.
void view_html(const struct stats *stats, const struct view_options *options, struct str *out);

// Appends a fragment of the same kind that compares two profiles: the table sorted by how much
// own time changed, the picture in red where the later one is slower and blue where it is faster.
// Functions are matched by name across edits (profiler/view/match.h), calls by their whole path.
void view_diff_html(const struct stats *before, const struct stats *after, enum view_script script,
		    struct str *out);

#endif
