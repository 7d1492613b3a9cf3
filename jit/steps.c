// jit/steps.c - where a run's time goes, step by step.
#include "jit/steps.h"

#include <time.h>

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t lap_ns(struct steps *steps)
{
	uint64_t now = now_ns();
	uint64_t lap = now - steps->mark_ns;

	steps->mark_ns = now;
	return lap;
}

void steps_begin(struct steps *steps)
{
	*steps = (struct steps){.mark_ns = now_ns()};
}

void steps_end(struct steps *steps, enum step step)
{
	steps->ns[step] += lap_ns(steps);
}

void steps_wait(struct steps *steps)
{
	steps->waited_ns += lap_ns(steps);
}

void steps_tell(struct steps *steps, bool is_compiled, uint64_t compile_ns, uint64_t link_ns,
		uint64_t run_ns)
{
	uint64_t waited = steps->waited_ns;
	uint64_t link = link_ns < compile_ns ? link_ns : compile_ns;

	steps->waited_ns = 0;
	if (!is_compiled) {
		steps->ns[STEP_TCC] += waited;
		return;
	}
	steps->ns[STEP_TCC] += compile_ns - link;
	steps->ns[STEP_LINK] += link;
	steps->ns[STEP_RUN] += run_ns;
	if (waited > compile_ns + run_ns)
		steps->ns[STEP_OTHER] += waited - compile_ns - run_ns;
}

const char *step_name(enum step step)
{
	static const char *const names[] = {"headers", "read", "sizes", "type", "write",
					    "tcc",     "link", "cc",    "run",  "other"};

	return names[step];
}
