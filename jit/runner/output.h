// jit/runner/output.h - what a cell prints arrives in order, while the cell still runs.
//
// The process's stdout and stderr are streams of ours. Their text goes to the kernel as pieces over
// the socket, so that stdout, stderr and displays keep their order: stdout is fully buffered, for
// speed, and emptied before anything is written to stderr, and every 50 ms by a thread. The pipes
// at descriptors 1 and 2 are left to children and to whoever writes to the numbers.
//
// A piece names its cell. A thread that outlives its cell prints through streams of its own, so
// that its text goes to the cell that started it.
#ifndef CICLE_JIT_RUNNER_OUTPUT_H
#define CICLE_JIT_RUNNER_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// Replaces stdout and stderr and starts the thread. Once, before any other thread.
void output_init(void);

// A cell begins; it ends: everything that it printed is on its way when output_end() returns.
void output_begin(uint32_t cell);
void output_end(void);

// Gives the cell to which what this thread prints belongs.
uint32_t output_cell(void);

// Sends everything that was printed so far, in order.
void output_flush(void);

// Waits until the kernel has read what children wrote to the pipes, for at most 0.2 s.
void output_wait(void);

// Between the two nobody else is inside of the streams: the process can be forked. Returns false,
// and holds nothing, when a thread stays inside. output_go_on() is for the child too.
bool output_hold_still(void);
void output_go_on(void);

// Starts the thread again, in a process that was forked off the runner to take its place.
void output_adopt(void);

// Writes to descriptor 1 or 2 as long as it is the one that the runner began with. Returns false,
// and does nothing, for any other descriptor and in a child.
bool output_write(int fd, const void *bytes, size_t len);

// Gives the stream in place of stdout or stderr for this thread; any other stream as it is.
FILE *output_stream(FILE *stream);

// Tells whether a stream is the runner's stdout or stderr, which fclose() and freopen() must spare.
bool output_is_own(const FILE *stream);

#endif
