// profiler/view/output.h - the parts of the output of one profile, and what they share.
#ifndef CICLE_PROFILER_VIEW_OUTPUT_H
#define CICLE_PROFILER_VIEW_OUTPUT_H

#include <stdbool.h>

#include "profiler/change.h"
#include "profiler/selection.h"
#include "profiler/view.h"

// Everything is borrowed for the length of view_html().
struct view {
	const struct stats *stats;
	const struct profile *profile;
	const struct view_options *options;
	uint64_t all_ns; // what shares are of
	struct str *out;
	struct selection selection;            // what the live picture holds
	const struct function_change *changes; // by function; NULL without an earlier profile
	bool has_tiers, has_savings;           // of some function
};

// The synthetic root (function 0) is no call that anyone made: it has no row, as little as a
// function that was never called.
static inline bool view_shows(const struct stats_row *row)
{
	return row->function != 0 && row->call_cnt > 0;
}

// Appends the static tables: the rows shown at first, and more behind a click.
void view_tables(const struct view *view);

// Appends `,"sources":[[function, "text", hits, ns, hits, ...], ...]` of the functions shown first,
// as many as there is room for. Behind a text stands what a line-profiled run found of each of its
// lines, when that is known.
void view_sources(const struct view *view, struct str *json);

// Appends the data of the live view, one JSON object.
void view_data(const struct view *view, struct str *json);

#endif
