// jit/runner/hazards.c - library functions by which a cell would end the runner instead of itself.
#include "jit/runner/hazards.h"

#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "jit/runner/guard.h"
#include "jit/runner/handlers.h"
#include "jit/runner/memory.h"
#include "jit/runner/region.h"

// The cell's text, the address of what called us, for tracebacks.
#define HERE __builtin_frame_address(0)

#define KEPT_MAX 8
#define TIMER_MAX 64
#define OWN_DESCRIPTOR_CNT 32

struct timer {
	timer_t timer;
	int signal;
};

// Descriptors and limits are the process's.
static int kept[KEPT_MAX];
static int kept_cnt;
static struct rlimit limits[RLIM_NLIMITS]; // before the cell set others
static bool has_limit[RLIM_NLIMITS];
static struct timer timers[TIMER_MAX]; // those that send signals
static int timer_cnt;

// --- descriptors ----------------------------------------------------------------------------

void hazards_keep(int fd)
{
	if (fd >= 0 && !hazards_is_kept(fd) && kept_cnt < KEPT_MAX)
		kept[kept_cnt++] = fd;
}

bool hazards_is_kept(int fd)
{
	for (int i = 0; i < kept_cnt; i++)
		if (kept[i] == fd)
			return !guard_is_child();
	return false;
}

static int fail(int error)
{
	errno = error;
	return -1;
}

static int own_close(int fd)
{
	return hazards_is_kept(fd) ? fail(EBADF) : close(fd);
}

static int own_dup2(int from, int to)
{
	return hazards_is_kept(to) || hazards_is_kept(from) ? fail(EBADF) : dup2(from, to);
}

static int own_dup3(int from, int to, int flags)
{
	return hazards_is_kept(to) || hazards_is_kept(from) ? fail(EBADF) : dup3(from, to, flags);
}

// Gives the lowest descriptor that is kept and not below first; -1: there is none.
static int next_kept(unsigned first)
{
	int found = -1;

	for (int i = 0; i < kept_cnt && !guard_is_child(); i++)
		if ((unsigned)kept[i] >= first && (found < 0 || kept[i] < found))
			found = kept[i];
	return found;
}

static int own_close_range(unsigned first, unsigned last, int flags)
{
	int fd;

	while ((fd = next_kept(first)) >= 0 && (unsigned)fd <= last) {
		if ((unsigned)fd > first && close_range(first, (unsigned)fd - 1, flags))
			return -1;
		first = (unsigned)fd + 1;
	}
	return first > last ? 0 : close_range(first, last, flags);
}

static void own_closefrom(int first)
{
	own_close_range(first < 0 ? 0 : (unsigned)first, ~0u, 0);
}

// --- limits ---------------------------------------------------------------------------------

// A hard limit could never be raised again, so that cells only set the soft one.
static int set_limit(int resource, const struct rlimit *wanted)
{
	struct rlimit now;

	if (getrlimit(resource, &now))
		return -1;
	if (wanted->rlim_cur > wanted->rlim_max)
		return fail(EINVAL);
	if (!has_limit[resource])
		limits[resource] = now;
	has_limit[resource] = true;
	now.rlim_cur = wanted->rlim_cur < now.rlim_max ? wanted->rlim_cur : now.rlim_max;
	return setrlimit(resource, &now);
}

static int own_prlimit(pid_t pid, int resource, const struct rlimit *new, struct rlimit *old)
{
	bool is_own = (pid == 0 || pid == getpid()) && !guard_is_child();

	if (!new || !is_own || resource < 0 || resource >= RLIM_NLIMITS)
		return prlimit(pid, resource, new, old);
	if (old && getrlimit(resource, old))
		return -1;
	return set_limit(resource, new);
}

static int own_setrlimit(int resource, const struct rlimit *new)
{
	return own_prlimit(0, resource, new, NULL);
}

// Gives room for the runner's own descriptors, or takes it away.
static void limit_descriptors(bool is_in_cell)
{
	static struct rlimit limit; // cells'
	struct rlimit wide;

	if (!limit.rlim_cur) {
		getrlimit(RLIMIT_NOFILE, &limit);
		if (limit.rlim_max - limit.rlim_cur < OWN_DESCRIPTOR_CNT)
			limit.rlim_cur = limit.rlim_max - OWN_DESCRIPTOR_CNT;
	}
	wide = limit;
	wide.rlim_cur += OWN_DESCRIPTOR_CNT;
	setrlimit(RLIMIT_NOFILE, is_in_cell ? &limit : &wide);
}

