// jit/runner/output.c - what a cell prints arrives in order, while the cell still runs.
#include "jit/runner/output.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/pack.h"
#include "jit/runner/channel.h"
#include "jit/runner/guard.h"
#include "jit/runner/hazards.h"
#include "jit/runner/origin.h"
#include "jit/runner/swap.h"

#define STDOUT_BYTES (64 * 1024)
#define PENDING_BYTES (256 * 1024)
#define FLUSH_INTERVAL_NS 50000000
#define FLUSHER_STACK_BYTES (256 * 1024) // threads.c keeps 64 KB of each stack
// How long what children wrote may take to be read.
#define WAIT_STEP_NS 50000
#define WAIT_STEP_MAX 4000
// How long the thread may be inside of stdout.
#define HOLD_STEP_MAX 1000
// And until it has begun: on a busy machine, a second.
#define UP_STEP_MAX 20000
// Our copies of the pipes move out of the way of a cell that counts on low descriptors.
#define PIPE_FD_MIN 900
#define PAGE_BYTES 4096
// How long another thread may be inside of stdout when a cell begins.
#define HELD_STEP_MAX 1000

// Streams are the process's, and any thread prints.
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_running;
	// The thread has begun: libc holds one that has not for one that is coming, and a fork's
	// child, where it never comes, would wait for it in setuid().
	atomic_bool is_up;
	volatile uint32_t cell;
	struct str pending;  // an event: its head, and the pieces that were not sent yet
	size_t piece_byte;   // where the last piece begins; 0: there is none
	uint32_t piece_cell; // whose it is
	uint32_t piece_fd;
	struct stat pipes[2]; // what descriptors 1 and 2 were when the runner began
	int pipe_fds[2];
	FILE *streams[2]; // stdout and stderr
	FILE *late[2];    // the same of threads that outlive their cell
	char buffer[STDOUT_BYTES];
} out = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

// --- pieces ---------------------------------------------------------------------------------

static void hold(void)
{
	guard_hold();
	pthread_mutex_lock(&out.lock);
}

static void let(void)
{
	pthread_mutex_unlock(&out.lock);
	guard_let();
}

static void begin_event(void)
{
	str_clear(&out.pending);
	message_begin(&out.pending, MESSAGE_EVENT);
	pack_u32(&out.pending, EVENT_OUTPUT);
	out.piece_byte = 0;
}

static void send_pending(void)
{
	if (!out.piece_byte)
		return;
	message_end(&out.pending, 0);
	channel_send(&out.pending);
	begin_event();
}

static void set_u32(char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (char)(value >> (8 * i));
}

// Makes the last piece one of this cell and descriptor.
static void begin_piece(uint32_t cell, int fd)
{
	if (out.piece_byte && out.piece_cell == cell && out.piece_fd == (uint32_t)fd)
		return;
	out.piece_byte = out.pending.len;
	out.piece_cell = cell;
	out.piece_fd = (uint32_t)fd;
	pack_u32(&out.pending, cell);
	pack_u32(&out.pending, (uint32_t)fd);
	pack_u32(&out.pending, 0);
}

static void add_to_piece(const char *bytes, size_t len)
{
	size_t head_bytes = out.piece_byte + 12;

	str_add(&out.pending, bytes, len);
	set_u32(out.pending.data + out.piece_byte + 8, (uint32_t)(out.pending.len - head_bytes));
}

// A bad pointer faults here, before anything is locked.
static void touch(const char *bytes, size_t len)
{
	volatile char byte = 0;

	for (size_t i = 0; i < len; i += PAGE_BYTES)
		byte = bytes[i];
	if (len)
		byte = bytes[len - 1];
	(void)byte;
}

// Allocates nothing: a cell that broke malloc still has its say.
static void put(uint32_t cell, int fd, const char *bytes, size_t len)
{
	touch(bytes, len);
	hold();
	while (len > 0) {
		size_t piece = len < PENDING_BYTES / 2 ? len : PENDING_BYTES / 2;

		begin_piece(cell, fd);
		add_to_piece(bytes, piece);
		if (out.pending.len >= PENDING_BYTES / 2)
			send_pending();
		bytes += piece;
		len -= piece;
	}
	let();
}

