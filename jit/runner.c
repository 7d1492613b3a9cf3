// jit/runner.c - the kernel's side of the runner process: start, talk, interrupt, end.
#include "jit/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// The runner finds its socket under this number.
#define RUNNER_SOCKET_FD 3
_Static_assert(HOMES_FD == RUNNER_SOCKET_FD + 1, "move_up() keeps both numbers free");
// How long a runner that was told to end may take to be reaped.
#define END_WAIT_MS 1000

// What is read in one turn, so that a runner that speaks without end leaves time for all else.
#define TURN_BYTES (4 << 20)

struct channels {
	int socket[2], out[2], err[2]; // [0] is the kernel's end
	int homes;                     // -1: without
};

static int find_executable(char *path, size_t cap, struct err *err)
{
	const char *named = getenv("CICLE_RUNNER");
	char self[PATH_MAX];
	ssize_t len;

	if (named) {
		snprintf(path, cap, "%s", named);
		return 0;
	}
	len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len < 0)
		return err_set(err, ERR_SYSTEM, "cannot read /proc/self/exe: %s", strerror(errno));
	self[len] = '\0';
	snprintf(path, cap, "%s/cicle-runner", dirname(self));
	return 0;
}

static int open_channels(struct channels *ch, struct err *err)
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ch->socket) < 0 ||
	    pipe2(ch->out, O_CLOEXEC) < 0 || pipe2(ch->err, O_CLOEXEC) < 0)
		return err_set(err, ERR_SYSTEM, "cannot make the runner's pipes: %s",
			       strerror(errno));
	return 0;
}

static void close_pair(int *fds)
{
	if (fds[0] >= 0)
		close(fds[0]);
	if (fds[1] >= 0)
		close(fds[1]);
}

static int spawn(pid_t *pid, const char *path, const struct channels *ch, struct err *err)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t blocked;
	char *argv[] = {(char *)path, NULL};
	int rc;

	// Until the runner has its handlers.
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGNAL_INTERRUPT);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ch->out[1], 1);
	posix_spawn_file_actions_adddup2(&actions, ch->err[1], 2);
	posix_spawn_file_actions_adddup2(&actions, ch->socket[1], RUNNER_SOCKET_FD);
	if (ch->homes >= 0)
		posix_spawn_file_actions_adddup2(&actions, ch->homes, HOMES_FD);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &blocked);
	rc = posix_spawn(pid, path, &actions, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	if (rc)
		return err_set(err, ERR_SYSTEM, "cannot start '%s': %s", path, strerror(rc));
	return 0;
}

static void set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

// Moves a descriptor out of the way of the numbers that the child's own will get.
static void move_up(int *fd)
{
	int moved = fcntl(*fd, F_DUPFD_CLOEXEC, HOMES_FD + 1);

	if (moved >= 0) {
		close(*fd);
		*fd = moved;
	}
}

int runner_init(struct runner *runner, struct err *err)
{
	struct channels ch = {{-1, -1}, {-1, -1}, {-1, -1}, -1};
	char path[PATH_MAX + 16];

	*runner = (struct runner){.socket_fd = -1, .stdout_fd = -1, .stderr_fd = -1};
	if (find_executable(path, sizeof path, err) || open_channels(&ch, err))
		goto fail;
	move_up(&ch.socket[1]);
	move_up(&ch.out[1]);
	move_up(&ch.err[1]);
	ch.homes = homes_create();
	if (ch.homes >= 0)
		move_up(&ch.homes);
	if (spawn(&runner->pid, path, &ch, err))
		goto fail;
	close(ch.socket[1]);
	close(ch.out[1]);
	close(ch.err[1]);
	if (ch.homes >= 0) {
		runner->homes = homes_map(ch.homes, 0);
		close(ch.homes);
	}
	runner->socket_fd = ch.socket[0];
	runner->stdout_fd = ch.out[0];
	runner->stderr_fd = ch.err[0];
	set_nonblocking(runner->socket_fd);
	set_nonblocking(runner->stdout_fd);
	set_nonblocking(runner->stderr_fd);
	// A wide pipe: a cell that prints a lot switches less between the two processes.
	fcntl(runner->stdout_fd, F_SETPIPE_SZ, 1 << 20);
	return 0;
fail:
	close_pair(ch.socket);
	close_pair(ch.out);
	close_pair(ch.err);
	if (ch.homes >= 0)
		close(ch.homes);
	runner->pid = 0;
	return -1;
}

