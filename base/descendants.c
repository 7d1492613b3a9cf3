// base/descendants.c - the processes that a process has started.
//
// The system lists them per thread, as text: /proc/PID/task/TID/children (proc(5)).
#include "base/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// Further down are none that a cell starts by mistake; each level takes 5 KB of stack.
#define DEPTH_MAX 10
#define TEXT_BYTES 2048

struct kernel_dirent { // getdents64(2)
	uint64_t inode;
	int64_t offset;
	unsigned short len;
	unsigned char type;
	char name[];
};

static void kill_below(pid_t pid, int depth);

// Kills what a text of numbers lists, each followed by a blank. Returns how much of it was read.
static size_t kill_listed(const char *text, size_t len, int depth)
{
	size_t read = 0;
	pid_t pid = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] >= '0' && text[i] <= '9') {
			pid = pid * 10 + (text[i] - '0');
			continue;
		}
		if (pid > 1) {
			kill_below(pid, depth - 1);
			kill(pid, SIGKILL);
		}
		pid = 0;
		read = i + 1;
	}
	return read;
}

static void kill_children(pid_t pid, const char *thread, int depth)
{
	char text[TEXT_BYTES], path[64];
	size_t kept = 0;
	ssize_t len;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/task/%.10s/children", (int)pid, thread);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (len = read(fd, text + kept, sizeof text - kept)) > 0) {
		size_t end = kept + (size_t)len;
		size_t done = kill_listed(text, end, depth);

		kept = end - done; // a number that goes on
		memmove(text, text + done, kept);
	}
	if (fd >= 0)
		close(fd);
}

static void kill_below(pid_t pid, int depth)
{
	char entries[TEXT_BYTES] __attribute__((aligned(8)));
	char path[64];
	ssize_t len;
	int fd;

	if (!depth)
		return;
	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0 && (len = syscall(SYS_getdents64, fd, entries, sizeof entries)) > 0) {
		const struct kernel_dirent *entry;

		for (ssize_t at = 0; at < len; at += entry->len) {
			entry = (const void *)(entries + at);
			if (*entry->name != '.')
				kill_children(pid, entry->name, depth);
		}
	}
	if (fd >= 0)
		close(fd);
}

void descendants_kill(pid_t pid)
{
	kill_below(pid, DEPTH_MAX);
}
