// profiler/collect.h - makes a profile from what the runner's probes packed.
#ifndef CICLE_PROFILER_COLLECT_H
#define CICLE_PROFILER_COLLECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"
#include "profiler/model.h"

// What the numbers in the packed tree stand for: numbers[i] is the function numbered i;
// number 0 is the profiled statement. One without a name is nobody's.
struct collect_function {
	const char *file; // borrowed
	uint32_t line, line_cnt;
	const char *name; // NULL: no function has this number
	const char *text; // of its file, borrowed; NULL: not known
	enum profile_tier tier;
};

// Reads the bytes of probe_pack() (profiler/runtime/probe.h) below a new profile's root: the
// statement, and beside it the functions that other threads ran. The root's time is their sum.
// Returns NULL with err filled when the bytes are damaged: they come from a process that runs
// users' code and are not trusted.
struct profile *collect_profile(struct unpack *in, const struct collect_function *numbers,
				size_t number_cnt, const char *session_name, const char *title,
				const char *cell, struct err *err);

#endif
