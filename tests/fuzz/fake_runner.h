// tests/fuzz/fake_runner.h - a runner without a process. What it is sent and what it says
// (runner_send(), runner_receive()) is the target's own.
#ifndef CICLE_TESTS_FUZZ_FAKE_RUNNER_H
#define CICLE_TESTS_FUZZ_FAKE_RUNNER_H

#include <stdlib.h>

#include "jit/runner.h"

// Keeps a target from what other programs left on the disk: an input does the same each time.
static inline void hide_disk(void)
{
	setenv("XDG_CACHE_HOME", "/dev/null", 1);
	setenv("CICLE_HISTORY", "", 1);
}

int runner_init(struct runner *runner, struct err *err)
{
	(void)err;
	*runner = (struct runner){.socket_fd = -1, .stdout_fd = -1, .stderr_fd = -1};
	return 0;
}

void runner_release(struct runner *runner)
{
	str_release(&runner->in);
	str_release(&runner->out);
}

int runner_restart(struct runner *runner, struct err *err)
{
	runner_release(runner);
	return runner_init(runner, err);
}

void runner_move(struct runner *runner, pid_t pid, int socket_fd)
{
	(void)runner;
	(void)pid;
	(void)socket_fd;
}

int runner_take_fd(struct runner *runner)
{
	(void)runner;
	return -1;
}

void runner_begin_turn(struct runner *runner)
{
	(void)runner;
}

void runner_flush(struct runner *runner)
{
	(void)runner;
}

void runner_interrupt(const struct runner *runner, int cnt)
{
	(void)runner;
	(void)cnt;
}

void runner_kill(struct runner *runner, const char *why)
{
	(void)why;
	(void)runner;
}

void runner_describe_end(struct runner *runner, struct str *out)
{
	(void)runner;
	str_puts(out, "was killed by signal 9 (Killed)");
}

#endif
