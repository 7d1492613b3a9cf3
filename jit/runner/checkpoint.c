// jit/runner/checkpoint.c - copies of the runner that sleep until the session goes back to them.
#include "jit/runner/checkpoint.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "jit/runner/channel.h"
#include "jit/runner/guard.h"
#include "jit/runner/input.h"
#include "jit/runner/output.h"
#include "jit/runner/swap.h"

#define PAGE_BYTES 4096
// The sockets move out of the way of a cell that counts on low descriptors.
#define SOCKET_FD_MIN 900
// So many pages are written after a fork to learn what a write to a shared page costs.
#define SAMPLE_PAGE_CNT 8
#define SAMPLE_INTERVAL 16 // and that after every so manieth fork
// By one part in so many the last measurement is taken to be less with each refusal.
#define FORGET_PART 8
// Of the machine's memory, a session of more than one part in so many has no automatic ones.
#define MEMORY_PART 4
// Bits of an entry of /proc/self/pagemap.
#define PAGE_PRESENT (1ull << 63)
#define PAGE_OF_FILE (1ull << 61)
#define PAGE_EXCLUSIVE (1ull << 56)
#define PAGEMAP_CHUNK 512
// How long the new process may take until it is fit to sleep: on a busy machine, more than a
// second.
#define APART_STEP_NS 50000
#define APART_STEP_MAX 20000
// What a cell left locked stays so: the wait is not worth its while before each cell.
#define APART_SKIP_CNT 64
// Beyond malloc's cache, which needs no lock.
#define LOCKED_BYTES 2000
// A larger mapping is an address range that somebody reserved: looking through it would take longer
// than the pages in it are worth.
#define SETTLED_MAPPING_BYTES ((unsigned long)16 << 30)

struct pages {
	uint64_t resident, own; // own: not of a file, so that a write copies it
};

// The process's, as forks are.
static struct {
	nlink_t own_link_cnt; // of /proc/self/task, without threads of cells
	struct stat pipes[2]; // stdout and stderr
	uint64_t fork_cnt;
	uint64_t fork_ns, fork_pages; // of the last one
	uint64_t copy_ns;             // what a write to a shared page costs
	uint64_t fault_cnt;           // when the last one was taken
	bool is_shared;               // since checkpoint_settle()
	unsigned failed_cnt;          // tries that failed since one did not
	unsigned skip_cnt;            // so many are refused without a try
	unsigned char sample[SAMPLE_PAGE_CNT * PAGE_BYTES];
} state = {.fork_ns = 300000, .fork_pages = 2000, .copy_ns = 1000};

// CPU time: that the machine is busy makes nothing dearer.
static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// --- what there is --------------------------------------------------------------------------

static nlink_t task_link_cnt(void)
{
	struct stat tasks;

	return stat("/proc/self/task", &tasks) ? 0 : tasks.st_nlink;
}

void checkpoint_init(void)
{
	state.own_link_cnt = task_link_cnt();
	fstat(1, &state.pipes[0]);
	fstat(2, &state.pipes[1]);
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

// Tells whether a descriptor is a cell's pipe or socket: its other end would not see it closed.
static bool is_live(int fd)
{
	struct stat found;

	if (fd == channel_fd() || fstat(fd, &found) ||
	    (!S_ISFIFO(found.st_mode) && !S_ISSOCK(found.st_mode)))
		return false;
	return !is_same_file(&found, &state.pipes[0]) && !is_same_file(&found, &state.pipes[1]) &&
	       !input_is_pipe(&found);
}

static bool has_live_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;
	bool has = false;

	while (dir && !has && (entry = readdir(dir)))
		has = entry->d_name[0] != '.' && is_live(atoi(entry->d_name));
	if (dir)
		closedir(dir);
	return has;
}

static struct pages count_pages(void)
{
	unsigned long size = 0, resident = 0, shared = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file) {
		if (fscanf(file, "%lu %lu %lu", &size, &resident, &shared) != 3)
			resident = shared = 0;
		fclose(file);
	}
	return (struct pages){resident, resident > shared ? resident - shared : 0};
}

static uint64_t count_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (uint64_t)usage.ru_minflt;
}

// --- the fork -------------------------------------------------------------------------------

// What fork() of libc does for its child, of what matters in a process of one thread. Malloc's
// locks are nobody's: of the runner's own threads none is inside of it now.
static void adopt_thread(int *tid, void *robust, size_t robust_len)
{
	if (robust)
		syscall(SYS_set_robust_list, robust, robust_len);
	if (tid)
		*tid = (int)syscall(SYS_set_tid_address, tid);
}

// fork() whose child is the kernel's, as this process is: libc has no name for that.
static pid_t fork_beside(void)
{
	int *tid = NULL;
	void *robust = NULL;
	size_t robust_len = 0;
	pid_t pid;

	if (prctl(PR_GET_TID_ADDRESS, &tid, 0, 0, 0))
		tid = NULL;
	if (syscall(SYS_get_robust_list, 0, &robust, &robust_len))
		robust = NULL;
	pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
	if (pid == 0)
		adopt_thread(tid, robust, robust_len);
	return pid;
}

