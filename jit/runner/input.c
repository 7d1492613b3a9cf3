// jit/runner/input.c - a read from stdin asks the front end, exactly when it would block.
#include "jit/runner/input.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/pack.h"
#include "base/str.h"
#include "jit/runner/channel.h"
#include "jit/runner/guard.h"
#include "jit/runner/hazards.h"
#include "jit/runner/output.h"

// The pipe's other end moves out of the way of a cell that counts on low descriptors.
#define PIPE_FD_MIN 900
// How often children are looked at.
#define WATCH_INTERVAL_NS 50000000
#define WATCHER_STACK_BYTES (256 * 1024)
// How long the thread may look for children that wait.
#define HOLD_STEP_NS 100000
#define HOLD_STEP_MAX 500
// And until it has begun: on a busy machine, a second.
#define UP_STEP_MAX 10000

// stdin is the process's, and any thread may read it.
static struct {
	FILE *stream;
	volatile bool is_main_reading; // the main thread is inside of the stream
	struct stat pipe;              // what descriptor 0 is
	int pipe_fd;                   // its other end; -1: closed, children find the end
	struct str line;               // asked for and not read yet
	size_t taken;                  // bytes of it
	char secret[512];

	pthread_mutex_t lock; // of all below, and of pipe_fd
	pthread_cond_t changed;
	atomic_bool is_up; // the thread has begun, as in jit/runner/output.c
	bool is_running;   // a cell is
	bool is_watching;  // and has had children
	bool is_looking;   // the thread is at work, without the lock
	unsigned cell_cnt; // cells so far: an answer for an earlier one is dropped
} in = {
    .pipe_fd = -1,
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .changed = PTHREAD_COND_INITIALIZER,
};

static void hold(void)
{
	guard_hold();
	pthread_mutex_lock(&in.lock);
}

static void let(void)
{
	pthread_mutex_unlock(&in.lock);
	guard_let();
}

// Asks for a line. Returns false at the end of the input.
static bool ask(uint32_t flags, const char *prompt, struct str *line)
{
	struct str question = {0};
	bool is_ok;

	output_flush();
	pack_u32(&question, flags);
	str_puts(&question, prompt);
	is_ok = channel_call(CALL_INPUT, &question, line);
	str_release(&question);
	return is_ok;
}

// --- readers in this process ----------------------------------------------------------------

static bool is_own_pipe(const struct stat *found)
{
	return found->st_ino == in.pipe.st_ino && found->st_dev == in.pipe.st_dev;
}

bool input_is_pipe(const struct stat *found)
{
	return is_own_pipe(found);
}

static bool is_redirected(void)
{
	struct stat now;

	return guard_is_child() || fstat(0, &now) || !is_own_pipe(&now);
}

// Makes sure that there is something to read. Returns false at the end of the input.
static bool fill_line(void)
{
	struct str line = {0};

	if (in.taken < in.line.len)
		return true;
	if (!ask(0, "", &line)) {
		str_release(&line);
		return false;
	}
	str_putc(&line, '\n');
	str_release(&in.line);
	in.line = line;
	in.taken = 0;
	return true;
}

static ssize_t read_line(char *bytes, size_t len)
{
	size_t left;

	if (len == 0 || !fill_line())
		return 0;
	left = in.line.len - in.taken;
	len = len < left ? len : left;
	memcpy(bytes, in.line.data + in.taken, len);
	in.taken += len;
	return (ssize_t)len;
}

ssize_t input_read(int fd, void *bytes, size_t len)
{
	if (fd != 0 || is_redirected())
		return read(fd, bytes, len);
	return read_line(bytes, len);
}

static ssize_t read_stream(void *cookie, char *bytes, size_t len)
{
	ssize_t n;

	(void)cookie;
	in.is_main_reading = guard_is_main_thread();
	n = input_read(0, bytes, len);
	in.is_main_reading = false;
	return n;
}