// --- streams --------------------------------------------------------------------------------

static bool is_own_pipe(int fd)
{
	struct stat now;

	return (fd == 1 || fd == 2) && !fstat(fd, &now) && now.st_ino == out.pipes[fd - 1].st_ino &&
	       now.st_dev == out.pipes[fd - 1].st_dev;
}

static ssize_t write_raw(int fd, const char *bytes, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = write(fd, bytes + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

static ssize_t write_as(uint32_t cell, int fd, const char *bytes, size_t len)
{
	if (guard_is_child() || !is_own_pipe(fd))
		return write_raw(fd, bytes, len);
	put(cell, fd, bytes, len);
	return (ssize_t)len;
}

// Never waits for the stream's lock: a thread that was ended inside of printf holds it for good.
static void flush_stdout(void)
{
	if (ftrylockfile(out.streams[0]))
		return;
	fflush_unlocked(out.streams[0]);
	funlockfile(out.streams[0]);
}

static ssize_t write_stdout(void *cookie, const char *bytes, size_t len)
{
	(void)cookie;
	return write_as(out.cell, 1, bytes, len);
}

static ssize_t write_stderr(void *cookie, const char *bytes, size_t len)
{
	(void)cookie;
	flush_stdout();
	return write_as(out.cell, 2, bytes, len);
}

// The streams of late threads are not buffered: their thread is the one that is here.
static ssize_t write_late(void *cookie, const char *bytes, size_t len)
{
	return write_as(origin_cell(), cookie == &out.late[0] ? 1 : 2, bytes, len);
}

// Tells whether this thread's cell is another one than the one that prints now.
static bool is_late(void)
{
	uint32_t cell = origin_cell();

	return cell && (cell != out.cell || !out.is_running);
}

uint32_t output_cell(void)
{
	uint32_t cell = origin_cell();

	return cell ? cell : out.cell;
}

FILE *output_stream(FILE *stream)
{
	if ((stream != out.streams[0] && stream != out.streams[1]) || !is_late())
		return stream;
	return out.late[stream == out.streams[1]];
}

bool output_is_own(const FILE *stream)
{
	return stream == out.streams[0] || stream == out.streams[1] || stream == out.late[0] ||
	       stream == out.late[1];
}

bool output_write(int fd, const void *bytes, size_t len)
{
	if ((fd != 1 && fd != 2) || guard_is_child() || !is_own_pipe(fd))
		return false;
	if (!is_late())
		flush_stdout();
	put(is_late() ? origin_cell() : out.cell, fd, bytes, len);
	return true;
}

void output_flush(void)
{
	flush_stdout();
	hold();
	send_pending();
	let();
}

void output_wait(void)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_NS};

	for (int i = 0; i < WAIT_STEP_MAX && !guard_is_child(); i++) {
		int unread[2] = {0, 0};

		ioctl(out.pipe_fds[0], FIONREAD, &unread[0]);
		ioctl(out.pipe_fds[1], FIONREAD, &unread[1]);
		if (!unread[0] && !unread[1])
			return;
		nanosleep(&step, NULL);
	}
}

// --- the thread -----------------------------------------------------------------------------

static bool is_anything_running(void)
{
	return out.is_running || origin_thread_cnt() > 0;
}

// Not while a checkpoint holds the runner still.
static void look_for_code(void)
{
	hold();
	swap_look();
	let();
}

static void *flusher(void *arg)
{
	const struct timespec interval = {.tv_nsec = FLUSH_INTERVAL_NS};

	(void)arg;
	atomic_store(&out.is_up, true);
	for (;;) {
		// Asked first: what the last thread printed before its end is sent below.
		bool is_needed = is_anything_running();

		nanosleep(&interval, NULL);
		output_flush();
		look_for_code();
		if (is_needed)
			continue;
		pthread_mutex_lock(&out.lock);
		while (!is_anything_running())
			pthread_cond_wait(&out.changed, &out.lock);
		pthread_mutex_unlock(&out.lock);
	}
	return NULL;
}

