// jit/compiler/cc.c - the second compiler: gcc or clang, in a process of its own.
#include "jit/compiler/cc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/place.h"
#include "jit/compiler/guardian.h"

#define ARG_MAX_CNT 512
// A text that keeps the compiler busy for longer is none that anybody waits for.
#define CPU_MAX_S 120
#define LOWEST_PRIORITY 19
// The child's descriptors for what it writes and for the pipe that closes with it.
#define OUTPUT_FD 3
#define DONE_FD 4
#define FILES_FD 5

// -fPIC: data of libraries lies too far for anything else. Frame pointers and functions in one
// piece, in the order of the text: tracebacks find their way by them (jit/runner/compile.c).
// Sessions' thread-local objects lie in the runner's own block (jit/runner/thread.h).
static const char *const object_args[] = {
    "-c",
    "-O2",
    "-fPIC",
    "-fno-omit-frame-pointer",
    "-fno-optimize-sibling-calls",
    "-fno-asynchronous-unwind-tables",
    "-fno-stack-protector",
    "-fno-common",
    "-fcf-protection=none",
    "-ftls-model=local-exec",
    "-o",
    "/proc/self/fd/3",
    NULL,
};
static const char *const lines_args[] = {
    "addr2line", "-s", "-a", "-f", "-i", "-j", ".text", "-e", "/proc/self/fd/0", NULL,
};
static const char *const check_args[] = {"-fsyntax-only", NULL};
static const char *const preprocess_args[] = {"-E", "-dD", "-o", "/proc/self/fd/3", NULL};
// Which files a result is made of (jit/compiler/object_cache.h).
static const char *const files_args[] = {"-MD", "-MF", "/proc/self/fd/5", NULL};

// Messages are told in cells' lines: the compiler cannot read those files itself. An error in a
// macro is told where the cell uses it (-ftrack-macro-expansion=0).
static const char *const common_args[] = {
    "-pipe", "-x", "c", "-", NULL,
};

struct args {
	const char *items[ARG_MAX_CNT + 1];
	size_t cnt;
};

static char *find_in_path(const char *name)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	while (path && *path) {
		size_t len = strcspn(path, ":");

		snprintf(file, sizeof file, "%.*s/%s", (int)len, path, name);
		if (len && access(file, X_OK) == 0)
			return mem_strdup(file);
		path += len + (path[len] == ':');
	}
	return NULL;
}

char *cc_find(const char *name)
{
	if (!strchr(name, '/'))
		return find_in_path(name);
	return access(name, X_OK) == 0 ? mem_strdup(name) : NULL;
}

