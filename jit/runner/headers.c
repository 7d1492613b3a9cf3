// jit/runner/headers.c - hands libtcc the mended headers as if they were files.
#include "jit/runner/headers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// From headers.S.
#define DECLARE(id) extern const char header_##id[], header_##id##_end[];
DECLARE(bits_mathcalls)
DECLARE(features)
DECLARE(float)
DECLARE(iso646)
DECLARE(math)
DECLARE(regex)
DECLARE(stddef)
DECLARE(string)
DECLARE(sys_cdefs)
DECLARE(tgmath)

#define HEADER(name, id)                             \
	{                                            \
		name, header_##id, header_##id##_end \
	}
static const struct {
	const char *name, *start, *end;
} headers[] = {
    HEADER("bits/mathcalls.h", bits_mathcalls),
    HEADER("features.h", features),
    HEADER("float.h", float),
    HEADER("iso646.h", iso646),
    HEADER("math.h", math),
    HEADER("regex.h", regex),
    HEADER("stddef.h", stddef),
    HEADER("string.h", string),
    HEADER("sys/cdefs.h", sys_cdefs),
    HEADER("tgmath.h", tgmath),
};

static int open_text(const char *name, const char *text, size_t len)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	if (write(fd, text, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		errno = EIO;
		return -1;
	}
	return fd;
}

int headers_open(const char *path, int flags, ...)
{
	static const char folder[] = HEADERS_FOLDER "/";
	int mode = 0;

	if (flags & (O_CREAT | O_TMPFILE)) {
		va_list args;

		va_start(args, flags);
		mode = va_arg(args, int);
		va_end(args);
	}
	if (strncmp(path, folder, sizeof folder - 1) != 0)
		return openat(AT_FDCWD, path, flags, mode);
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		if (!strcmp(headers[i].name, path + sizeof folder - 1))
			return open_text(headers[i].name, headers[i].start,
					 (size_t)(headers[i].end - headers[i].start));
	errno = ENOENT;
	return -1;
}