static void restore_limits(void)
{
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		if (has_limit[i])
			setrlimit(i, &limits[i]);
		has_limit[i] = false;
	}
}

// --- timers ---------------------------------------------------------------------------------

static int own_timer_create(clockid_t clock, struct sigevent *event, timer_t *timer)
{
	int rc = timer_create(clock, event, timer);
	bool is_signal = !event || event->sigev_notify == SIGEV_SIGNAL;

	if (rc || !is_signal || guard_is_child() || timer_cnt == TIMER_MAX)
		return rc;
	timers[timer_cnt++] = (struct timer){*timer, event ? event->sigev_signo : SIGALRM};
	return 0;
}

static int own_timer_delete(timer_t timer)
{
	for (int i = 0; i < timer_cnt; i++)
		if (timers[i].timer == timer)
			timers[i--] = timers[--timer_cnt];
	return timer_delete(timer);
}

static void stop_timers(void)
{
	static const struct {
		enum __itimer_which which;
		int signal;
	} kinds[] = {{ITIMER_REAL, SIGALRM}, {ITIMER_VIRTUAL, SIGVTALRM}, {ITIMER_PROF, SIGPROF}};
	static const struct itimerval off;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!handlers_has(kinds[i].signal))
			setitimer(kinds[i].which, &off, NULL);
	for (int i = 0; i < timer_cnt; i++)
		if (!handlers_has(timers[i].signal)) {
			timer_delete(timers[i].timer);
			timers[i--] = timers[--timer_cnt];
		}
}

// --- variables of the environment -----------------------------------------------------------

static char **held_environ; // as it was when the cell began

static bool can_read_environ(void)
{
	uint64_t at = (uint64_t)(uintptr_t)environ;
	char *entry, byte;

	for (; at; at += sizeof entry) {
		if (!memory_read(at, &entry, sizeof entry))
			return false;
		if (!entry)
			return true;
		if (!memory_read((uint64_t)(uintptr_t)entry, &byte, sizeof byte))
			return false;
	}
	return true;
}

// The runner looks for variables, too: an environ that leads nowhere is put back.
static void restore_environ(void)
{
	if (environ != held_environ && !can_read_environ())
		environ = held_environ;
}

void hazards_begin(void)
{
	held_environ = environ;
	limit_descriptors(true);
}

void hazards_end(void)
{
	restore_environ();
	stop_timers();
	restore_limits();
	limit_descriptors(false);
}

// --- processes ------------------------------------------------------------------------------

static void refuse(int signal, const char *why, const void *frame)
{
	guard_raise(signal, why, frame);
}

static int own_kill(pid_t pid, int signal)
{
	bool is_fatal = signal == SIGKILL || signal == SIGSTOP;

	if (guard_is_child() || signal == 0)
		return kill(pid, signal);
	if (pid == -1)
		refuse(signal, "kill(-1, ...) would reach every process of yours: it was not done",
		       HERE);
	if (pid == getppid())
		refuse(signal, "kill() of the kernel that runs this notebook: it was not done",
		       HERE);
	if (is_fatal && (pid == getpid() || pid == 0 || pid == -getpgrp()))
		refuse(signal,
		       signal == SIGKILL ? "the cell killed itself" : "the cell stopped itself",
		       HERE);
	return kill(pid, signal);
}

static int own_killpg(pid_t group, int signal)
{
	return group < 0 ? fail(EINVAL) : own_kill(group ? -group : 0, signal);
}

static int own_raise(int signal)
{
	bool is_fatal = signal == SIGKILL || signal == SIGSTOP;

	return is_fatal ? own_kill(getpid(), signal) : raise(signal);
}

static int own_daemon(int keeps_folder, int keeps_streams)
{
	if (guard_is_child())
		return daemon(keeps_folder, keeps_streams);
	refuse(SIGABRT, "daemon() would end the session: call fork() first", HERE);
	return -1;
}

static long own_ptrace(int request, pid_t pid, void *address, void *data)
{
	if (request == PTRACE_TRACEME && !guard_is_child())
		return fail(EPERM);
	return ptrace((enum __ptrace_request)request, pid, address, data);
}

static int own_prctl(int option, ...)
{
	unsigned long values[4];
	va_list args;

	va_start(args, option);
	for (int i = 0; i < 4; i++)
		values[i] = va_arg(args, unsigned long);
	va_end(args);
	if (!guard_is_child() && option == PR_SET_PDEATHSIG)
		return 0; // the runner ends with the kernel
	if (!guard_is_child() && option == PR_SET_SECCOMP)
		refuse(SIGSYS, "seccomp would hold for the whole session: call fork() first", HERE);
	return prctl(option, values[0], values[1], values[2], values[3]);
}

