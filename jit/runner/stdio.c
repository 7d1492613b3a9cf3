// jit/runner/stdio.c - the library functions that read, print or start programs, as cells call
// them.

// Cells' formats are theirs: the checking forms of printf() would end the process at a %n.
#undef _FORTIFY_SOURCE
#include "jit/runner/stdio.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jit/runner/guard.h"
#include "jit/runner/hazards.h"
#include "jit/runner/input.h"
#include "jit/runner/output.h"
#include "jit/runner/origin.h"

// --- printing -------------------------------------------------------------------------------

static int own_vfprintf(FILE *stream, const char *format, va_list args)
{
	return vfprintf(output_stream(stream), format, args);
}

static int own_fprintf(FILE *stream, const char *format, ...)
{
	va_list args;
	int rc;

	va_start(args, format);
	rc = own_vfprintf(stream, format, args);
	va_end(args);
	return rc;
}

static int own_vprintf(const char *format, va_list args)
{
	return own_vfprintf(stdout, format, args);
}

static int own_printf(const char *format, ...)
{
	va_list args;
	int rc;

	va_start(args, format);
	rc = own_vfprintf(stdout, format, args);
	va_end(args);
	return rc;
}

static int own_fputs(const char *text, FILE *stream)
{
	return fputs(text, output_stream(stream));
}

static int own_puts(const char *text)
{
	FILE *stream = output_stream(stdout);
	int rc;

	if (stream == stdout)
		return puts(text);
	flockfile(stream);
	rc = fputs(text, stream) < 0 || fputc('\n', stream) < 0 ? EOF : 1;
	funlockfile(stream);
	return rc;
}

static int own_fputc(int c, FILE *stream)
{
	return fputc(c, output_stream(stream));
}

static int own_putchar(int c)
{
	return fputc(c, output_stream(stdout));
}

static int own_fputc_unlocked(int c, FILE *stream)
{
	return fputc_unlocked(c, output_stream(stream));
}

static int own_putchar_unlocked(int c)
{
	return fputc_unlocked(c, output_stream(stdout));
}

static size_t own_fwrite(const void *items, size_t size, size_t cnt, FILE *stream)
{
	return fwrite(items, size, cnt, output_stream(stream));
}

static int own_fflush(FILE *stream)
{
	return fflush(stream ? output_stream(stream) : NULL);
}

// The library's own writes to a copy of descriptor 2.
static void own_perror(const char *text)
{
	int number = errno;
	bool has_text = text && *text;

	own_fprintf(stderr, "%s%s%s\n", has_text ? text : "", has_text ? ": " : "",
		    strerror(number));
	errno = number;
}

// The cell's last cleaning up must not leave the cells after it without streams.
static int own_fclose(FILE *stream)
{
	if (input_is_own(stream))
		return 0;
	return output_is_own(stream) ? fflush(stream) : fclose(stream);
}

// Gives open()'s flags for a mode of fopen(); -1 for one that is none.
static int open_flags(const char *mode)
{
	int flags = strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;

	if (*mode == 'w')
		return flags | O_CREAT | O_TRUNC;
	if (*mode == 'a')
		return flags | O_CREAT | O_APPEND;
	return *mode == 'r' ? flags : -1;
}

// Our streams keep what they are; the file takes the place of their descriptor.
static FILE *own_freopen(const char *path, const char *mode, FILE *stream)
{
	int flags = open_flags(mode), fd;

	if (!output_is_own(stream) && !input_is_own(stream))
		return freopen(path, mode, stream);
	if (input_is_own(stream))
		__fpurge(stream);
	else
		fflush(stream);
	if (!path)
		return stream;
	fd = flags < 0 ? -1 : open(path, flags, 0666);
	if (fd < 0)
		return NULL;
	dup2(fd, fileno(stream));
	close(fd);
	return stream;
}

// --- descriptors ----------------------------------------------------------------------------

static ssize_t own_write(int fd, const void *bytes, size_t len)
{
	if (hazards_is_kept(fd)) {
		errno = EBADF;
		return -1;
	}
	return output_write(fd, bytes, len) ? (ssize_t)len : write(fd, bytes, len);
}

