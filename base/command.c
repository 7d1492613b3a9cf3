// base/command.c - runs another program and reads what it says.
#include "base/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int start(pid_t *pid, const char *const argv[], int out_fd)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int rc;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out_fd, 1);
	posix_spawn_file_actions_adddup2(&actions, out_fd, 2);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attr, &none);
	rc = posix_spawnp(pid, argv[0], &actions, &attr, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return rc;
}

// Reads to the end of the pipe. Returns -1 when that takes too long.
static int read_all(int fd, int timeout_ms, struct str *out)
{
	int64_t end = now_ms() + timeout_ms;

	for (;;) {
		struct pollfd item = {.fd = fd, .events = POLLIN};
		int64_t left = end - now_ms();
		char buf[16384];
		ssize_t n;

		if (left <= 0 || (poll(&item, 1, (int)left) < 0 && errno != EINTR))
			return -1;
		if (!item.revents)
			continue;
		n = read(fd, buf, sizeof buf);
		if (n == 0)
			return 0;
		if (n > 0)
			str_add(out, buf, (size_t)n);
		else if (errno != EINTR)
			return -1;
	}
}

int command_capture(const char *const argv[], int timeout_ms, struct str *out, struct err *err)
{
	int fds[2], rc, status = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_set(err, ERR_SYSTEM, "cannot make a pipe: %s", strerror(errno));
	rc = start(&pid, argv, fds[1]);
	close(fds[1]);
	if (rc) {
		close(fds[0]);
		return err_set(err, ERR_SYSTEM, "cannot start '%s': %s", argv[0], strerror(rc));
	}
	rc = read_all(fds[0], timeout_ms, out);
	close(fds[0]);
	if (rc)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (rc)
		return err_set(err, ERR_SYSTEM, "'%s' took longer than %d ms", argv[0], timeout_ms);
	if (!WIFEXITED(status))
		return err_set(err, ERR_SYSTEM, "'%s' was ended by signal %d", argv[0],
			       WTERMSIG(status));
	return WEXITSTATUS(status);
}