// Waits for ever when somebody was inside of malloc at the fork: of this process, nobody is. The
// same with the dynamic loader, whose lock a cell leaves to the runner's main thread when a
// library's constructor faults: there it may be taken again, here not.
static void take_locks(void)
{
	void *volatile block = malloc(LOCKED_BYTES);

	free(block);
	(void)dlsym(RTLD_DEFAULT, "malloc");
}

// Waits until a new process is in a group of its own, which shows that both work in it. Before
// that no cell may run: what it sends to its group must not reach the process.
static bool wait_until_apart(pid_t pid)
{
	const struct timespec step = {.tv_nsec = APART_STEP_NS};

	for (int i = 0; i < APART_STEP_MAX && getpgid(pid) != pid; i++)
		nanosleep(&step, NULL);
	return getpgid(pid) == pid;
}

// Sleeps until the kernel wants this process to be the runner; ends when it does not want it.
static void sleep_and_become_runner(struct slots *slots, pid_t kernel, int socket)
{
	struct str payload = {0}, out = {0};
	struct unpack in;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != kernel)
		_exit(0);
	prctl(PR_SET_NAME, "cicle-saved");
	take_locks();
	setpgid(0, 0);
	channel_move(socket);
	input_sleep();
	if (channel_receive(&payload) != MESSAGE_RESTORE)
		_exit(1);
	prctl(PR_SET_NAME, "cicle-runner");
	guard_follow_kernel(kernel);
	in = unpack_from(str_text(&payload), payload.len);
	guard_adopt();
	swap_adopt();
	output_adopt();
	input_adopt();
	slots_publish_all(slots, unpack_u32(&in));
	state.is_shared = true;
	state.fault_cnt = count_faults();
	message_begin(&out, MESSAGE_RESTORED);
	message_end(&out, 0);
	channel_send(&out);
	str_release(&out);
	str_release(&payload);
}

// What the byte is, and whose, is none of ASan's business: it stays as it is.
__attribute__((no_sanitize_address)) static void touch(volatile unsigned char *byte)
{
	__atomic_fetch_or(byte, 0, __ATOMIC_RELAXED);
}

// Writes to pages that were written before, and are shared now.
static void sample_copies(void)
{
	uint64_t start = now_ns();

	for (size_t i = 0; i < SAMPLE_PAGE_CNT; i++)
		state.sample[i * PAGE_BYTES]++;
	state.copy_ns = (now_ns() - start) / SAMPLE_PAGE_CNT;
}

static void note_fork(uint64_t fork_ns, const struct pages *pages)
{
	state.fork_ns = fork_ns;
	state.fork_pages = pages->resident;
	if (state.fork_cnt++ % SAMPLE_INTERVAL == 0 && fork_ns)
		sample_copies();
	state.fault_cnt = count_faults();
	state.is_shared = true;
}

// --- the answer -----------------------------------------------------------------------------

// What the next one is expected to cost: a fork of so many pages, and copies of as many pages as
// were written since the last one.
static uint64_t expect_ns(const struct pages *pages, uint64_t written_cnt)
{
	uint64_t fork_ns = state.fork_ns * pages->resident / (state.fork_pages + 1);
	uint64_t copy_cnt = written_cnt < pages->own ? written_cnt : pages->own;

	return (fork_ns > state.fork_ns ? fork_ns : state.fork_ns) + copy_cnt * state.copy_ns;
}

static enum checkpoint_status judge(uint32_t flags, uint64_t budget_ns, const struct pages *pages,
				    uint64_t expected_ns)
{
	bool is_asked = flags & CHECKPOINT_ASKED;
	uint64_t machine = (uint64_t)sysconf(_SC_PHYS_PAGES);

	if (task_link_cnt() != state.own_link_cnt)
		return CHECKPOINT_HAS_THREADS;
	if (!is_asked && has_live_descriptors())
		return CHECKPOINT_HAS_PIPES;
	if (!is_asked && pages->own > machine / MEMORY_PART)
		return CHECKPOINT_TOO_LARGE;
	return expected_ns > budget_ns ? CHECKPOINT_TOO_DEAR : CHECKPOINT_TAKEN;
}

struct taken {
	enum checkpoint_status status;
	pid_t pid;
	int sockets[2];   // [0] is the kernel's
	uint64_t fork_ns; // before it is taken: what it is expected to cost in all
	struct pages pages;
	uint64_t written_cnt; // pages, since the last one
};

static void close_sockets(const struct taken *taken)
{
	close(taken->sockets[0]);
	close(taken->sockets[1]);
}

static int open_sockets(struct taken *taken)
{
	int low[2], rc = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, low))
		return -1;
	for (int i = 0; i < 2; i++) {
		taken->sockets[i] = fcntl(low[i], F_DUPFD_CLOEXEC, SOCKET_FD_MIN);
		rc |= taken->sockets[i] < 0;
		close(low[i]);
	}
	if (rc)
		close_sockets(taken);
	return rc ? -1 : 0;
}

