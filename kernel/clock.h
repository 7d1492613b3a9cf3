// kernel/clock.h - the clock that deadlines are measured with.
#ifndef CICLE_KERNEL_CLOCK_H
#define CICLE_KERNEL_CLOCK_H

#include <stdint.h>
#include <time.h>

// Gives CLOCK_MONOTONIC in nanoseconds.
static inline int64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
