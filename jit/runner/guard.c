// jit/runner/guard.c - runs code that may do anything, and comes back.
#include "jit/runner/guard.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "jit/runner/arch.h"
#include "profiler/runtime/calls.h"

// The handlers' own stack: the compiler's error path runs on it too.
#define SIGNAL_STACK_BYTES (256 * 1024)
// An interrupt inside of a library waits for the code to come back, in steps of 1 ms.
#define INTERRUPT_STEP_NS 1000000
#define INTERRUPT_STEP_MAX 100
// How long taking malloc's lock may take before it counts as lost.
#define CHECK_NS 200000000

// A function steps at most so far beyond the stack's end before it touches it, usually.
#define STACK_STEP_BYTES 65536

// No stack is larger: a stack pointer further away from the top is no pointer into it.
#define STACK_WORD_MAX ((ptrdiff_t)1 << 32)

#define SIGNAL_RETRY (SIGRTMAX)      // the interrupt's timer
#define SIGNAL_THREAD (SIGRTMAX - 1) // another thread's fault, told to the main thread

// Signal handlers can only reach what is global.
static struct {
	pid_t pid;
	pid_t main_tid;
	pthread_t main_thread;
	const uintptr_t *stack_top;
	void *signal_stack; // the main thread's, for the process's life
	guard_is_unit_code_fn is_unit_code, is_frameless;
	void (*rescue)(void);
	timer_t timer;
	sigjmp_buf jump;
	volatile sig_atomic_t is_active; // a guarded call is on
	volatile sig_atomic_t retry_cnt;
	volatile sig_atomic_t hold_cnt;    // the main thread must not be interrupted
	volatile sig_atomic_t is_checking; // the timer means that the check hangs
	struct guard_end *volatile end;
	sigjmp_buf compiler_jump;
	void (*volatile recover)(void); // the compiler runs
	volatile sig_atomic_t is_recovering;
} guard;

static const int fault_signals[] = {SIGSEGV, SIGBUS,  SIGFPE,    SIGILL,  SIGABRT, SIGTRAP,
				    SIGSYS,  SIGPIPE, SIGQUIT,   SIGALRM, SIGUSR1, SIGUSR2,
				    SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGHUP};

bool guard_is_child(void)
{
	return getpid() != guard.pid;
}

static bool is_main_thread(void)
{
	return (pid_t)syscall(SYS_gettid) == guard.main_tid;
}

bool guard_is_main_thread(void)
{
	return pthread_equal(pthread_self(), guard.main_thread);
}

void guard_hold(void)
{
	if (guard_is_main_thread())
		guard.hold_cnt++;
}

void guard_let(void)
{
	if (guard_is_main_thread())
		guard.hold_cnt--;
}

static void set_timer(long ns)
{
	struct itimerspec when = {.it_value.tv_nsec = ns};

	timer_settime(guard.timer, 0, &when, NULL);
}

// Gives the return address that a word on the stack is, or would be but for a thunk. The word may
// be anything's: AddressSanitizer must not judge.
__attribute__((no_sanitize_address)) static const char *return_address(const uintptr_t *slot)
{
	const void *address = (const void *)*slot;

	if (*slot == (uintptr_t)arch_library_returned)
		address = calls_return_address(slot);
	return address;
}

// Walks outwards from a place in the code. Units keep frame pointers; a library may have none, so
// from inside of one the way begins at the first return address on the stack that leads into a
// unit. Reads only the stack between stack and its upper end.
static size_t walk(const void **frames, const void *pc, const uintptr_t *stack,
		   const uintptr_t *frame)
{
	const uintptr_t *top = guard.stack_top, *low = stack;
	size_t cnt = 0;

	if (guard.is_unit_code(pc))
		frames[cnt++] = pc;
	if (!is_main_thread() || stack >= top || top - stack > STACK_WORD_MAX)
		return cnt;
	if (cnt && guard.is_frameless(pc) && guard.is_unit_code(return_address(stack)))
		frames[cnt++] = return_address(stack) - 1;
	for (; stack < top && !cnt; stack++)
		if (guard.is_unit_code(return_address(stack)))
			frames[cnt++] = return_address(stack) - 1;
	while (frame >= low && frame + 1 < top && cnt < GUARD_FRAME_MAX) {
		const char *caller = return_address(&frame[1]);

		if (frame + 1 >= stack && guard.is_unit_code(caller))
			frames[cnt++] = caller - 1;
		if (frame[0] <= (uintptr_t)frame)
			break;
		frame = (const uintptr_t *)frame[0];
	}
	return cnt;
}