char *input_secret(const char *prompt)
{
	struct str line = {0};
	bool is_ok = ask(INPUT_HIDDEN, prompt, &line);

	snprintf(in.secret, sizeof in.secret, "%s", str_text(&line));
	if (line.len)
		explicit_bzero(line.data, line.len);
	str_release(&line);
	return is_ok ? in.secret : NULL;
}

void cicle_confirm(const char *prompt)
{
	struct str line = {0}, told = {0};
	const char *answer = "";
	bool is_yes = false, is_no = false;

	while (!is_yes && !is_no) {
		str_clear(&line);
		answer = ask(0, prompt, &line) ? str_text(&line) : "";
		is_yes = !strcasecmp(answer, "y") || !strcasecmp(answer, "yes");
		is_no = !*answer || !strcasecmp(answer, "n") || !strcasecmp(answer, "no");
	}
	pack_u32(&told, is_yes);
	channel_event(EVENT_ANSWER, &told, NULL, 0);
	str_release(&told);
	str_release(&line);
}

bool input_is_own(const FILE *stream)
{
	return stream == in.stream;
}

// --- children -------------------------------------------------------------------------------

// Reads a small file of /proc. Returns false when there is none.
static bool read_proc(const char *pid, const char *name, char *text, size_t cap)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%.16s/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, cap - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

// A process of our group, which what a cell starts is in.
static bool is_child(const char *pid)
{
	char text[512];
	const char *end;
	int group = 0;

	if (!isdigit((unsigned char)*pid) || atoi(pid) == getpid() ||
	    !read_proc(pid, "stat", text, sizeof text))
		return false;
	end = strrchr(text, ')'); // behind the program's name: state, parent, group
	return end && sscanf(end + 1, " %*c %*d %d", &group) == 1 && group == getpgrp();
}

// Tells whether a process waits in read() for our pipe: "0 0x0 ...".
static bool waits_for_input(const char *pid)
{
	char text[256], path[64];
	unsigned long fd;
	struct stat found;
	long number;

	if (!read_proc(pid, "syscall", text, sizeof text) ||
	    sscanf(text, "%ld %lx", &number, &fd) != 2 ||
	    (number != SYS_read && number != SYS_readv))
		return false;
	snprintf(path, sizeof path, "/proc/%.16s/fd/%lu", pid, fd);
	return !stat(path, &found) && is_own_pipe(&found);
}

static bool is_any_child_waiting(void)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	bool is_waiting = false;

	while (processes && !is_waiting && (entry = readdir(processes)))
		is_waiting = is_child(entry->d_name) && waits_for_input(entry->d_name);
	if (processes)
		closedir(processes);
	return is_waiting;
}

static bool is_pipe_empty(void)
{
	int bytes = 0;

	return !ioctl(in.pipe_fd, FIONREAD, &bytes) && bytes == 0;
}

static void close_pipe(void)
{
	if (in.pipe_fd >= 0)
		close(in.pipe_fd);
	in.pipe_fd = -1;
}

// Writes a line for the children, or ends their input.
static void feed(const struct str *line, bool is_ok)
{
	size_t done = 0;

	while (is_ok && done < line->len) {
		ssize_t n = write(in.pipe_fd, line->data + done, line->len - done);

		if (n < 0 && errno != EINTR)
			return; // full: nobody reads so much
		done += n > 0 ? (size_t)n : 0;
	}
	if (!is_ok)
		close_pipe();
}

static void ask_for_child(unsigned cell_cnt)
{
	struct str line = {0};
	bool is_ok = ask(0, "", &line);

	str_putc(&line, '\n');
	pthread_mutex_lock(&in.lock);
	if (in.cell_cnt == cell_cnt && in.is_watching && in.pipe_fd >= 0)
		feed(&line, is_ok);
	pthread_mutex_unlock(&in.lock);
	str_release(&line);
}

static void set_looking(bool is_looking)
{
	pthread_mutex_lock(&in.lock);
	in.is_looking = is_looking;
	pthread_mutex_unlock(&in.lock);
}

