// profiler/runtime/clock_generic.c - where there is no cheaper clock: ticks that are ns already.
#if !defined(__x86_64__)
#include "profiler/runtime/clock.h"

struct clock_mark clock_mark(void)
{
	uint64_t now = clock_ticks();

	return (struct clock_mark){.ticks = now, .ns = now};
}

double clock_ns_per_tick(struct clock_mark from, struct clock_mark to)
{
	(void)from;
	(void)to;
	return 1;
}
#endif
