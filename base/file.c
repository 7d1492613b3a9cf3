// base/file.c - files read and written whole.
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t cnt = write(fd, bytes + at, len - at);

		if (cnt < 0 && errno != EINTR)
			return -1;
		if (cnt > 0)
			at += (size_t)cnt;
	}
	return 0;
}

// Creates a file that must not exist yet. Returns -1 with errno set.
static int write_new(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int result, reason;

	if (fd < 0)
		return -1;
	result = write_all(fd, bytes, len);
	reason = errno;
	if (close(fd) != 0 && result == 0) {
		result = -1;
		reason = errno;
	}
	errno = reason;
	return result;
}

int file_replace(const char *path, const void *bytes, size_t len, struct err *err)
{
	struct str beside = {0};
	int result = 0;

	str_printf(&beside, "%s.%ld.tmp", path, (long)getpid());
	unlink(str_text(&beside)); // left by a process of this number that was killed here
	if (write_new(str_text(&beside), bytes, len) || rename(str_text(&beside), path)) {
		result = err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
		unlink(str_text(&beside));
	}
	str_release(&beside);
	return result;
}

// Appends what is left of an open file. Returns -1 with errno set; EFBIG: more than max bytes.
static int read_all(int fd, size_t max, struct str *out)
{
	char part[1 << 16];
	size_t len = 0;
	ssize_t cnt;

	while ((cnt = read(fd, part, sizeof part)) != 0) {
		if (cnt < 0 && errno != EINTR)
			return -1;
		if (cnt < 0)
			continue;
		len += (size_t)cnt;
		if (len > max) {
			errno = EFBIG;
			return -1;
		}
		str_add(out, part, (size_t)cnt);
	}
	return 0;
}

int file_read(const char *path, size_t max, struct str *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd < 0 ? -1 : read_all(fd, max, out);

	if (result)
		err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return result;
}

void file_read_fd(int fd, struct str *out)
{
	char buf[65536];
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, buf, sizeof buf)) > 0)
		str_add(out, buf, (size_t)n);
}
