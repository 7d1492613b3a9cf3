// profiler/change.h - what became of each function's time since an earlier profile.
#ifndef CICLE_PROFILER_CHANGE_H
#define CICLE_PROFILER_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "profiler/stats.h"

// One time in two profiles.
struct change {
	uint64_t before_ns, after_ns;
	uint64_t before_deviation_ns, after_deviation_ns; // between runs
};

struct function_change {
	bool is_known; // the earlier profile has calls of it
	struct change own, total;
};

// Finds each function of a profile in an earlier one (profiler/view/match.h says how). Returns an
// array by the later profile's functions; the caller frees. Rows may be in any order.
struct function_change *changes_new(const struct stats *before, const struct stats *after);

// The two runs as wholes.
struct change change_of_all(const struct profile *before, const struct profile *after);

// Tells whether a change is no more than runs differ among themselves: less than twice the
// standard deviation of a difference of two runs. A profile of a single run is taken to spread as
// much as the other one; when both are, nothing is known, and nothing is noise.
bool change_is_noise(const struct change *change, uint32_t before_run_cnt, uint32_t after_run_cnt);

// Appends what a person wants to know of two runs: "12 % faster than the last run".
void change_in_words(const struct profile *before, const struct profile *after, struct str *out);

#endif