static ssize_t own_writev(int fd, const struct iovec *parts, int cnt)
{
	ssize_t total = 0;

	if ((fd != 1 && fd != 2) || cnt < 0 || cnt > IOV_MAX)
		return writev(fd, parts, cnt);
	for (int i = 0; i < cnt; i++) {
		if (!output_write(fd, parts[i].iov_base, parts[i].iov_len))
			return writev(fd, parts, cnt);
		total += (ssize_t)parts[i].iov_len;
	}
	return total;
}

static int own_vdprintf(int fd, const char *format, va_list args)
{
	char *text;
	int len = vasprintf(&text, format, args);
	bool is_written;

	if (len < 0)
		return len;
	is_written = output_write(fd, text, (size_t)len);
	if (!is_written)
		len = (int)write(fd, text, (size_t)len);
	free(text);
	return len;
}

static int own_dprintf(int fd, const char *format, ...)
{
	va_list args;
	int rc;

	va_start(args, format);
	rc = own_vdprintf(fd, format, args);
	va_end(args);
	return rc;
}

// --- programs -------------------------------------------------------------------------------

// vfork() too: its child would run in the caller's frame, which is gone when we return.
static pid_t own_fork(void)
{
	output_flush();
	return fork();
}

static int own_system(const char *command)
{
	int rc;

	input_note_child();
	output_flush();
	rc = system(command); // NOLINT(cert-env33-c): the cell asked for it
	output_wait();
	return rc;
}

static FILE *own_popen(const char *command, const char *mode)
{
	input_note_child();
	output_flush();
	return popen(command, mode); // NOLINT(cert-env33-c): the cell asked for it
}

static int own_pclose(FILE *stream)
{
	int rc = pclose(stream);

	output_wait();
	return rc;
}

static pid_t own_waitpid(pid_t pid, int *status, int options)
{
	pid_t rc;

	output_flush();
	rc = waitpid(pid, status, options);
	if (rc > 0)
		output_wait();
	return rc;
}

static pid_t own_wait(int *status)
{
	return own_waitpid(-1, status, 0);
}

static pid_t own_wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	pid_t rc;

	output_flush();
	rc = wait4(pid, status, options, usage);
	if (rc > 0)
		output_wait();
	return rc;
}

static pid_t own_wait3(int *status, int options, struct rusage *usage)
{
	return own_wait4(-1, status, options, usage);
}

static int own_waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	int rc;

	output_flush();
	rc = waitid(type, id, info, options);
	if (rc == 0)
		output_wait();
	return rc;
}

static int own_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
			   const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
	input_note_child();
	output_flush();
	return posix_spawn(pid, path, actions, attr, argv, envp);
}

static int own_posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
			    const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
	input_note_child();
	output_flush();
	return posix_spawnp(pid, file, actions, attr, argv, envp);
}