static void note_frames(struct guard_end *end, const void *context)
{
	end->frame_cnt = walk(end->frames, arch_program_counter(context),
			      arch_stack_pointer(context), arch_frame_pointer(context));
}

// Leaves the guarded call from the main thread, or asks the main thread to and stops this one.
static _Noreturn void leave(void)
{
	guard.is_active = 0;
	if (is_main_thread())
		siglongjmp(guard.jump, 1);
	syscall(SYS_tgkill, guard.pid, guard.main_tid, SIGNAL_THREAD);
	for (;;)
		pause();
}

static void end_process_by(int signal)
{
	struct sigaction dfl = {.sa_handler = SIG_DFL};
	sigset_t set;

	sigaction(signal, &dfl, NULL);
	sigemptyset(&set);
	sigaddset(&set, signal);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(signal);
	_exit(128 + signal);
}

// A fault that close to the stack pointer is the stack's end; an array beyond its own end, in the
// same frame, faults only there too.
static bool is_stack_overflow(const siginfo_t *info, const void *context)
{
	const char *stack = arch_stack_pointer(context);
	const char *address = info->si_addr;

	return address > stack - STACK_STEP_BYTES && address < stack + STACK_STEP_BYTES;
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	struct guard_end *end = guard.end;

	if (guard.recover && is_main_thread()) {
		if (!guard.is_recovering) {
			guard.is_recovering = 1;
			guard.recover();
		}
		siglongjmp(guard.compiler_jump, 1);
	}
	if (!guard.is_active || guard_is_child())
		end_process_by(signal);
	end->status = RUN_FAULTED;
	end->signal = signal;
	end->code = info->si_code;
	end->address = info->si_addr;
	note_frames(end, context);
	if (signal == SIGSEGV && is_stack_overflow(info, context))
		strcpy(end->detail, "stack overflow");
	leave();
}

static void on_thread_fault(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	siglongjmp(guard.jump, 1);
}

static void interrupt_at(const void *context)
{
	if (!guard.is_active)
		return;
	if (guard.hold_cnt > 0) {
		set_timer(INTERRUPT_STEP_NS);
		return;
	}
	if (!guard.is_unit_code(arch_program_counter(context)) &&
	    guard.retry_cnt++ < INTERRUPT_STEP_MAX) {
		set_timer(INTERRUPT_STEP_NS);
		return;
	}
	guard.end->status = RUN_INTERRUPTED;
	note_frames(guard.end, context);
	leave();
}

static void on_interrupt(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	(void)info;
	if (guard_is_child())
		end_process_by(SIGINT);
	// A second interrupt does not start the wait anew: the kernel may send one more often.
	if (!is_main_thread())
		syscall(SYS_tgkill, guard.pid, guard.main_tid, signal);
	else
		interrupt_at(context);
	errno = saved_errno;
}