// Returns twice: also, with true, in the checkpoint that has become the runner.
static bool fork_now(struct slots *slots, struct taken *taken)
{
	sigset_t all, before;
	pid_t kernel = getppid();
	uint64_t start = now_ns();

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	taken->pid = fork_beside();
	if (taken->pid == 0) {
		output_go_on();
		input_go_on();
		close(taken->sockets[0]);
		sleep_and_become_runner(slots, kernel, taken->sockets[1]);
		sigprocmask(SIG_SETMASK, &before, NULL);
		return true;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	taken->fork_ns = now_ns() - start;
	return false;
}

static void send_answer(const struct taken *taken)
{
	struct str out = {0};

	message_begin(&out, MESSAGE_CHECKPOINTED);
	pack_u32(&out, taken->status);
	pack_u32(&out, (uint32_t)taken->pid);
	pack_u64(&out, taken->fork_ns);
	pack_u64(&out, state.copy_ns);
	pack_u64(&out, taken->pages.own * PAGE_BYTES);
	pack_u64(&out, taken->written_cnt * PAGE_BYTES);
	message_end(&out, 0);
	if (taken->status == CHECKPOINT_TAKEN)
		channel_send_fd(&out, taken->sockets[0]);
	else
		channel_send(&out);
	str_release(&out);
}

// Has the other threads wait where they hold nothing. Returns false when they do not.
static bool hold_still(void)
{
	if (!input_hold_still())
		return false;
	if (output_hold_still())
		return true;
	input_go_on();
	return false;
}

// As fork_now().
static bool try_to_take(struct slots *slots, struct taken *taken)
{
	bool is_other;

	taken->status = CHECKPOINT_FAILED;
	if (state.skip_cnt) {
		state.skip_cnt--;
		return false;
	}
	if (open_sockets(taken))
		return false;
	if (!hold_still()) {
		close_sockets(taken);
		return false;
	}
	is_other = fork_now(slots, taken);
	if (is_other)
		return true;
	output_go_on();
	input_go_on();
	if (taken->pid > 0 && wait_until_apart(taken->pid)) {
		taken->status = CHECKPOINT_TAKEN;
		state.failed_cnt = 0;
		note_fork(taken->fork_ns, &taken->pages);
	} else {
		state.skip_cnt =
		    state.failed_cnt++ ? APART_SKIP_CNT : 0; // a busy machine fails once
		close_sockets(taken);
	}
	return false;
}

void checkpoint_take(struct slots *slots, struct unpack *in)
{
	uint32_t flags = unpack_u32(in);
	uint64_t budget_ns = unpack_u64(in);
	struct taken taken = {.pages = count_pages()};

	taken.written_cnt = count_faults() - state.fault_cnt;
	taken.fork_ns = expect_ns(&taken.pages, taken.written_cnt);
	taken.status = judge(flags, budget_ns, &taken.pages, taken.fork_ns);
	if (taken.status == CHECKPOINT_TOO_DEAR) // what was measured once need not be so for ever
		state.fork_ns -= state.fork_ns / FORGET_PART;
	if (taken.status == CHECKPOINT_TAKEN && try_to_take(slots, &taken))
		return;
	send_answer(&taken);
	if (taken.status == CHECKPOINT_TAKEN)
		close_sockets(&taken);
}

// --- before a run that is timed -------------------------------------------------------------

static void settle_pages(int pagemap, uintptr_t start, uintptr_t end)
{
	uint64_t entries[PAGEMAP_CHUNK];

	while (start < end) {
		size_t cnt = (end - start) / PAGE_BYTES;
		ssize_t got;

		cnt = cnt < PAGEMAP_CHUNK ? cnt : PAGEMAP_CHUNK;
		got = pread(pagemap, entries, cnt * sizeof *entries,
			    (off_t)(start / PAGE_BYTES * sizeof *entries));
		if (got <= 0)
			return;
		cnt = (size_t)got / sizeof *entries;
		for (size_t i = 0; i < cnt; i++)
			if (entries[i] & PAGE_PRESENT &&
			    !(entries[i] & (PAGE_OF_FILE | PAGE_EXCLUSIVE)))
				touch((volatile unsigned char *)(start + i * PAGE_BYTES));
		start += cnt * PAGE_BYTES;
	}
}

void checkpoint_settle(void)
{
	int pagemap;
	FILE *maps;
	char line[512];

	if (!state.is_shared)
		return;
	state.is_shared = false;
	pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	maps = fopen("/proc/self/maps", "re");
	while (pagemap >= 0 && maps && fgets(line, sizeof line, maps)) {
		unsigned long start, end;
		char access[5];

		if (sscanf(line, "%lx-%lx %4s", &start, &end, access) == 3 &&
		    !strncmp(access, "rw", 2) && access[3] == 'p' &&
		    end - start <= SETTLED_MAPPING_BYTES)
			settle_pages(pagemap, start, end);
	}
	if (maps)
		fclose(maps);
	if (pagemap >= 0)
		close(pagemap);
}
