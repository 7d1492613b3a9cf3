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

#include "base/descendants.h"

// The runner finds its socket under this number.
#define RUNNER_SOCKET_FD 3
_Static_assert(HOMES_FD == RUNNER_SOCKET_FD + 1, "move_up() keeps both numbers free");
// How long a runner that was told to end may take to be reaped.
#define END_WAIT_MS 1000

// What is read in one turn, so that a runner that speaks without end leaves time for all else.
#define TURN_BYTES (4 << 20)

static const struct runner none = {
    .socket_fd = -1,
    .stdout_fd = -1,
    .stderr_fd = -1,
    .pipe_ends = {-1, -1},
    .homes_fd = -1,
    .passed_fd = -1,
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

static int spawn(struct runner *runner, const char *path, int socket, struct err *err)
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
	posix_spawn_file_actions_adddup2(&actions, runner->pipe_ends[0], 1);
	posix_spawn_file_actions_adddup2(&actions, runner->pipe_ends[1], 2);
	posix_spawn_file_actions_adddup2(&actions, socket, RUNNER_SOCKET_FD);
	if (runner->homes_fd >= 0)
		posix_spawn_file_actions_adddup2(&actions, runner->homes_fd, HOMES_FD);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &blocked);
	rc = posix_spawn(&runner->pid, path, &actions, &attr, argv, environ);
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

// The pipes and the table outlive the process: a checkpoint of an earlier one has them too.
static int open_channels(struct runner *runner, struct err *err)
{
	int out[2], errors[2];

	if (pipe2(out, O_CLOEXEC) < 0)
		return err_set(err, ERR_SYSTEM, "cannot make a pipe: %s", strerror(errno));
	runner->stdout_fd = out[0];
	runner->pipe_ends[0] = out[1];
	if (pipe2(errors, O_CLOEXEC) < 0)
		return err_set(err, ERR_SYSTEM, "cannot make a pipe: %s", strerror(errno));
	runner->stderr_fd = errors[0];
	runner->pipe_ends[1] = errors[1];
	move_up(&runner->pipe_ends[0]);
	move_up(&runner->pipe_ends[1]);
	set_nonblocking(runner->stdout_fd);
	set_nonblocking(runner->stderr_fd);
	// A wide pipe: a cell that prints a lot switches less between the two processes.
	fcntl(runner->stdout_fd, F_SETPIPE_SZ, 1 << 20);
	runner->homes_fd = homes_create();
	if (runner->homes_fd >= 0) {
		move_up(&runner->homes_fd);
		runner->homes = homes_map(runner->homes_fd, 0);
	}
	return 0;
}

static int start(struct runner *runner, struct err *err)
{
	char path[PATH_MAX + 16];
	int sockets[2], rc;

	if (find_executable(path, sizeof path, err))
		return -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		return err_set(err, ERR_SYSTEM, "cannot make a socket: %s", strerror(errno));
	move_up(&sockets[1]);
	rc = spawn(runner, path, sockets[1], err);
	close(sockets[1]);
	if (rc) {
		close(sockets[0]);
		runner->pid = 0;
		return -1;
	}
	runner->socket_fd = sockets[0];
	set_nonblocking(runner->socket_fd);
	return 0;
}

int runner_init(struct runner *runner, struct err *err)
{
	*runner = none;
	if (!open_channels(runner, err) && !start(runner, err))
		return 0;
	runner_release(runner);
	return -1;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

// Ends the process and what was said to it and by it.
static void end_process(struct runner *runner)
{
	char map[64];

	if (runner->pid > 0) {
		descendants_kill(runner->pid);
		kill(-runner->pid, SIGKILL);
		kill(runner->pid, SIGKILL); // a cell may have moved it to another group
		waitpid(runner->pid, NULL, 0);
		snprintf(map, sizeof map, "/tmp/perf-%d.map", (int)runner->pid);
		unlink(map); // of CICLE_PERF_MAP (jit/runner/debug_info.h)
	}
	runner->pid = 0;
	close_fd(&runner->socket_fd);
	close_fd(&runner->passed_fd);
	str_clear(&runner->in);
	str_clear(&runner->out);
	runner->taken = 0;
}

int runner_restart(struct runner *runner, struct err *err)
{
	end_process(runner);
	homes_clear(runner->homes_fd);
	return start(runner, err);
}

void runner_move(struct runner *runner, pid_t pid, int socket_fd)
{
	end_process(runner);
	runner->pid = pid;
	runner->socket_fd = socket_fd;
	set_nonblocking(runner->socket_fd);
}

void runner_release(struct runner *runner)
{
	end_process(runner);
	close_fd(&runner->stdout_fd);
	close_fd(&runner->stderr_fd);
	close_fd(&runner->pipe_ends[0]);
	close_fd(&runner->pipe_ends[1]);
	close_fd(&runner->homes_fd);
	homes_unmap((struct home *)runner->homes);
	str_release(&runner->in);
	str_release(&runner->out);
	*runner = none;
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

// Keeps the descriptor that came with a piece. What nobody took is closed by the next one.
static void keep_fd(struct runner *runner, struct msghdr *parts)
{
	const struct cmsghdr *head = CMSG_FIRSTHDR(parts);

	if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS ||
	    head->cmsg_len != CMSG_LEN(sizeof runner->passed_fd))
		return;
	if (runner->passed_fd >= 0)
		close(runner->passed_fd);
	memcpy(&runner->passed_fd, CMSG_DATA(head), sizeof runner->passed_fd);
}

int runner_take_fd(struct runner *runner)
{
	int fd = runner->passed_fd;

	runner->passed_fd = -1;
	return fd;
}

// Reads a piece, which ends behind a message with a descriptor. Returns 1, 0 when nothing is there,
// or -1 at the end of the stream.
static int fill(struct runner *runner)
{
	char buf[65536];
	// Room for one: the system closes what does not fit.
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof runner->passed_fd)];
	} control;
	struct iovec part = {.iov_base = buf, .iov_len = sizeof buf};
	struct msghdr parts = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes};
	ssize_t n;

	parts.msg_controllen = sizeof control.bytes;
	do
		n = recvmsg(runner->socket_fd, &parts, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		keep_fd(runner, &parts);
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

static bool has_ended(pid_t pid)
{
	siginfo_t info = {0};

	return !waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid == pid;
}

void runner_kill(struct runner *runner, const char *why)
{
	if (runner->pid <= 0)
		return;
	if (!has_ended(runner->pid))
		runner->ended_why = why;
	descendants_kill(runner->pid);
	kill(-runner->pid, SIGKILL);
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
	if (runner->ended_why)
		str_printf(out, "was ended: %s", runner->ended_why);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == RUNNER_EXIT_LOCKED)
		str_puts(out, "could not go on: the cell failed inside of malloc or free");
	else if (WIFEXITED(status) && WEXITSTATUS(status) == RUNNER_EXIT_COMPILER)
		str_puts(out, "could not go on: the compiler crashed, or found no memory");
	else if (WIFSIGNALED(status))
		str_printf(out, "was killed by signal %d (%s)", WTERMSIG(status),
			   strsignal(WTERMSIG(status)));
	else
		str_printf(out, "ended with status %d", WEXITSTATUS(status));
	runner->ended_why = NULL; // another process may be this runner next
}
