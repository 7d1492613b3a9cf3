// jit/steps.h - where a run's time goes, step by step: two clock readings for each step.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum step {
	STEP_HEADERS, // preprocessing, and the declarations of headers
	STEP_READ,    // the cell's items, its names, and what depends on them
	STEP_SIZES,   // of objects, asked from a compiler
	STEP_TYPE,    // of the trailing expression, likewise
	STEP_WRITE,   // the texts that are compiled
	STEP_TCC,     // libtcc
	STEP_LINK,    // libtcc's linker
	STEP_CC,      // gcc or clang
	STEP_RUN,     // the cell's own code
	STEP_OTHER,   // settings, the way to the runner and back, lines of a traceback
	STEP_CNT,
};

struct steps {
	uint64_t mark_ns;   // when the step under way began
	uint64_t waited_ns; // for the runner's result, which will tell what it did
	uint64_t ns[STEP_CNT];
};

// Begins a run.
void steps_begin(struct steps *steps);

// Ends a step: the time since the last one ended is its own.
void steps_end(struct steps *steps, enum step step);

// Ends a wait for the runner's result.
void steps_wait(struct steps *steps);

// Says what the runner did while it was waited for. is_compiled: the rest is known, of which
// link_ns is part of compile_ns; else all of it was libtcc's.
void steps_tell(struct steps *steps, bool is_compiled, uint64_t compile_ns, uint64_t link_ns,
		uint64_t run_ns);

// Gives a step's name in one word.
const char *step_name(enum step step);
