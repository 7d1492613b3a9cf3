// jit/runner/guard.c - runs code that may do anything, and comes back.
#include "jit/runner/guard.h"

#include <errno.h>
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

// The handlers' own stack: the compiler's error path runs on it too.
#define SIGNAL_STACK_BYTES (256 * 1024)
// An interrupt inside of a library waits for the code to come back, in steps of 1 ms.
#define INTERRUPT_STEP_NS 1000000
#define INTERRUPT_STEP_MAX 100

#define SIGNAL_RETRY (SIGRTMAX)      // the interrupt's timer
#define SIGNAL_THREAD (SIGRTMAX - 1) // another thread's fault, told to the main thread

// Signal handlers can only reach what is global.
static struct {
	pid_t pid;
	pid_t main_tid;
	guard_is_unit_code_fn is_unit_code;
	timer_t timer;
	sigjmp_buf jump;
	volatile sig_atomic_t is_active; // a guarded call is on
	volatile sig_atomic_t retry_cnt;
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

static void set_timer(long ns)
{
	struct itimerspec when = {.it_value.tv_nsec = ns};

	timer_settime(guard.timer, 0, &when, NULL);
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
	end->pc = arch_program_counter(context);
	leave();
}

static void on_thread_fault(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	siglongjmp(guard.jump, 1);
}

static void interrupt_at(const void *pc)
{
	if (!guard.is_active)
		return;
	if (!guard.is_unit_code(pc) && guard.retry_cnt++ < INTERRUPT_STEP_MAX) {
		set_timer(INTERRUPT_STEP_NS);
		return;
	}
	guard.end->status = RUN_INTERRUPTED;
	guard.end->pc = pc;
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
		interrupt_at(arch_program_counter(context));
	errno = saved_errno;
}

static void on_retry(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	(void)signal;
	(void)info;
	interrupt_at(arch_program_counter(context));
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

void guard_init(void)
{
	stack_t stack = {.ss_sp = mem_zalloc(SIGNAL_STACK_BYTES), .ss_size = SIGNAL_STACK_BYTES};
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGNAL_RETRY};

	guard.pid = getpid();
	guard.main_tid = (pid_t)syscall(SYS_gettid);
	event._sigev_un._tid = guard.main_tid;
	sigaltstack(&stack, NULL);
	timer_create(CLOCK_MONOTONIC, &event, &guard.timer);
	install_handlers();
}

void guard_set_code_test(guard_is_unit_code_fn is_unit_code)
{
	guard.is_unit_code = is_unit_code;
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
	set_timer(0);
	// What the code did to signal handling ends with it.
	install_handlers();
}

void guard_raise(int signal, const char *detail)
{
	if (!guard.is_active || guard_is_child()) {
		fprintf(stderr, "%s\n", detail);
		end_process_by(signal);
	}
	guard.end->status = RUN_FAULTED;
	guard.end->signal = signal;
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
	guard.end->exit_status = status;
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
