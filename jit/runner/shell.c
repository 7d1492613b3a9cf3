// jit/runner/shell.c - what magics do in the runner's process: commands, the folder, environment.
#include "jit/runner/shell.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/runner/channel.h"

static void tell_status(uint32_t status)
{
	struct str out = {0};

	pack_u32(&out, status);
	channel_event(EVENT_STATUS, &out, NULL, 0);
	str_release(&out);
}

// The command is to get its signals as a program of the user's would: handlers end at exec, and
// nothing is blocked.
static int spawn(pid_t *pid, const char *program, const char *script)
{
	char *argv[] = {(char *)program, (char *)"-c", (char *)script, NULL};
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	rc = posix_spawnp(pid, program, NULL, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	return rc;
}

// Waits without being torn away by an interrupt, which the command gets too: it ends by it.
void cicle_shell(const char *program, const char *script)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	int status = 0, rc;
	pid_t pid;

	fflush(NULL);
	sigaction(SIGINT, &ignore, &before);
	rc = spawn(&pid, program, script);
	if (rc)
		fprintf(stderr, "cannot start '%s': %s\n", program, strerror(rc));
	else
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	sigaction(SIGINT, &before, NULL);
	fflush(stderr);
	tell_status(rc ? COMMAND_NOT_STARTED : (uint32_t)status);
}

void cicle_folder(const char *path)
{
	if (chdir(path))
		tell_status((uint32_t)errno);
}

void cicle_env_set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void print_all(void)
{
	char **sorted = NULL;
	size_t cnt = 0;

	while (environ && environ[cnt])
		cnt++;
	sorted = mem_grow(NULL, cnt + 1, sizeof *sorted);
	if (cnt)
		memcpy(sorted, environ, cnt * sizeof *sorted);
	qsort(sorted, cnt, sizeof *sorted, by_text);
	for (size_t i = 0; i < cnt; i++)
		puts(sorted[i]);
	free(sorted);
}

void cicle_env_print(const char *name)
{
	const char *value = name ? getenv(name) : NULL;

	if (!name)
		print_all();
	else if (value)
		puts(value);
	else
		tell_status(ENOENT);
}
