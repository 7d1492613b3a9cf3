// profiler/runtime/clock.h - the clock that probes read: ticks of the CPU, turned into ns later.
//
// clock_ticks() is inline because two calls of it would cost a tenth of what a probe may take;
// the one #if of the profiler's clock is here, the rest is a file per kind of clock.
#ifndef CICLE_PROFILER_RUNTIME_CLOCK_H
#define CICLE_PROFILER_RUNTIME_CLOCK_H

#include <stdint.h>

#if defined(__x86_64__)
#include <x86intrin.h>

// Reads the clock. Unserialised on purpose: the read overlaps with the code around it.
static inline uint64_t clock_ticks(void)
{
	return __rdtsc();
}
#else
#include <time.h>

// Reads the clock.
static inline uint64_t clock_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
#endif

// One moment on the probes' clock and on one that counts ns.
struct clock_mark {
	uint64_t ticks;
	uint64_t ns;
};

// Takes the present moment.
struct clock_mark clock_mark(void);

// Gives how many ns a tick between two moments lasted, or 0 when they are too near to tell to
// within 0.01 %.
double clock_ns_per_tick(struct clock_mark from, struct clock_mark to);

#endif