static void wait_until_up(void)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_NS};

	for (int i = 0; i < UP_STEP_MAX && !atomic_load(&out.is_up); i++)
		nanosleep(&step, NULL);
}

bool output_hold_still(void)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_NS};

	wait_until_up();
	if (!atomic_load(&out.is_up))
		return false;
	for (int i = 0; i < HOLD_STEP_MAX; i++) {
		if (!ftrylockfile(out.streams[0])) {
			hold();
			return true;
		}
		nanosleep(&step, NULL);
	}
	return false;
}

void output_go_on(void)
{
	let();
	funlockfile(out.streams[0]);
}

static void start_flusher(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, FLUSHER_STACK_BYTES);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	atomic_store(&out.is_up, false);
	if (pthread_create(&thread, &attr, flusher, NULL))
		atomic_store(&out.is_up, true); // nothing to wait for
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

// Makes a stream that fileno() knows as the descriptor that it stands for.
static FILE *new_stream(void *cookie, ssize_t (*write_fn)(void *, const char *, size_t), int fd)
{
	FILE *stream = fopencookie(cookie, "w", (cookie_io_functions_t){.write = write_fn});

	stream->_fileno = fd;
	return stream;
}

static void keep_pipe(int fd)
{
	fstat(fd, &out.pipes[fd - 1]);
	out.pipe_fds[fd - 1] = fcntl(fd, F_DUPFD_CLOEXEC, PIPE_FD_MIN);
	hazards_keep(out.pipe_fds[fd - 1]);
}

void output_init(void)
{
	static const char room[PENDING_BYTES];

	str_add(&out.pending, room, sizeof room);
	begin_event();
	keep_pipe(1);
	keep_pipe(2);
	out.streams[0] = stdout = new_stream(&out.streams[0], write_stdout, 1);
	out.streams[1] = stderr = new_stream(&out.streams[1], write_stderr, 2);
	out.late[0] = new_stream(&out.late[0], write_late, 1);
	out.late[1] = new_stream(&out.late[1], write_late, 2);
	setvbuf(stdout, out.buffer, _IOFBF, sizeof out.buffer);
	setvbuf(stderr, NULL, _IONBF, 0);
	setvbuf(out.late[0], NULL, _IONBF, 0);
	setvbuf(out.late[1], NULL, _IONBF, 0);
	pthread_atfork(output_flush, NULL, NULL);
	start_flusher();
}

// Whoever waited for the change does not exist here.
void output_adopt(void)
{
	pthread_cond_init(&out.changed, NULL);
	start_flusher();
}

static void set_running(bool runs)
{
	hold();
	out.is_running = runs;
	if (runs)
		pthread_cond_signal(&out.changed);
	let();
}

// A thread that faulted or never ends may hold stdout for good: then cells get another one.
static void replace_held_stdout(void)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_NS};

	for (int i = 0; ftrylockfile(out.streams[0]); i++) {
		if (i == HELD_STEP_MAX) {
			out.streams[0] = stdout = new_stream(&out.streams[0], write_stdout, 1);
			setvbuf(stdout, NULL, _IOFBF, STDOUT_BYTES);
			return;
		}
		nanosleep(&step, NULL);
	}
	funlockfile(out.streams[0]);
}

void output_begin(uint32_t cell)
{
	replace_held_stdout();
	out.cell = cell;
	set_running(true);
}

// A cell's redirections end with it: those after it have their output.
static void restore_streams(void)
{
	for (int fd = 1; fd <= 2; fd++)
		if (!is_own_pipe(fd) && out.pipe_fds[fd - 1] >= 0)
			dup2(out.pipe_fds[fd - 1], fd);
	stdout = out.streams[0];
	stderr = out.streams[1];
}

void output_end(void)
{
	set_running(false);
	output_flush();
	restore_streams();
}