static void *watcher(void *arg)
{
	const struct timespec interval = {.tv_nsec = WATCH_INTERVAL_NS};

	(void)arg;
	atomic_store(&in.is_up, true);
	for (;;) {
		unsigned cell_cnt;
		bool is_empty;

		pthread_mutex_lock(&in.lock);
		while (!in.is_watching || in.pipe_fd < 0)
			pthread_cond_wait(&in.changed, &in.lock);
		cell_cnt = in.cell_cnt;
		is_empty = is_pipe_empty();
		in.is_looking = is_empty;
		pthread_mutex_unlock(&in.lock);
		if (is_empty && is_any_child_waiting())
			ask_for_child(cell_cnt);
		set_looking(false);
		nanosleep(&interval, NULL);
	}
	return NULL;
}

void input_note_child(void)
{
	if (in.is_watching || guard_is_child())
		return;
	hold();
	in.is_watching = in.is_running;
	pthread_cond_signal(&in.changed);
	let();
}

// --- life -----------------------------------------------------------------------------------

static void start_watcher(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, WATCHER_STACK_BYTES);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	atomic_store(&in.is_up, false);
	if (pthread_create(&thread, &attr, watcher, NULL))
		atomic_store(&in.is_up, true); // nothing to wait for
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void open_stream(void)
{
	in.stream = stdin = fopencookie(NULL, "r", (cookie_io_functions_t){.read = read_stream});
	in.stream->_fileno = 0;
	in.is_main_reading = false;
}

// Makes descriptor 0 the end of a new pipe.
static void open_pipe(void)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return;
	if (fds[0] != 0) {
		dup2(fds[0], 0);
		close(fds[0]);
	}
	in.pipe_fd = fcntl(fds[1], F_DUPFD_CLOEXEC, PIPE_FD_MIN);
	close(fds[1]);
	hazards_keep(in.pipe_fd);
	fcntl(in.pipe_fd, F_SETFL, O_NONBLOCK);
	fstat(0, &in.pipe);
}

void input_init(void)
{
	open_pipe();
	open_stream();
	// A child that holds the other end would wait for itself.
	pthread_atfork(input_note_child, NULL, close_pipe);
	start_watcher();
}

static void wait_until_up(void)
{
	const struct timespec step = {.tv_nsec = HOLD_STEP_NS};

	for (int i = 0; i < UP_STEP_MAX && !atomic_load(&in.is_up); i++)
		nanosleep(&step, NULL);
}

bool input_hold_still(void)
{
	const struct timespec step = {.tv_nsec = HOLD_STEP_NS};

	wait_until_up();
	if (!atomic_load(&in.is_up))
		return false;
	for (int i = 0; i < HOLD_STEP_MAX; i++) {
		hold();
		if (!in.is_looking)
			return true;
		let();
		nanosleep(&step, NULL);
	}
	return false;
}

void input_go_on(void)
{
	let();
}

void input_sleep(void)
{
	close_pipe();
}

// Whoever waited for the change does not exist here.
void input_adopt(void)
{
	pthread_cond_init(&in.changed, NULL);
	start_watcher();
}

void input_begin(void)
{
	hold();
	if (fcntl(0, F_GETFD) < 0) { // a cell has closed it
		close_pipe();
		open_pipe();
	} else if (in.pipe_fd < 0 && !is_redirected()) {
		open_pipe();
	}
	stdin = in.stream;
	in.cell_cnt++;
	in.is_running = true;
	let();
}

static void drop_pipe(void)
{
	char bytes[4096];

	while (!is_pipe_empty() && read(0, bytes, sizeof bytes) > 0)
		;
}

void input_end(void)
{
	hold();
	in.is_running = in.is_watching = false;
	if (in.pipe_fd >= 0 && !is_redirected())
		drop_pipe();
	in.taken = in.line.len;
	// A stream that was left in the middle of a read stays locked.
	if (in.is_main_reading) {
		open_stream();
	} else if (in.stream == stdin) {
		__fpurge(stdin);
		clearerr(stdin);
	}
	let();
}
