// profiler/runtime/lines.h - what line-profiled code calls: how often and how long each line ran.
//
// Lives in the runner. A line's time is that from its probe to the next one of the same function,
// what it calls included. While a function calls itself, the time is the inner call's lines': so
// each moment counts for one line of a function, and its lines come to its whole time.
//
// Instrumented text looks like this (profiler/runtime/probe_text.h, jit/read/statement.h):
//     int f(int n) { struct cicle_lines __cicle_lines __attribute__((cleanup(cicle_lines_leave)));
//                    cicle_lines_enter(&__cicle_lines, 7, 12); ...
//                    cicle_line(&__cicle_lines, 3); n++; ...
// where 7 is the function's number and 12 the number of its lines.
#ifndef CICLE_PROFILER_RUNTIME_LINES_H
#define CICLE_PROFILER_RUNTIME_LINES_H

#include <stdint.h>

#include "base/str.h"

// Functions that one collection may have; further ones are not counted.
#define LINES_FUNCTION_MAX 1024

struct lines_function;

// Lives on the instrumented function's stack; private to the functions below.
struct cicle_lines {
	struct lines_function *function;
	uint64_t collection;
	uint32_t outer; // the function's line in the call around this one
	uint32_t at;    // place among the thread's open calls
};

// Opens a call of a function of so many lines; 0: only the function as a whole is timed, by
// cicle_line(frame, 0). Any thread. Without effect while no collection is on.
void cicle_lines_enter(struct cicle_lines *frame, unsigned number, unsigned line_cnt);

// Closes it, and the calls inside of it that a jump left.
void cicle_lines_leave(struct cicle_lines *frame);

// Begins a line; line counts from 0 at the function's first one.
void cicle_line(struct cicle_lines *frame, unsigned line);

// Closes the calls that a longjmp to a frame at this stack pointer leaves.
void lines_unwind(const void *stack_pointer);

// Starts a collection, ends it. What is open at its end is counted up to that moment. stop takes
// up to 1 ms after a short collection: the clock's rate must be learnt.
void lines_start(void);
void lines_stop(void);

// Appends what was counted between lines_start() and lines_stop(), over all threads:
//   u32 function count, and per function, in no order: u32 number, u32 line count (0: as a
//     whole), and per line (once for 0) u64 hits, u64 ns
//   u64 wall ns
void lines_pack(struct str *out);

#endif
