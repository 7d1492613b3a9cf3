// jit/compiler/guardian.h - starts a program that ends when this process does, however that ends.
//
// A small process stands between the two, in a group with the program and all that it starts: the
// system tells it that its parent is gone, and it kills the group.
#ifndef CICLE_JIT_COMPILER_GUARDIAN_H
#define CICLE_JIT_COMPILER_GUARDIAN_H

#include <stddef.h>
#include <sys/types.h>

struct guardian_job {
	const char *const *args;  // the program, found in PATH, and its arguments; ends with NULL
	char *const *environment; // ends with NULL
	const int *fds;           // fds[i] becomes descriptor i; the program has no others
	size_t fd_cnt;
	unsigned cpu_max_s; // each process of it ends after so much CPU time
	int priority;       // as for setpriority(); 0: that of this process
};

// Starts the program in a process group of its own. Returns 0 with *pid, which is the group and
// what to wait for: its exit status is the program's, or 128 + signal; the fds of the job stay open
// in it until then. Returns an errno when the
// program cannot be started. All fds must be at least fd_cnt.
int guardian_start(const struct guardian_job *job, pid_t *pid);

#endif
