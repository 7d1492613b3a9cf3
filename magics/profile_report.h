// magics/profile_report.h - what the text of a profile says beyond pstats' table.
#ifndef CICLE_MAGICS_PROFILE_REPORT_H
#define CICLE_MAGICS_PROFILE_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "profiler/stats.h"

// Appends a time with three significant digits: "38.2 ms".
void profile_report_time(struct str *out, uint64_t time_ns);

// Appends, of a profile that is the mean of several runs, how much the first row_limit rows spread;
// which functions gcc or clang compiled, and what they would save of others; and how the time
// compares with that of the last run, unless before is NULL. Nothing else.
void profile_report(const struct stats *stats, const struct stats *before, size_t row_limit,
		    struct str *out);

#endif