void cc_init(struct cc *cc)
{
	static const char *const names[] = {"gcc", "clang", "cc"};
	const char *named = getenv("CICLE_CC");

	*cc = (struct cc){.done_fd = -1, .output_fd = -1, .message_fd = -1, .files_fd = -1};
	cc->include_dir = place_include_dir();
	if (named) {
		cc->path = cc_find(named);
		return;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names && !cc->path; i++)
		cc->path = find_in_path(names[i]);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void forget_job(struct cc *cc)
{
	close_fd(&cc->done_fd);
	close_fd(&cc->output_fd);
	close_fd(&cc->message_fd);
	close_fd(&cc->files_fd);
	cc->pid = 0;
}

void cc_interrupt(const struct cc *cc)
{
	if (cc->pid > 0)
		kill(-cc->pid, SIGKILL);
}

void cc_stop(struct cc *cc)
{
	if (cc->pid > 0) {
		kill(-cc->pid, SIGKILL);
		while (waitpid(cc->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	forget_job(cc);
}

void cc_release(struct cc *cc)
{
	cc_stop(cc);
	free(cc->path);
	free(cc->include_dir);
	cc->path = cc->include_dir = NULL;
}

bool cc_is_clang(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strstr(slash ? slash : path, "clang") != NULL;
}

bool cc_is_busy(const struct cc *cc)
{
	return cc->pid > 0;
}

static bool is_choice(const char *arg)
{
	return !strncmp(arg, CC_CHOICE, strlen(CC_CHOICE));
}

const char *cc_choice(const struct cc *cc, const char *const *args)
{
	const char *path = cc->path;

	for (; args && *args; args++)
		if (is_choice(*args))
			path = *args + strlen(CC_CHOICE);
	return path;
}

// Appends all but a choice of the compiler.
static void add_args(struct args *args, const char *const *items)
{
	for (; items && *items && args->cnt < ARG_MAX_CNT; items++)
		if (!is_choice(*items))
			args->items[args->cnt++] = *items;
}

// What the text and the compiler's make ask for.
static void add_cc_args(const char *path, const char *text, struct args *args)
{
	static const char *const of_gcc[] = {
	    "-fdiagnostics-column-unit=byte", "-ftrack-macro-expansion=0", "-fno-reorder-functions",
	    "-fmax-errors=20", "-fno-diagnostics-show-caret", "-fno-diagnostics-color",
	    // With the eight levels that are usual, a function that
	    // calls itself in three places keeps gcc busy for minutes.
	    "--param=max-inline-recursive-depth=1", NULL};
	static const char *const of_clang[] = {"-fmacro-backtrace-limit=1",
					       "-ferror-limit=20",
					       "-fno-caret-diagnostics",
					       "-fno-color-diagnostics",
					       "-Wno-unused-command-line-argument",
					       "-Wno-ignored-optimization-argument",
					       "-Wno-gcc-compat",
					       "-Wno-unused-value", // `x` is shown
					       "-Wno-pass-failed",  // %opt tells it
					       NULL};
	static const char *const openmp[] = {"-fopenmp", NULL};

	add_args(args, cc_is_clang(path) ? of_clang : of_gcc);
	if (strstr(text, "pragma omp") || strstr(text, "\"omp "))
		add_args(args, openmp);
}

static void fill_args(const struct cc *cc, enum cc_job job, const char *text,
		      const char *const *further, struct args *args)
{
	static const char *const *const of_jobs[] = {object_args, check_args, preprocess_args};
	const char *path = cc_choice(cc, further);
	const char *const own_headers[] = {"-isystem", cc->include_dir, NULL};

	args->cnt = 0;
	if (job == CC_LINES) {
		add_args(args, lines_args);
		add_args(args, further);
		args->items[args->cnt] = NULL;
		return;
	}
	args->items[args->cnt++] = path;
	add_args(args, of_jobs[job]);
	if (job != CC_CHECK)
		add_args(args, files_args);
	add_cc_args(path, text, args);
	add_args(args, further);
	if (cc->include_dir)
		add_args(args, own_headers);
	add_args(args, common_args);
	args->items[args->cnt] = NULL;
}

void cc_identity(const struct cc *cc, enum cc_job job, const char *const *args, struct str *out)
{
	static const char *const *const of_jobs[] = {object_args, check_args, preprocess_args};
	const char *path = cc_choice(cc, args);
	char *file = realpath(path, NULL);
	struct stat info = {0};

	if (stat(path, &info))
		info.st_size = -1;
	str_printf(out, "%s %lld %lld.%09ld", file ? file : path, (long long)info.st_size,
		   (long long)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
	for (const char *const *arg = of_jobs[job]; *arg; arg++)
		str_printf(out, " %s", *arg);
	free(file);
}

// The environment with messages in English.
static char **make_environment(void)
{
	static char english[] = "LC_ALL=C";
	size_t cnt = 0, kept = 0;
	char **list;

	while (environ[cnt])
		cnt++;
	list = mem_zalloc((cnt + 2) * sizeof *list);
	for (size_t i = 0; i < cnt; i++)
		if (strncmp(environ[i], "LC_ALL=", 7) != 0)
			list[kept++] = environ[i];
	list[kept] = english;
	return list;
}

static int spawn(struct cc *cc, const struct args *args, int input_fd, int done_fd)
{
	bool is_lines = args->items[0] == lines_args[0];
	int fds[] = {input_fd,
		     is_lines ? cc->output_fd : cc->message_fd,
		     cc->message_fd,
		     [OUTPUT_FD] = cc->output_fd,
		     [DONE_FD] = done_fd,
		     [FILES_FD] = cc->files_fd};
	char **environment = make_environment();
	struct guardian_job job = {
	    .args = args->items,
	    .environment = environment,
	    .fds = fds,
	    .fd_cnt = sizeof fds / sizeof *fds,
	    .cpu_max_s = CPU_MAX_S,
	    .priority = cc->is_low ? LOWEST_PRIORITY : 0,
	};
	int rc = guardian_start(&job, &cc->pid);

	free(environment);
	return rc;
}

// Makes a file in memory whose number is above those that the child's own get.
static int memory_file(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);
	int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FILES_FD + 1);

	close_fd(&fd);
	return moved;
}

static int text_file(const char *text, size_t len)
{
	int fd = memory_file("cicle-text");
	size_t at = 0;

	while (fd >= 0 && at < len) {
		ssize_t n = write(fd, text + at, len - at);

		if (n <= 0)
			close_fd(&fd);
		at += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void move_up(int *fd)
{
	int moved = fcntl(*fd, F_DUPFD_CLOEXEC, FILES_FD + 1);

	close_fd(fd);
	*fd = moved;
}

int cc_start(struct cc *cc, enum cc_job job, const char *text, size_t len, const char *const *args,
	     struct err *err)
{
	struct args all;
	int done[2] = {-1, -1};
	int input_fd = text_file(text, len);
	int rc = -1;

	cc->output_fd = memory_file("cicle-output");
	cc->message_fd = memory_file("cicle-messages");
	cc->files_fd = memory_file("cicle-files");
	if (input_fd >= 0 && cc->output_fd >= 0 && cc->message_fd >= 0 && cc->files_fd >= 0 &&
	    pipe2(done, O_CLOEXEC) == 0) {
		move_up(&done[1]);
		fill_args(cc, job, text, args, &all);
		cc->done_fd = done[0];
		rc = spawn(cc, &all, input_fd, done[1]);
		errno = rc;
	}
	if (rc) {
		err_set(err, ERR_SYSTEM, "cannot start '%s': %s", cc->path, strerror(errno));
		cc->pid = 0;
		forget_job(cc);
	}
	close_fd(&input_fd);
	close_fd(&done[1]);
	return rc ? -1 : 0;
}

// clang that failed wants to remove what it wrote to, and its last line says that it cannot: it is
// no file.
static void drop_vain_removal(struct str *messages)
{
	static const char end[] = "clang: error: unable to remove file: Operation not permitted\n";
	const size_t len = sizeof end - 1;

	if (messages->len >= len && !memcmp(messages->data + messages->len - len, end, len))
		str_cut(messages, messages->len - len);
}

bool cc_step(struct cc *cc, struct cc_result *result)
{
	int status = 0;
	pid_t pid = waitpid(cc->pid, &status, WNOHANG);

	if (pid == 0)
		return false;
	*result =
	    (struct cc_result){.is_ok = pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0};
	file_read_fd(cc->output_fd, &result->output);
	file_read_fd(cc->message_fd, &result->messages);
	drop_vain_removal(&result->messages);
	file_read_fd(cc->files_fd, &result->files);
	forget_job(cc);
	return true;
}

void cc_result_release(struct cc_result *result)
{
	str_release(&result->output);
	str_release(&result->messages);
	str_release(&result->files);
}
