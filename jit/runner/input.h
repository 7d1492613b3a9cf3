// jit/runner/input.h - a read from stdin asks the front end, exactly when it would block.
//
// The process's stdin is a stream of ours that asks for a line when it has none. Descriptor 0 is a
// pipe: read() from it, as cells call it, asks in the same way; a child that reads it is noticed
// by a thread that looks at what the children wait for (/proc/PID/syscall), and gets its line
// through the pipe.
#ifndef CICLE_JIT_RUNNER_INPUT_H
#define CICLE_JIT_RUNNER_INPUT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

// Replaces stdin and descriptor 0. Once, before any other thread.
void input_init(void);

// A cell begins; it ends: input that it left is dropped.
void input_begin(void);
void input_end(void);

// read(), as cells call it.
ssize_t input_read(int fd, void *bytes, size_t len);

// Asks for a secret. Returns the line, borrowed until the next one, or NULL: there is none.
char *input_secret(const char *prompt);

// Asks until the answer is "y", "yes", "n" or "no" in any case; an empty line, or the end of the
// input, is a no. Tells the kernel (EVENT_ANSWER), whose own units call it by this name.
void cicle_confirm(const char *prompt);

// Says that there may be children from now on, to the end of the cell.
void input_note_child(void);

// Tells whether a stream is the runner's stdin, which fclose() must spare.
bool input_is_own(const FILE *stream);

#endif