// In place of becoming another program: waits for it, and the cell ends as it does.
static int end_as(int error, pid_t pid)
{
	int status = 0;

	if (error) {
		errno = error;
		return -1;
	}
	own_waitpid(pid, &status, 0);
	guard_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static int own_execve(const char *path, char *const argv[], char *const envp[])
{
	pid_t pid = 0;
	int error;

	output_flush();
	if (guard_is_child())
		return execve(path, argv, envp);
	error = own_posix_spawn(&pid, path, NULL, NULL, argv, envp);
	return end_as(error, pid);
}

static int own_execv(const char *path, char *const argv[])
{
	return own_execve(path, argv, environ);
}

static int own_execvpe(const char *file, char *const argv[], char *const envp[])
{
	pid_t pid = 0;
	int error;

	output_flush();
	if (guard_is_child())
		return execvpe(file, argv, envp);
	error = own_posix_spawnp(&pid, file, NULL, NULL, argv, envp);
	return end_as(error, pid);
}

static int own_execvp(const char *file, char *const argv[])
{
	return own_execvpe(file, argv, environ);
}

// Gathers arguments up to the NULL; with is_last_envp the one behind it goes to *envp.
static char **gather(const char *first, va_list args, char *const **envp)
{
	size_t cnt = 0;
	char **argv = NULL;
	char *next = (char *)first;

	for (;;) {
		char **grown = realloc(argv, (cnt + 1) * sizeof *argv);

		if (!grown) {
			free(argv);
			return NULL;
		}
		argv = grown;
		argv[cnt++] = next;
		if (!next)
			break;
		next = va_arg(args, char *);
	}
	if (envp)
		*envp = va_arg(args, char *const *);
	return argv;
}

static int own_execl(const char *path, const char *first, ...)
{
	va_list args;
	char **argv;

	va_start(args, first);
	argv = gather(first, args, NULL);
	va_end(args);
	if (argv)
		own_execv(path, argv);
	free(argv);
	return -1;
}

static int own_execlp(const char *file, const char *first, ...)
{
	va_list args;
	char **argv;

	va_start(args, first);
	argv = gather(first, args, NULL);
	va_end(args);
	if (argv)
		own_execvp(file, argv);
	free(argv);
	return -1;
}

static int own_execle(const char *path, const char *first, ...)
{
	char *const *envp = environ;
	va_list args;
	char **argv;

	va_start(args, first);
	argv = gather(first, args, &envp);
	va_end(args);
	if (argv)
		own_execve(path, argv, envp);
	free(argv);
	return -1;
}

// --- the table ------------------------------------------------------------------------------

static const struct support_symbol functions[] = {
    {"printf", (void *)own_printf},
    {"vprintf", (void *)own_vprintf},
    {"fprintf", (void *)own_fprintf},
    {"vfprintf", (void *)own_vfprintf},
    {"puts", (void *)own_puts},
    {"putchar", (void *)own_putchar},
    {"putchar_unlocked", (void *)own_putchar_unlocked},
    {"putc", (void *)own_fputc},
    {"fputc", (void *)own_fputc},
    {"_IO_putc", (void *)own_fputc},
    {"putc_unlocked", (void *)own_fputc_unlocked},
    {"fputc_unlocked", (void *)own_fputc_unlocked},
    {"fputs", (void *)own_fputs},
    {"fputs_unlocked", (void *)own_fputs},
    {"fwrite", (void *)own_fwrite},
    {"fwrite_unlocked", (void *)own_fwrite},
    {"fflush", (void *)own_fflush},
    {"fflush_unlocked", (void *)own_fflush},
    {"perror", (void *)own_perror},
    {"fclose", (void *)own_fclose},
    {"freopen", (void *)own_freopen},
    {"freopen64", (void *)own_freopen},
    {"read", (void *)input_read},
    {"getpass", (void *)input_secret},
    {"write", (void *)own_write},
    {"writev", (void *)own_writev},
    {"dprintf", (void *)own_dprintf},
    {"vdprintf", (void *)own_vdprintf},
    {"fork", (void *)own_fork},
    {"vfork", (void *)own_fork},
    {"system", (void *)own_system},
    {"popen", (void *)own_popen},
    {"pclose", (void *)own_pclose},
    {"wait", (void *)own_wait},
    {"waitpid", (void *)own_waitpid},
    {"wait3", (void *)own_wait3},
    {"wait4", (void *)own_wait4},
    {"waitid", (void *)own_waitid},
    {"posix_spawn", (void *)own_posix_spawn},
    {"posix_spawnp", (void *)own_posix_spawnp},
    {"execv", (void *)own_execv},
    {"execve", (void *)own_execve},
    {"execvp", (void *)own_execvp},
    {"execvpe", (void *)own_execvpe},
    {"execl", (void *)own_execl},
    {"execlp", (void *)own_execlp},
    {"execle", (void *)own_execle},
    {"pthread_create", (void *)origin_pthread_create},
    {"thrd_create", (void *)origin_thrd_create},
};

const struct support_symbol *stdio_symbols(size_t *cnt)
{
	*cnt = sizeof functions / sizeof *functions;
	return functions;
}
