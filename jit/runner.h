// jit/runner.h - the kernel's side of the runner process: start, talk, interrupt, end.
//
// The runner has its own process group, so that an interrupt or the end reaches what cells
// started too; its stdin is /dev/null and its stdout and stderr are pipes to the kernel.
#ifndef CICLE_JIT_RUNNER_H
#define CICLE_JIT_RUNNER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"
#include "jit/homes.h"
#include "jit/message.h"

struct runner {
	pid_t pid;             // 0: not running
	const char *ended_why; // by runner_kill(); NULL: it was not
	int socket_fd;         // non-blocking
	int stdout_fd;         // non-blocking; read by the owner
	int stderr_fd;
	int pipe_ends[2];         // the runner's, so that another process can have them
	int homes_fd;             // -1: without
	int passed_fd;            // came with a message and was not taken; -1: none
	const struct home *homes; // by slot; NULL when they are not known
	struct str in;            // received
	size_t taken;             // bytes of it that the last message had
	size_t turn_bytes;        // read since runner_begin_turn()
	struct str out;           // to be sent
};

// Starts cicle-runner, which stands beside this executable (or is named by CICLE_RUNNER), without
// waiting for it. Returns -1 with err filled.
int runner_init(struct runner *runner, struct err *err);

// Kills the runner and everything in its process group, and starts another one. Returns -1 with err
// filled.
int runner_restart(struct runner *runner, struct err *err);

// Kills the runner and everything in its process group; a checkpoint of it (jit/checkpoint.h) is
// the runner from now on. Takes socket_fd.
void runner_move(struct runner *runner, pid_t pid, int socket_fd);

// Gives the descriptor that came with the last message, the caller's then; -1: there was none.
int runner_take_fd(struct runner *runner);

// Kills the runner and everything in its process group, and closes the descriptors.
void runner_release(struct runner *runner);

// Queues the bytes of a whole message and sends what the socket takes.
void runner_send(struct runner *runner, const struct str *message);

// Sends what is queued. To be called when the socket is writable and runner->out is not empty.
void runner_flush(struct runner *runner);

// Begins a turn: in each, only so much is read.
void runner_begin_turn(struct runner *runner);

// Reads what has come. Returns 1 and the first message (payload is borrowed until the next call),
// 0 when no whole one is there yet or the turn is over, or -1 with err filled when the runner has
// ended or talks nonsense.
int runner_receive(struct runner *runner, enum message_type *type, const char **payload,
		   size_t *payload_len, struct err *err);

// Sends SIGINT to the runner's process group, and lets go on what was stopped. cnt: the number of
// this interrupt of the cell; the second one ends it whatever it did to signals.
void runner_interrupt(const struct runner *runner, int cnt);

// Kills the runner, whose end runner_receive() then tells. why (borrowed for ever) is what
// runner_describe_end() then says, unless the process has ended by itself.
void runner_kill(struct runner *runner, const char *why);

// Tells how the runner's process ended, in words: "was killed by signal 9 (Killed)".
void runner_describe_end(struct runner *runner, struct str *out);

#endif
