// jit/runner/debug_info.h - tells perf and gdb of units: names, and lines where they are known.
//
// Opt-in, by the environment: CICLE_PERF_MAP=1 writes /tmp/perf-PID.map, which perf reads, and
// CICLE_GDB=1 hands gdb an object in memory per unit, by its JIT interface ("JIT Compilation
// Interface" in gdb's documentation). Both tell of units compiled from then on.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jit/runner/lines.h"

struct debug_function {
	const char *symbol; // in the text
	const char *name;   // as users know it
	const void *start;
	size_t size_bytes;
};

// What is told of one unit.
struct debug_unit {
	const char *text; // compiled; its #line directives say where functions stand
	bool has_lines;   // libtcc made the code, and says its lines
	const void *start;
	size_t size_bytes;
	const struct debug_function *functions; // by address
	size_t function_cnt;
};

// Tells of a unit, if anybody asked for it.
void debug_tell(const struct debug_unit *unit);

// Tells that the unit whose code begins there is gone.
void debug_forget(const void *start);

// Tells whether units must keep their addresses for good: perf reads its map when all is over.
bool debug_keeps_addresses(void);
