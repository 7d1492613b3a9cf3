// jit/compiler/guardian.c - starts a program that ends when this process does, however that ends.
#include "jit/compiler/guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void end_group(int signal)
{
	(void)signal;
	kill(0, SIGKILL);
}

// The descriptors become those of the job; *error_fd goes behind them.
static void set_descriptors(const struct guardian_job *job, int *error_fd)
{
	int last = (int)job->fd_cnt;
	int moved = fcntl(*error_fd, F_DUPFD, last + 1);

	for (int i = 0; i < last; i++)
		dup2(job->fds[i], i);
	dup2(moved, last);
	fcntl(last, F_SETFD, FD_CLOEXEC);
	close_range((unsigned)last + 1, UINT_MAX, 0);
	*error_fd = last;
}

static void set_limits(const struct guardian_job *job, pid_t parent)
{
	struct rlimit cpu = {job->cpu_max_s, job->cpu_max_s};
	sigset_t none;

	setpgid(0, 0);
	setrlimit(RLIMIT_CPU, &cpu);
	if (job->priority)
		setpriority(PRIO_PROCESS, 0, job->priority);
	signal(SIGTERM, end_group);
	signal(SIGINT, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

// Runs in a copy of a process with threads: calls nothing that may wait for one of them.
static _Noreturn void run(const struct guardian_job *job, pid_t parent, int error_fd)
{
	int status = 0, rc;
	pid_t pid;

	set_descriptors(job, &error_fd);
	set_limits(job, parent);
	rc = posix_spawnp(&pid, job->args[0], NULL, NULL, (char *const *)job->args,
			  job->environment);
	if (rc) {
		ssize_t n = write(error_fd, &rc, sizeof rc);

		_exit(n > 0 ? 127 : 126);
	}
	close(error_fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int guardian_start(const struct guardian_job *job, pid_t *pid)
{
	pid_t parent = getpid();
	int error[2], rc = 0;
	ssize_t n;

	if (pipe2(error, O_CLOEXEC))
		return errno;
	*pid = fork();
	if (*pid == 0)
		run(job, parent, error[1]);
	if (*pid < 0)
		rc = errno;
	close(error[1]);
	do
		n = *pid < 0 ? 0 : read(error[0], &rc, sizeof rc);
	while (n < 0 && errno == EINTR);
	close(error[0]);
	if (n > 0)
		waitpid(*pid, NULL, 0);
	return rc;
}
