// jit/runner/output.h - what a cell prints arrives while the cell still runs.
//
// stdout is a pipe and fully buffered, for speed; a thread empties the buffer every 50 ms as long
// as a cell runs.
#ifndef CICLE_JIT_RUNNER_OUTPUT_H
#define CICLE_JIT_RUNNER_OUTPUT_H

// Sets the buffering and starts the thread. Once.
void output_init(void);

// A cell begins; it ends: everything that it printed is on its way when output_end() returns.
void output_begin(void);
void output_end(void);

#endif
