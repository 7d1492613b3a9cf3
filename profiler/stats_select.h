// profiler/stats_select.h - the rows that pstats' restrictions leave of a table.
#ifndef CICLE_PROFILER_STATS_SELECT_H
#define CICLE_PROFILER_STATS_SELECT_H

#include "profiler/stats.h"

// The rows still in the list, and what pstats says about how it was cut.
struct stats_selection {
	const struct stats *stats;
	const struct stats_row **rows; // owned
	size_t row_cnt;
	struct str notes;
};

// Selects the functions that were called, as far as the restrictions (stats_print()) leave them.
// Returns -1 with err filled when one is no valid regular expression. Release in either case.
int stats_select(struct stats_selection *selection, const struct stats *stats,
		 const char *const *restrictions, size_t restriction_cnt, struct err *err);
void stats_selection_release(struct stats_selection *selection);

#endif
