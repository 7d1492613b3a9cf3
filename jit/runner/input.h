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
#include <sys/stat.h>
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

// Between the two no other thread of stdin's is at work: the process can be forked. Returns false,
// and holds nothing, when one stays at work. input_go_on() is for the child too.
bool input_hold_still(void);
void input_go_on(void);

// For a process that was forked off the runner: while it sleeps, its copy of the pipe's other end
// does not keep children from finding the end of their input; when it takes the runner's place, it
// has a thread again.
void input_sleep(void);
void input_adopt(void);

// Tells whether a file is the pipe that is descriptor 0.
bool input_is_pipe(const struct stat *found);

// Tells whether a stream is the runner's stdin, which fclose() must spare.
bool input_is_own(const FILE *stream);

#endif
