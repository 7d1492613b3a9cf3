// magics/timing.h - what %timeit measured, in words and as a small picture.
#ifndef CICLE_MAGICS_TIMING_H
#define CICLE_MAGICS_TIMING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "jit/runner/timer.h"

// The runs of one statement.
struct timing_runs {
	unsigned long long number; // loops of each run
	double *ns;                // owned; of one loop, by run
	size_t cnt;
	double mean_ns, deviation_ns, min_ns, max_ns;
};

struct timing {
	struct timing_runs runs[TIMER_ALTERNATIVE_MAX];
	size_t cnt;
	double empty_ns; // of the loop itself
};

// Reads EVENT_TIMES' bytes. Returns -1 with err filled when they make no sense. Release with
// timing_release().
int timing_read(struct timing *timing, const char *bytes, size_t len, struct err *err);
void timing_release(struct timing *timing);

// How many times as long the second statement takes, and its 95 % confidence interval. Pairs of
// runs are compared, so that what slowed both down does not count.
struct timing_ratio {
	double ratio, low, high;
};

// Only with two statements and two runs or more.
struct timing_ratio timing_compare(const struct timing *timing);

// Appends a time in seconds with so many digits: "1.23 ms", "1min 3s".
void timing_print(double seconds, int digits, struct str *out);

// Appends lines that say all. names: of the statements.
void timing_text(const struct timing *timing, const char *const *names, int digits,
		 struct str *out);

// Appends the same with a histogram of the runs. Takes no scripts.
void timing_html(const struct timing *timing, const char *const *names, int digits,
		 struct str *out);

#endif