// --- the main thread ------------------------------------------------------------------------

static _Noreturn void own_pthread_exit(void *value)
{
	if (!guard_is_main_thread() || guard_is_child())
		pthread_exit(value);
	guard_exit(0);
}

static _Noreturn void own_thrd_exit(int value)
{
	if (!guard_is_main_thread() || guard_is_child())
		thrd_exit(value);
	guard_exit(0);
}

static int own_pthread_cancel(pthread_t thread)
{
	if (guard_is_main(thread) && !guard_is_child())
		refuse(SIGABRT, "pthread_cancel() of the main thread", HERE);
	return pthread_cancel(thread);
}

// --- pages ----------------------------------------------------------------------------------

struct range {
	uintptr_t start, end;
	bool is_hit;
};

// The runner's own program and libc; other libraries may be a cell's.
static int note_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct range *range = arg;
	bool is_own =
	    !*info->dlpi_name || (uintptr_t)info->dlpi_addr == (uintptr_t)_r_debug.r_ldbase;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + part->p_vaddr;
		uintptr_t probe = (uintptr_t)(void *)getpid;

		if (part->p_type == PT_LOAD && probe >= start && probe < start + part->p_memsz)
			is_own = true;
	}
	for (int i = 0; i < info->dlpi_phnum && is_own; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + part->p_vaddr;

		if (part->p_type == PT_LOAD && range->start < start + part->p_memsz &&
		    range->end > start)
			range->is_hit = true;
	}
	return 0;
}

// Tells whether the runner cannot do without pages: its stack, code and objects of the session, its
// own program and libc.
static bool is_needed(const void *start, size_t size_bytes)
{
	struct range range = {(uintptr_t)start, (uintptr_t)start + size_bytes, false};

	if (guard_is_child() || size_bytes == 0 || range.end < range.start)
		return false;
	if (region_has(start, size_bytes) || guard_has_stack(start, size_bytes))
		return true;
	dl_iterate_phdr(note_object, &range);
	return range.is_hit;
}

static int own_munmap(void *start, size_t size_bytes)
{
	if (is_needed(start, size_bytes))
		refuse(SIGSEGV, "munmap() of memory that the session is made of", HERE);
	return munmap(start, size_bytes);
}

static int own_mprotect(void *start, size_t size_bytes, int rights)
{
	bool takes_away = !(rights & PROT_READ) && is_needed(start, size_bytes);

	if (takes_away || (region_has_code(start, size_bytes) && !guard_is_child()))
		refuse(SIGSEGV, "mprotect() of memory that the session is made of", HERE);
	return mprotect(start, size_bytes, rights);
}

static void *own_mmap(void *start, size_t size_bytes, int rights, int flags, int fd, off_t offset)
{
	if (flags & MAP_FIXED && is_needed(start, size_bytes))
		refuse(SIGSEGV, "mmap() over memory that the session is made of", HERE);
	return mmap(start, size_bytes, rights, flags, fd, offset);
}

static const struct support_symbol symbols[] = {
    {"close", (void *)own_close},
    {"dup2", (void *)own_dup2},
    {"dup3", (void *)own_dup3},
    {"closefrom", (void *)own_closefrom},
    {"close_range", (void *)own_close_range},
    {"timer_create", (void *)own_timer_create},
    {"timer_delete", (void *)own_timer_delete},
    {"setrlimit", (void *)own_setrlimit},
    {"setrlimit64", (void *)own_setrlimit},
    {"prlimit", (void *)own_prlimit},
    {"prlimit64", (void *)own_prlimit},
    {"kill", (void *)own_kill},
    {"killpg", (void *)own_killpg},
    {"raise", (void *)own_raise},
    {"gsignal", (void *)own_raise},
    {"daemon", (void *)own_daemon},
    {"ptrace", (void *)own_ptrace},
    {"prctl", (void *)own_prctl},
    {"pthread_exit", (void *)own_pthread_exit},
    {"thrd_exit", (void *)own_thrd_exit},
    {"pthread_cancel", (void *)own_pthread_cancel},
    {"munmap", (void *)own_munmap},
    {"mprotect", (void *)own_mprotect},
    {"mmap", (void *)own_mmap},
    {"mmap64", (void *)own_mmap},
};

const struct support_symbol *hazards_symbols(size_t *cnt)
{
	*cnt = sizeof symbols / sizeof *symbols;
	return symbols;
}
