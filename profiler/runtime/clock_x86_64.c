// profiler/runtime/clock_x86_64.c - the time stamp counter, measured against the raw clock.
#if defined(__x86_64__)
#include "profiler/runtime/clock.h"

#include <time.h>

// Taking a mark is uncertain by some 50 ns, at both ends: 0.01 % of this span.
static const uint64_t MIN_SPAN_NS = 1000000;

// A mark is taken this often, and the narrowest kept: the thread may lose its CPU in the middle of
// one.
static const int MARK_CNT = 5;

struct clock_mark clock_mark(void)
{
	struct clock_mark best = {0};
	uint64_t narrowest = UINT64_MAX;

	for (int i = 0; i < MARK_CNT; i++) {
		uint64_t before = clock_ticks(), width;
		struct timespec now;

		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		width = clock_ticks() - before;
		if (width >= narrowest)
			continue;
		narrowest = width;
		best.ticks = before + width / 2;
		best.ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
	}
	return best;
}

double clock_ns_per_tick(struct clock_mark from, struct clock_mark to)
{
	if (to.ns - from.ns < MIN_SPAN_NS || to.ticks <= from.ticks)
		return 0;
	return (double)(to.ns - from.ns) / (double)(to.ticks - from.ticks);
}
#endif
