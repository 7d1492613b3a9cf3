// jit/runner/memory.c - reads memory at addresses that may be anything.
//
// The kernel copies, and says no where there is nothing: process_vm_readv() on ourselves or, where
// a sandbox forbids that, /proc/self/mem.
#include "jit/runner/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE_BYTES 4096

static bool read_proc(uint64_t address, void *buf, size_t len)
{
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	bool is_read;

	if (fd < 0)
		return false;
	is_read = pread(fd, buf, len, (off_t)address) == (ssize_t)len;
	close(fd);
	return is_read;
}

bool memory_read(uint64_t address, void *buf, size_t len)
{
	struct iovec to = {buf, len};
	struct iovec from = {(void *)(uintptr_t)address, len}; // NOLINT: it may be any number
	int saved = errno;
	ssize_t got = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
	bool is_read = got == (ssize_t)len;

	if (got < 0 && (errno == ENOSYS || errno == EPERM))
		is_read = read_proc(address, buf, len);
	errno = saved;
	return is_read;
}

static bool is_zero(const char *unit, size_t unit_bytes)
{
	for (size_t i = 0; i < unit_bytes; i++)
		if (unit[i])
			return false;
	return true;
}

// Gives where the first zero stands in whole units of buf[from, len), or len.
static size_t find_zero(const char *buf, size_t from, size_t len, size_t unit_bytes)
{
	for (size_t at = from - from % unit_bytes; at + unit_bytes <= len; at += unit_bytes)
		if (is_zero(buf + at, unit_bytes))
			return at;
	return len;
}

long memory_read_text(uint64_t address, size_t unit_bytes, char *buf, size_t cap_bytes)
{
	size_t len = 0;

	while (len < cap_bytes) {
		size_t want = PAGE_BYTES - (size_t)((address + len) % PAGE_BYTES);
		size_t end;

		if (want > cap_bytes - len)
			want = cap_bytes - len;
		if (!memory_read(address + len, buf + len, want))
			break;
		end = find_zero(buf, len, len + want, unit_bytes);
		if (end < len + want)
			return (long)end;
		len += want;
	}
	len -= len % unit_bytes;
	return len ? (long)len : -1;
}
