// kernel/parent.c - the process that started the kernel, which it is not to outlive.
#include "kernel/parent.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// Gives the process that the variable names; 0: none.
static pid_t read_pid(const char *text)
{
	char *end;
	long pid;

	if (!text)
		return 0;
	pid = strtol(text, &end, 10);
	return *text && !*end && pid > 1 && pid <= INT_MAX ? (pid_t)pid : 0;
}

int parent_open(void)
{
	pid_t pid = read_pid(getenv("JPY_PARENT_PID"));

	return pid ? (int)syscall(SYS_pidfd_open, pid, 0) : -1; // closed in children
}