static void on_retry(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	if (guard.is_checking)
		_exit(RUNNER_EXIT_LOCKED);

	(void)signal;
	(void)info;
	interrupt_at(context);
	errno = saved_errno;
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action = {.sa_sigaction = handler};

	// No SA_RESTART: an interrupt ends a blocking read. SA_NODEFER: a handler is left by a
	// jump.
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	sigemptyset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

static void install_handlers(void)
{
	for (size_t i = 0; i < sizeof fault_signals / sizeof *fault_signals; i++)
		handle(fault_signals[i], on_fault);
	handle(SIGINT, on_interrupt);
	handle(SIGNAL_RETRY, on_retry);
	handle(SIGNAL_THREAD, on_thread_fault);
}

// The main thread's stack begins here; NULL when that is not known.
static const uintptr_t *find_stack_top(void)
{
	pthread_attr_t attr;
	void *start;
	size_t size_bytes;

	if (pthread_getattr_np(pthread_self(), &attr))
		return NULL;
	pthread_attr_getstack(&attr, &start, &size_bytes);
	pthread_attr_destroy(&attr);
	return (const uintptr_t *)(const void *)((const char *)start + size_bytes);
}

void guard_init(void)
{
	stack_t stack = {.ss_size = SIGNAL_STACK_BYTES};
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGNAL_RETRY};

	guard.pid = getpid();
	guard.main_tid = (pid_t)syscall(SYS_gettid);
	guard.main_thread = pthread_self();
	guard.stack_top = find_stack_top();
	event._sigev_un._tid = guard.main_tid;
	guard.signal_stack = stack.ss_sp = mem_zalloc(SIGNAL_STACK_BYTES);
	sigaltstack(&stack, NULL);
	timer_create(CLOCK_MONOTONIC, &event, &guard.timer);
	install_handlers();
}

void guard_set_code_test(guard_is_unit_code_fn is_unit_code, guard_is_unit_code_fn is_frameless)
{
	guard.is_unit_code = is_unit_code;
	guard.is_frameless = is_frameless;
}

void guard_set_rescue(void (*rescue)(void))
{
	guard.rescue = rescue;
}

// A call that was left inside of malloc or free holds their lock for ever. Then nothing here can go
// on, and ending is better than hanging: the kernel starts another runner.
static void check_heap(void)
{
	static const size_t sizes[] = {2000,
				       100000}; // above what needs no lock, below mmap's share
	void *volatile block;

	guard.is_checking = 1;
	set_timer(CHECK_NS);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		block = malloc(sizes[i]);
		free(block);
	}
	set_timer(0);
	guard.is_checking = 0;
}

void guard_call(void (*fn)(void *arg), void *arg, struct guard_end *end)
{
	*end = (struct guard_end){.status = RUN_ENDED};
	guard.end = end;
	guard.retry_cnt = 0;
	if (sigsetjmp(guard.jump, 1) == 0) {
		guard.is_active = 1;
		fn(arg);
	}
	guard.is_active = 0;
	guard.hold_cnt = 0;
	set_timer(0);
	// What the code did to signal handling ends with it.
	install_handlers();
	if (end->status != RUN_FAULTED && end->status != RUN_INTERRUPTED)
		return;
	if (guard.rescue)
		guard.rescue();
	check_heap();
}

void guard_raise(int signal, const char *detail, const void *frame)
{
	const uintptr_t *words = frame;

	if (!guard.is_active || guard_is_child()) {
		fprintf(stderr, "%s\n", detail);
		end_process_by(signal);
	}
	guard.end->status = RUN_FAULTED;
	guard.end->signal = signal;
	guard.end->frame_cnt = walk(guard.end->frames, NULL, words, words);
	snprintf(guard.end->detail, sizeof guard.end->detail, "%s", detail);
	leave();
}

void guard_exit(int status)
{
	if (!guard.is_active || guard_is_child()) {
		fflush(NULL);
		_exit(status);
	}
	guard.end->status = RUN_EXITED;
	guard.end->exit_status = status & 0xff; // what a shell would see of it
	leave();
}

bool guard_compiler(void (*fn)(void *arg), void *arg, void (*recover)(void))
{
	bool is_sound = true;

	guard.is_recovering = 0;
	guard.recover = recover;
	if (sigsetjmp(guard.compiler_jump, 1) == 0)
		fn(arg);
	else
		is_sound = false;
	guard.recover = NULL;
	return is_sound;
}