void runner_release(struct runner *runner)
{
	if (runner->pid > 0) {
		kill(-runner->pid, SIGKILL);
		waitpid(runner->pid, NULL, 0);
	}
	if (runner->socket_fd >= 0)
		close(runner->socket_fd);
	if (runner->stdout_fd >= 0)
		close(runner->stdout_fd);
	if (runner->stderr_fd >= 0)
		close(runner->stderr_fd);
	homes_unmap((struct home *)runner->homes);
	str_release(&runner->in);
	str_release(&runner->out);
	*runner = (struct runner){.socket_fd = -1, .stdout_fd = -1, .stderr_fd = -1};
}

void runner_flush(struct runner *runner)
{
	size_t sent = 0;

	while (sent < runner->out.len) {
		ssize_t n = send(runner->socket_fd, runner->out.data + sent, runner->out.len - sent,
				 MSG_NOSIGNAL);

		if (n <= 0)
			break; // full, or the runner has ended: runner_receive() will tell
		sent += (size_t)n;
	}
	str_drop(&runner->out, sent);
}

void runner_send(struct runner *runner, const struct str *message)
{
	str_add(&runner->out, message->data, message->len);
	runner_flush(runner);
}

// Reads a piece. Returns 1, 0 when nothing is there, or -1 at the end of the stream.
static int fill(struct runner *runner)
{
	char buf[65536];
	ssize_t n;

	do
		n = recv(runner->socket_fd, buf, sizeof buf, 0);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		str_add(&runner->in, buf, (size_t)n);
		runner->turn_bytes += (size_t)n;
		return 1;
	}
	return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : -1;
}

void runner_begin_turn(struct runner *runner)
{
	runner->turn_bytes = 0;
}

// Partial messages stay in runner->in; a whole one is taken out by the next call. No more is read
// than one message takes: a runner that speaks without end does not fill the memory.
int runner_receive(struct runner *runner, enum message_type *type, const char **payload,
		   size_t *payload_len, struct err *err)
{
	long taken;

	str_drop(&runner->in, runner->taken);
	runner->taken = 0;
	while (!(taken = message_next(&runner->in, type, payload, payload_len, err))) {
		int rc = runner->turn_bytes < TURN_BYTES ? fill(runner) : 0;

		if (rc < 0)
			return err_set(err, ERR_RUNNER, "the runner has ended");
		if (rc == 0)
			return 0;
	}
	if (taken < 0)
		return -1;
	runner->taken = (size_t)taken;
	return 1;
}

void runner_interrupt(const struct runner *runner, int cnt)
{
	if (runner->pid <= 0)
		return;
	sigqueue(runner->pid, SIGNAL_INTERRUPT, (union sigval){.sival_int = cnt});
	kill(-runner->pid, SIGINT);
	kill(-runner->pid, SIGCONT);
}

void runner_kill(struct runner *runner)
{
	if (runner->pid > 0)
		kill(-runner->pid, SIGKILL);
	runner->is_ended = true;
}

void runner_describe_end(struct runner *runner, struct str *out)
{
	int status = 0;
	pid_t rc = 0;

	for (int ms = 0; ms < END_WAIT_MS && rc == 0; ms++) {
		rc = waitpid(runner->pid, &status, WNOHANG);
		if (rc == 0)
			usleep(1000);
	}
	if (rc <= 0) {
		str_puts(out, "does not answer any more");
		return;
	}
	kill(-runner->pid, SIGKILL);
	runner->pid = 0;
	if (runner->is_ended)
		str_puts(out, "was ended: the cell did not stop when it was interrupted");
	else if (WIFEXITED(status) && WEXITSTATUS(status) == RUNNER_EXIT_LOCKED)
		str_puts(out, "could not go on: the cell failed inside of malloc or free");
	else if (WIFSIGNALED(status))
		str_printf(out, "was killed by signal %d (%s)", WTERMSIG(status),
			   strsignal(WTERMSIG(status)));
	else
		str_printf(out, "ended with status %d", WEXITSTATUS(status));
}
