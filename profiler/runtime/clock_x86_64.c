// profiler/runtime/clock_x86_64.c - the time stamp counter, measured against the raw clock.
#if defined(__x86_64__)
#include "profiler/runtime/clock.h"

#include <time.h>

// Taking a mark is uncertain by some 50 ns, at both ends: 0.01 % of this span.
static const uint64_t MIN_SPAN_NS = 1000000;

struct clock_mark clock_mark(void)
{
	struct timespec now;
	uint64_t before = clock_ticks();

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (struct clock_mark){
	    .ticks = before + (clock_ticks() - before) / 2,
	    .ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec,
	};
}

double clock_ns_per_tick(struct clock_mark from, struct clock_mark to)
{
	if (to.ns - from.ns < MIN_SPAN_NS || to.ticks <= from.ticks)
		return 0;
	return (double)(to.ns - from.ns) / (double)(to.ticks - from.ticks);
}
#endif
