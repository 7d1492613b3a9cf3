// jit/runner/guard.c - runs code that may do anything, and comes back.
//
// Whoever ends the guarded call first claims it (is_active); the main thread then jumps back to
// guard_call(). Nothing that lies on the way back is trusted: the code may have written over it.
#include "jit/runner/guard.h"

#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include "jit/runner/arch.h"
#include "jit/runner/caught.h"
#include "jit/runner/handlers.h"
#include "jit/runner/poison.h"
#include "jit/runner/memory.h"
#include "jit/runner/origin.h"
#include "jit/runner/output.h"
#include "profiler/runtime/calls.h"

// The handlers' own stack: the compiler's error path runs on it too.
#define SIGNAL_STACK_BYTES (256 * 1024)
// An interrupt inside of a library waits for the code to come back, looking again after this time.
#define INTERRUPT_STEP_NS 1000000
#define INTERRUPT_STEP_MAX 100
// So much CPU time it has to come back, or a compilation to end by itself: on a busy machine that
// is long. What waits for something has the steps.
#define CPU_LEFT_NS 100000000
// What another thread's fault ends waits less: it mostly stands in pthread_join().
#define TOLD_STEP_MAX 10
// The thread that faulted stays for this time at most, so that nobody who joins it goes on.
#define STAY_STEP_MAX 200
// How long taking malloc's lock may take before it counts as lost.
#define CHECK_NS 900000000

#define PAGE_BYTES 4096

// A function steps at most so far beyond the stack's end before it touches it, usually.
#define STACK_STEP_BYTES 65536

// No stack is larger: a stack pointer further away from the top is no pointer into it.
#define STACK_WORD_MAX ((ptrdiff_t)1 << 32)

// An array that ends at the stack's upper end is written over, not what stands above.
#define STACK_GAP_BYTES (64 * 1024)

#define SIGNAL_RETRY 64  // the interrupt's timer
#define SIGNAL_THREAD 63 // another thread's fault, told to the main thread
#define SIGNAL_ORPHAN 61 // the kernel has ended
_Static_assert(SIGNAL_INTERRUPT == 62 && SIGNAL_ORPHAN == GUARD_SIGNAL_MAX + 1, "one each");

// What pthread_cleanup_push() was before it became a macro; glibc exports both.
struct cleanup {
	void (*routine)(void *);
	void *arg;
	int cancel_type;
	struct cleanup *previous;
};
void _pthread_cleanup_push(struct cleanup *cleanup, void (*routine)(void *), void *arg);
void _pthread_cleanup_pop(struct cleanup *cleanup, int runs);

// Signal handlers can only reach what is global.
static struct {
	pid_t pid;
	pid_t main_tid;
	pthread_t main_thread;
	const uintptr_t *stack_top;
	const char *stack_low; // as far as it may grow
	stack_t signal_stack;
	guard_is_unit_code_fn is_unit_code, is_frameless;
	void (*rescue)(void);
	timer_t timer;
	sigjmp_buf jump;
	ucontext_t context;               // the same place, for when the jump faults
	volatile sig_atomic_t is_active;  // a guarded call is on, and nobody has ended it
	volatile sig_atomic_t is_inside;  // the main thread is in it
	volatile sig_atomic_t is_leaving; // or on its way out
	volatile sig_atomic_t is_noting;  // the main thread has ended it, and notes how
	volatile sig_atomic_t is_told;    // another thread has ended it
	volatile sig_atomic_t is_interrupt_due;
	volatile sig_atomic_t is_interrupt_early; // it came before the request's guarded call
	volatile sig_atomic_t interrupt_cnt;      // what the last one said of its number
	volatile sig_atomic_t retry_cnt;
	volatile sig_atomic_t hold_cnt;    // the main thread must not be interrupted
	volatile sig_atomic_t is_checking; // the timer means that the check hangs
	struct guard_end *volatile end;
	void (*volatile recover)(bool is_interrupt); // the compiler runs
	int64_t interrupt_ns; // the main thread's CPU time at the first interrupt; 0: none
	volatile sig_atomic_t is_recovering;
} guard;

// What a thread of a cell is left by when it faults.
static _Thread_local sigjmp_buf *volatile thread_jump;

// These tell of what the code just did.
static const int fault_signals[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
				    SIGABRT, SIGTRAP, SIGSYS, SIGXFSZ};
// These may come at any time; between cells they are dropped.
static const int other_signals[] = {SIGPIPE, SIGQUIT,   SIGALRM, SIGUSR1, SIGUSR2,   SIGXCPU,
				    SIGHUP,  SIGVTALRM, SIGPROF, SIGTERM, SIGSTKFLT, SIGIO,
				    SIGPWR,  SIGTSTP,   SIGTTIN, SIGTTOU};

bool guard_is_child(void)
{
	return getpid() != guard.pid;
}

static bool is_main_thread(void)
{
	return (pid_t)syscall(SYS_gettid) == guard.main_tid;
}

bool guard_is_main(pthread_t thread)
{
	return pthread_equal(thread, guard.main_thread);
}

bool guard_is_main_thread(void)
{
	return guard_is_main(pthread_self());
}

void guard_hold(void)
{
	if (guard_is_main_thread())
		guard.hold_cnt++;
}

static void set_timer(long ns)
{
	struct itimerspec when = {.it_value.tv_nsec = ns};

	timer_settime(guard.timer, 0, &when, NULL);
}

void guard_let(void)
{
	if (guard_is_main_thread())
		guard.hold_cnt--;
}

// Gives the return address that a word on the stack is, or would be but for a thunk. The word may
// be anything's: AddressSanitizer must not judge.
__attribute__((no_sanitize_address)) static const char *return_address(const uintptr_t *slot)
{
	if (*slot == (uintptr_t)arch_library_returned)
		slot = calls_return_slot(slot);
	return slot ? (const char *)*slot : NULL;
}

// A stack that is full ends above its pointer.
static const uintptr_t *first_readable(const uintptr_t *stack)
{
	uintptr_t at = (uintptr_t)stack, word;

	if (!is_main_thread() || stack >= guard.stack_top)
		return stack;
	if (at < (uintptr_t)guard.stack_low)
		at = (uintptr_t)guard.stack_low;
	for (int i = 0; i < STACK_STEP_BYTES / PAGE_BYTES; i++) {
		if (memory_read(at, &word, sizeof word))
			return (const uintptr_t *)at; // NOLINT: a number until now
		at = (at | (PAGE_BYTES - 1)) + 1;
	}
	return guard.stack_top;
}

// Tells whether a word of the stack may well be where a call returns to unit code.
__attribute__((no_sanitize_address)) static bool is_return_slot(const uintptr_t *slot)
{
	const char *address = return_address(slot);

	return guard.is_unit_code(address) && guard.is_unit_code(address - ARCH_CALL_MAX_BYTES) &&
	       arch_follows_call((const unsigned char *)address);
}

// Tells whether a frame of a function that unit code called begins here.
__attribute__((no_sanitize_address)) static bool is_record(const uintptr_t *frame)
{
	return frame + 1 < guard.stack_top && frame[0] > (uintptr_t)frame &&
	       frame[0] < (uintptr_t)guard.stack_top && is_return_slot(&frame[1]);
}

// A library may use the frame pointer's register for something else: then the next frame is looked
// for on the stack.
static const uintptr_t *find_record(const uintptr_t *frame, const uintptr_t *stack)
{
	if (frame >= stack && (uintptr_t)frame % sizeof *frame == 0 && is_record(frame))
		return frame;
	while (stack + 1 < guard.stack_top && !is_record(stack))
		stack++;
	return stack;
}

// The innermost place in a unit, and that function's frame.
struct inner {
	const void *pc;
	const uintptr_t *frame;
	struct shot *shot;
};

// What a called function keeps, by the ABI: unwinding tells it.
static void note_kept(struct shot *shot, struct _Unwind_Context *context)
{
	static const int kept[] = {3, ARCH_FRAME_REGISTER, 12, 13, 14, 15};

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		shot_note(shot, kept[i], _Unwind_GetGR(context, kept[i]));
	shot_note(shot, ARCH_STACK_REGISTER, _Unwind_GetCFA(context));
}

static _Unwind_Reason_Code note_if_unit(struct _Unwind_Context *context, void *arg)
{
	struct inner *inner = arg;
	uintptr_t address = _Unwind_GetIP(context);

	if (!guard.is_unit_code((const void *)address)) // NOLINT: a number until now
		return _URC_NO_REASON;
	inner->pc = (const void *)(address - 1);                                       // NOLINT
	inner->frame = (const uintptr_t *)_Unwind_GetGR(context, ARCH_FRAME_REGISTER); // NOLINT
	note_kept(inner->shot, context);
	inner->shot->pc = inner->pc;
	return _URC_END_OF_STACK;
}

// Where a library's function begins, its caller is on top of the stack, too: unwinding says so. Not
// from an address that is no code, which it would read.
static void confirm(const struct inner *inner, const void *pc, struct shot *shot)
{
	struct inner unwound = {.shot = shot};
	char code[16];

	if (pc && memory_read((uintptr_t)pc, code, sizeof code))
		_Unwind_Backtrace(note_if_unit, &unwound);
	if (unwound.pc != inner->pc)
		*shot = (struct shot){0};
}

// Finds the innermost unit code from inside of a library's. Libraries tell how their frames are
// laid out. At an address that is no code, who called it is on top of the stack; and where a
// library does not tell, the next word of the stack that may be a return address has to do.
static struct inner find_inner(const void *pc, const uintptr_t *stack, const uintptr_t *frame,
			       struct shot *shot)
{
	struct inner inner = {.shot = shot};

	if (stack + 1 < guard.stack_top && is_return_slot(stack)) {
		inner = (struct inner){return_address(stack) - 1, frame, NULL};
		confirm(&inner, pc, shot);
		return inner;
	}
	_Unwind_Backtrace(note_if_unit, &inner);
	for (; stack + 1 < guard.stack_top && is_main_thread() && !inner.pc; stack++)
		if (is_return_slot(stack))
			inner = (struct inner){return_address(stack) - 1,
					       find_record(frame, stack + 1), NULL};
	return inner;
}

// Walks outwards from a place in the code. Units keep frame pointers. Reads only the stack between
// stack and its upper end. shot gets what is certain of a function that called a library's. Fills
// end's frames and pointers; returns how many there are.
static size_t walk(struct guard_end *end, const void *pc, const uintptr_t *stack,
		   const uintptr_t *frame, struct shot *shot)
{
	const void **frames = end->frames;
	const uintptr_t *top = guard.stack_top, *low = stack;
	size_t cnt = 0;

	stack = first_readable(stack);
	if (is_main_thread())
		caught_release();
	if (guard.is_unit_code(pc))
		frames[cnt++] = pc;
	if (!is_main_thread() || stack >= top || top - stack > STACK_WORD_MAX)
		return cnt;
	if (cnt && stack < top && guard.is_frameless(pc) &&
	    guard.is_unit_code(return_address(stack))) {
		end->pointers[cnt] = (uintptr_t)frame;
		frames[cnt++] = return_address(stack) - 1;
	}
	if (!cnt) {
		struct inner inner = find_inner(pc, stack, frame, shot);

		if (!inner.pc)
			return 0;
		frames[cnt++] = inner.pc;
		frame = inner.frame;
	}
	while (frame >= low && frame + 1 < top && cnt < GUARD_FRAME_MAX) {
		const char *caller = return_address(&frame[1]);

		if (frame + 1 >= stack && guard.is_unit_code(caller)) {
			end->pointers[cnt] = frame[0];
			frames[cnt++] = caller - 1;
		}
		if (frame[0] <= (uintptr_t)frame)
			break;
		frame = (const uintptr_t *)frame[0];
	}
	return cnt;
}

// Copies what the innermost frame's function had. Coroutines and handlers have stacks of their own.
static void take_shot(struct shot *shot)
{
	const char *stack = (const char *)shot->registers[ARCH_STACK_REGISTER]; // NOLINT
	bool is_known = is_main_thread() && stack < (const char *)guard.stack_top &&
			stack > guard.stack_low - STACK_STEP_BYTES;

	shot_take_stack(shot, is_known ? (uintptr_t)guard.stack_top : 0);
}

// A call of what is no code leaves the caller's registers as they were.
static bool is_bad_call(const void *pc, const struct guard_end *end)
{
	return end->access == FAULT_EXECUTE && pc == end->address;
}

static void note_frames(struct guard_end *end, const void *context)
{
	const void *pc = arch_program_counter(context);
	struct shot shot = {0};
	size_t cnt = walk(end, pc, arch_stack_pointer(context), arch_frame_pointer(context), &shot);

	if (!cnt) // else what an interrupt has found before
		return;
	end->frame_cnt = cnt;
	if (guard.is_unit_code(pc) || is_bad_call(pc, end)) {
		shot_note_context(&shot, context);
		if (!guard.is_unit_code(pc)) // the call has pushed its return address
			shot.registers[ARCH_STACK_REGISTER] += sizeof(void *);
		shot.pc = end->frames[0];
	}
	end->shot = shot;
	if (shot.pc)
		take_shot(&end->shot);
}

// Makes the end of the guarded call the caller's. Returns false when there is none, or another
// thread was first.
static bool claim(void)
{
	return __atomic_exchange_n(&guard.is_active, 0, __ATOMIC_SEQ_CST);
}

// Back to guard_call(). On the way libc gives back the locks of what is left (stdio's); what it
// knows of them may be gone: a fault there comes here again, and goes without.
static _Noreturn void jump_out(void)
{
	if (guard.is_leaving)
		setcontext(&guard.context);
	guard.is_leaving = 1;
	siglongjmp(guard.jump, 1);
}

// Has the main thread leave the guarded call.
static void tell_main_thread(void)
{
	const struct timespec step = {.tv_nsec = INTERRUPT_STEP_NS};

	guard.is_told = 1;
	syscall(SYS_tgkill, guard.pid, guard.main_tid, SIGNAL_THREAD);
	for (int i = 0; i < STAY_STEP_MAX && guard.is_told && guard.is_inside; i++)
		nanosleep(&step, NULL);
}

// Leaves the guarded call, which is claimed, from the main thread; or asks the main thread to, and
// ends this one.
static _Noreturn void leave(void)
{
	if (is_main_thread())
		jump_out();
	tell_main_thread();
	if (thread_jump)
		siglongjmp(*thread_jump, 1);
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
// same frame, faults only there too. Or the stack pointer itself is beyond it.
static bool is_stack_overflow(const siginfo_t *info, const void *context)
{
	const char *stack = arch_stack_pointer(context);
	const char *address = info->si_addr;

	if (is_main_thread() && address >= (const char *)guard.stack_top)
		return false;
	if (is_main_thread() && stack < guard.stack_low + STACK_STEP_BYTES &&
	    guard.stack_low - stack < STACK_WORD_MAX)
		return true;
	return address > stack - STACK_STEP_BYTES && address < stack + STACK_STEP_BYTES;
}

static bool is_fault_signal(int signal)
{
	for (size_t i = 0; i < sizeof fault_signals / sizeof *fault_signals; i++)
		if (fault_signals[i] == signal)
			return true;
	return false;
}

static bool is_on_signal_stack(const void *context)
{
	uintptr_t at = (uintptr_t)arch_stack_pointer(context);

	return at - (uintptr_t)guard.signal_stack.ss_sp < guard.signal_stack.ss_size;
}

// Tells whether the cell's own handler is to be called. Not for a fault of a handler.
static bool is_for_cell(int signal, const void *context)
{
	if (!handlers_has(signal))
		return false;
	if (is_fault_signal(signal) && is_main_thread() && is_on_signal_stack(context))
		return false;
	return guard.is_inside || !is_main_thread() || guard_is_child();
}

// Tells whether this is a thread whose cell has ended.
static bool is_late(void)
{
	return !is_main_thread() && (!guard.is_inside || origin_is_late());
}

// Ends a thread whose cell has ended, or whose cell another thread has ended just now.
static void end_thread(int signal)
{
	char text[128];
	int len = snprintf(text, sizeof text, "a thread was ended: signal %d (%s)\n", signal,
			   sigdescr_np(signal));

	if (is_late() && origin_cell())
		output_write(2, text, (size_t)len);
	if (thread_jump)
		siglongjmp(*thread_jump, 1);
}

// A signal that ends nothing of a cell: between two, or of a thread.
static void on_stray(int signal)
{
	if (signal == SIGTERM || (is_fault_signal(signal) && !thread_jump && !guard.is_inside))
		end_process_by(signal);
	if (!is_fault_signal(signal))
		return;
	end_thread(signal);
	for (;;) // the main thread, whose call another one has ended; or one of a library
		pause();
}

// From here on the timer means that malloc's lock is lost. What the timer was set to before comes
// before that.
static void begin_check(void)
{
	set_timer(CHECK_NS);
	guard.is_checking = 1;
}

static void end_check(void)
{
	guard.is_checking = 0;
	set_timer(0);
}

// libtcc's error path frees and allocates: where it crashed inside of malloc, which holds a lock
// then, that would wait for ever.
static _Noreturn void on_compiler_fault(void)
{
	if (!guard.is_recovering) {
		guard.is_recovering = 1;
		begin_check();
		guard.recover(false);
	}
	_exit(RUNNER_EXIT_COMPILER); // libtcc's lock is held, or its tables are half-built
}

static void note_fault(int signal, const siginfo_t *info, const void *context)
{
	struct guard_end *end = guard.end;

	guard.is_noting = is_main_thread();
	end->frame_cnt = 0;
	end->status = RUN_FAULTED;
	end->signal = signal;
	end->code = info->si_code;
	end->address = info->si_addr;
	if (signal == SIGSEGV)
		end->access = arch_fault_access(context);
	note_frames(end, context);
	if (signal == SIGSEGV && info->si_code > 0 && is_stack_overflow(info, context))
		strcpy(end->detail, "stack overflow");
}

// Gives how much CPU time the main thread took since it was interrupted first.
static int64_t since_interrupt_ns(void)
{
	struct timespec now;
	int64_t at_ns;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	at_ns = now.tv_sec * (int64_t)1000000000 + now.tv_nsec;
	if (!guard.interrupt_ns)
		guard.interrupt_ns = at_ns;
	return at_ns - guard.interrupt_ns;
}

// Tells whether the main thread is better left alone for a moment: within guard_hold(), or inside
// of a library, which may hold a lock (pthread_join()'s last step, malloc()).
static bool is_in_the_middle(const void *context)
{
	const ucontext_t *uc = context;

	if (!guard.hold_cnt && guard.is_unit_code(arch_program_counter(context)))
		return false;
	if (!sigismember(&uc->uc_sigmask, ARCH_CAUGHT_SIGNAL))
		caught_set(guard.is_unit_code);
	guard.retry_cnt += arch_is_waiting(context);
	return guard.hold_cnt > 0 ||
	       (since_interrupt_ns() < CPU_LEFT_NS &&
		guard.retry_cnt <= (guard.is_told ? TOLD_STEP_MAX : INTERRUPT_STEP_MAX));
}

// Takes the main thread out of a call that another thread has ended.
static void on_told(const void *context)
{
	if (!guard.is_inside)
		return;
	if (is_in_the_middle(context))
		set_timer(INTERRUPT_STEP_NS);
	else
		jump_out();
}

static void on_thread_fault(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	arch_reset_flags();
	on_told(context);
}

// Leaves the compiler a moment, of its own, to come to an end: its tables are half-built at most
// instructions. Then takes it out of what it does by its own error path, once it is in its own
// code: inside of libc it may hold malloc's lock. Of two signals at once, one interrupts the
// other's handler.
static void interrupt_compiler(const void *context)
{
	extern const char __executable_start[], etext[];
	const char *pc = arch_program_counter(context);

	guard.is_interrupt_due = 1;
	guard.is_interrupt_early = !guard.is_inside;
	if (guard.is_recovering)
		return;
	if (since_interrupt_ns() < CPU_LEFT_NS || guard.hold_cnt > 0 ||
	    is_on_signal_stack(context) || pc < __executable_start || pc >= etext) {
		set_timer(INTERRUPT_STEP_NS);
	} else {
		guard.is_recovering = 1;
		guard.recover(true);
	}
}

static void interrupt_at(const void *context)
{
	if (guard.recover) {
		interrupt_compiler(context);
		return;
	}
	if (!guard.is_active) {
		guard.is_interrupt_early = !guard.is_inside;
		return;
	}
	// A call that it ends may be the last one. The first of two signals at once may find only
	// the other one's handler.
	if (!guard.is_interrupt_due || !guard.end->frame_cnt)
		note_frames(guard.end, context);
	guard.is_interrupt_due = 1;
	if (is_in_the_middle(context)) {
		set_timer(INTERRUPT_STEP_NS);
		return;
	}
	if (!claim())
		return;
	guard.end->status = RUN_INTERRUPTED;
	note_frames(guard.end, context);
	leave();
}

// Ends the call if that is due: the main thread may be where it can be left now.
static void end_if_due(const void *context)
{
	if (guard.is_told)
		on_told(context);
	else if (guard.is_interrupt_due)
		interrupt_at(context);
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	if (signal == SIGSEGV && poison_resolve(info->si_addr))
		return;
	if (signal == ARCH_CAUGHT_SIGNAL && caught_resolve(context)) {
		if (!guard_is_child())
			end_if_due(context);
		errno = saved_errno;
		return;
	}
	arch_reset_flags();
	if ((guard.is_leaving || guard.is_noting) && is_main_thread() && is_fault_signal(signal))
		jump_out();
	if (guard.recover && is_main_thread() && is_fault_signal(signal))
		on_compiler_fault();
	if (is_for_cell(signal, context)) {
		handlers_call(signal, info, context);
		errno = saved_errno;
		return;
	}
	if (guard_is_child())
		end_process_by(signal);
	if (is_late() || !claim()) {
		on_stray(signal);
		errno = saved_errno;
		return;
	}
	note_fault(signal, info, context);
	leave();
}

// The kernel sends SIGINT to all that cells have started, and SIGNAL_INTERRUPT to the runner alone.
static void on_interrupt(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	arch_reset_flags();
	if (is_for_cell(signal, context) && guard.interrupt_cnt < 2)
		handlers_call(signal, info, context);
	else if (guard_is_child())
		end_process_by(SIGINT);
	// A second interrupt does not start the wait anew: the kernel may send one more often.
	else if (!is_main_thread())
		syscall(SYS_tgkill, guard.pid, guard.main_tid, signal);
	else
		interrupt_at(context);
	errno = saved_errno;
}

static bool is_deaf(const void *context)
{
	const ucontext_t *uc = context;
	struct sigaction now;

	sigaction(SIGINT, NULL, &now);
	return now.sa_sigaction != on_interrupt || sigismember(&uc->uc_sigmask, SIGINT);
}

// Comes before SIGINT, which may find the cell's last call ended by this one. A cell's handler has
// the first interrupt.
static void on_forced_interrupt(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	arch_reset_flags();
	if (!is_main_thread() || guard_is_child()) {
		syscall(SYS_tgkill, guard.pid, guard.main_tid, signal);
	} else {
		if (info->si_code == SI_QUEUE)
			guard.interrupt_cnt = info->si_value.sival_int;
		if (guard.interrupt_cnt > 1 || !handlers_has(SIGINT) || is_deaf(context))
			interrupt_at(context);
	}
	errno = saved_errno;
}

static void on_retry(int signal, siginfo_t *info, void *context)
{
	int saved_errno = errno;

	arch_reset_flags();
	if (guard.is_checking)
		_exit(RUNNER_EXIT_LOCKED);

	(void)signal;
	(void)info;
	end_if_due(context);
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

static bool is_handled(int signal)
{
	for (size_t i = 0; i < sizeof other_signals / sizeof *other_signals; i++)
		if (other_signals[i] == signal)
			return true;
	return is_fault_signal(signal) || signal == SIGINT || signal >= SIGRTMIN;
}

void guard_handle(int signal, const struct sigaction *action)
{
	struct sigaction real = *action;
	bool has_handler = action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;

	if (!has_handler &&
	    (is_fault_signal(signal) || (action->sa_handler == SIG_DFL && is_handled(signal)))) {
		handle(signal, signal == SIGINT ? on_interrupt : on_signal);
		return;
	}
	if (has_handler) {
		real.sa_sigaction = signal == SIGINT ? on_interrupt : on_signal;
		real.sa_flags &= (int)~SA_RESETHAND; // handlers_call() does it
		real.sa_flags |= SA_SIGINFO | SA_ONSTACK;
		// A fault of the handler comes here, too; SIGINT is blocked only by who wants it.
		if (is_fault_signal(signal) || signal == SIGINT)
			real.sa_flags |= SA_NODEFER;
	}
	sigaction(signal, &real, NULL);
}

_Noreturn void guard_end_all(void)
{
	if (getpgrp() == getpid())
		kill(0, SIGKILL);
	_exit(0);
}

static void on_orphan(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	if (!guard_is_child())
		guard_end_all();
}

static void install_own_handlers(void)
{
	handle(SIGNAL_ORPHAN, on_orphan);
	handle(SIGNAL_INTERRUPT, on_forced_interrupt);
	handle(SIGNAL_RETRY, on_retry);
	handle(SIGNAL_THREAD, on_thread_fault);
}

static void unblock_own(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	for (int i = GUARD_SIGNAL_MAX + 1; i < _NSIG; i++)
		sigaddset(&set, i);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

// What code did to faults and interrupts ends with the cell.
static void restore_handlers(void)
{
	for (size_t i = 0; i < sizeof fault_signals / sizeof *fault_signals; i++) {
		handlers_drop(fault_signals[i]);
		handle(fault_signals[i], on_signal);
	}
	handlers_drop(SIGINT);
	handle(SIGINT, on_interrupt);
	install_own_handlers();
	unblock_own();
}

static void install_handlers(void)
{
	for (size_t i = 0; i < sizeof other_signals / sizeof *other_signals; i++)
		handle(other_signals[i], on_signal);
	for (int i = SIGRTMIN; i <= GUARD_SIGNAL_MAX; i++)
		handle(i, on_signal);
	restore_handlers();
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

bool guard_has_stack(const void *start, size_t size_bytes)
{
	const char *from = start;

	return from < (const char *)guard.stack_top && from + size_bytes > guard.stack_low;
}

bool guard_has_room(size_t size_bytes)
{
	const char *here = __builtin_frame_address(0);

	return here > guard.stack_low && here < (const char *)guard.stack_top &&
	       (size_t)(here - guard.stack_low) > size_bytes;
}

static const char *find_stack_low(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur == RLIM_INFINITY)
		limit.rlim_cur = 8u << 20;
	return (const char *)guard.stack_top - limit.rlim_cur;
}

__attribute__((noinline)) static void *map_signal_stack(size_t size_bytes)
{
	void *pages = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return pages == MAP_FAILED ? NULL : pages;
}

// A child has no timers of its parent's.
void guard_adopt(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGNAL_RETRY};

	guard.pid = getpid();
	guard.main_tid = (pid_t)syscall(SYS_gettid);
	event._sigev_un._tid = guard.main_tid;
	timer_create(CLOCK_MONOTONIC, &event, &guard.timer);
}

void guard_follow_kernel(pid_t kernel)
{
	prctl(PR_SET_PDEATHSIG, SIGNAL_ORPHAN);
	if (getppid() != kernel)
		guard_end_all();
}

void guard_init(void)
{
	sigset_t none;

	guard.signal_stack.ss_sp = map_signal_stack(SIGNAL_STACK_BYTES);
	guard.signal_stack.ss_size = SIGNAL_STACK_BYTES;
	guard.main_thread = pthread_self();
	guard.stack_top = find_stack_top();
	guard.stack_low = find_stack_low();
	sigaltstack(&guard.signal_stack, NULL);
	guard_adopt();
	install_handlers();
	guard_follow_kernel(getppid());
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

// --- threads --------------------------------------------------------------------------------

#define THREAD_SIGNAL_STACK_BYTES (64 * 1024)

static void drop_signal_stack(void *pages)
{
	stack_t off = {.ss_flags = SS_DISABLE};

	sigaltstack(&off, NULL);
	if (pages)
		munmap(pages, THREAD_SIGNAL_STACK_BYTES);
}

// A fault of fn comes back here.
__attribute__((noinline)) static void call_and_return(void (*fn)(void *arg), void *arg)
{
	sigjmp_buf jump;

	if (sigsetjmp(jump, 1) == 0) {
		thread_jump = &jump;
		fn(arg);
	}
	thread_jump = NULL;
}

void guard_thread(void (*fn)(void *arg), void *arg)
{
	stack_t stack = {.ss_sp = map_signal_stack(THREAD_SIGNAL_STACK_BYTES),
			 .ss_size = THREAD_SIGNAL_STACK_BYTES};

	pthread_cleanup_push(drop_signal_stack, stack.ss_sp);
	if (stack.ss_sp)
		sigaltstack(&stack, NULL);
	call_and_return(fn, arg);
	pthread_cleanup_pop(1);
}

// --- calls ----------------------------------------------------------------------------------

void guard_set_code_test(guard_is_unit_code_fn is_unit_code, guard_is_unit_code_fn is_frameless)
{
	guard.is_unit_code = is_unit_code;
	guard.is_frameless = is_frameless;
}

void guard_set_rescue(void (*rescue)(void))
{
	guard.rescue = rescue;
}

// A call, or libtcc, that was left inside of malloc or free holds their lock for ever. Then nothing
// here can go on, and ending is better than hanging: the kernel starts another runner.
static void check_heap(void)
{
	static const size_t sizes[] = {2000,
				       100000}; // above what needs no lock, below mmap's share
	void *volatile block;

	begin_check();
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		block = malloc(sizes[i]);
		free(block);
	}
	end_check();
}

void guard_begin(void)
{
	guard.is_interrupt_early = 0;
}

static void do_nothing(void *arg)
{
	(void)arg;
}

// Calls fn so far below this frame that an array which ends in fn's is not soon beyond this one.
static void call_below_gap(void (*fn)(void *arg), void *arg)
{
	char gap[STACK_GAP_BYTES];

	__asm__ volatile("" ::"r"(gap) : "memory");
	fn(arg);
	arch_reset_flags();
	fedisableexcept(FE_ALL_EXCEPT);
}

// When the code has returned, what another thread has begun goes on, and an interrupt that came too
// late to be seen counts.
static void end_call(struct guard_end *end)
{
	if (!claim())
		while (!guard.is_told || end->status == RUN_ENDED)
			sched_yield();
	else if (guard.is_interrupt_due)
		end->status = RUN_INTERRUPTED;
}

// Begins and ends the call, by whatever way it comes back.
static void call(void (*fn)(void *arg), void *arg, struct guard_end *end)
{
	volatile bool is_back = false;

	guard.end = end;
	guard.retry_cnt = 0;
	guard.interrupt_ns = 0;
	caught_forget();
	guard.is_leaving = guard.is_noting = guard.is_told = guard.is_interrupt_due =
	    guard.interrupt_cnt = 0;
	getcontext(&guard.context);
	if (is_back || sigsetjmp(guard.jump, 1))
		return;
	is_back = true;
	guard.is_inside = 1;
	__atomic_store_n(&guard.is_active, 1, __ATOMIC_SEQ_CST);
	call_below_gap(fn, arg);
	end_call(end);
}

void guard_call(void (*fn)(void *arg), void *arg, struct guard_end *end)
{
	struct cleanup none;

	*end = (struct guard_end){.status = RUN_ENDED};
	if (guard.is_interrupt_early) {
		end->status = RUN_INTERRUPTED;
		return;
	}
	_pthread_cleanup_push(&none, do_nothing, NULL);
	call(fn, arg, end);
	guard.is_inside = 0;
	// Those of functions that were left are forgotten.
	_pthread_cleanup_pop(&none, 0);
	guard.is_active = 0;
	guard.hold_cnt = 0;
	set_timer(0);
	guard.is_leaving = guard.is_noting = 0;
	sigaltstack(&guard.signal_stack, NULL);
	restore_handlers();
	if (end->status != RUN_FAULTED && end->status != RUN_INTERRUPTED)
		return;
	if (guard.rescue)
		guard.rescue();
	check_heap();
}

// Claims the end of the guarded call for guard_raise() or guard_exit(). When it is too late, only
// this thread ends; without a guarded call, and in a child, it returns false.
static bool claim_or_end_thread(int signal)
{
	if (guard_is_child() || (is_main_thread() && !guard.is_inside))
		return false;
	if (!is_late() && claim())
		return true;
	on_stray(signal);
	return false;
}

void guard_raise(int signal, const char *detail, const void *frame)
{
	const uintptr_t *words = frame;

	if (!claim_or_end_thread(SIGABRT)) {
		fprintf(stderr, "%s\n", detail);
		end_process_by(signal);
	}
	guard.end->status = RUN_FAULTED;
	guard.end->signal = signal;
	guard.end->frame_cnt = walk(guard.end, NULL, words, words, &guard.end->shot);
	if (guard.end->shot.pc)
		take_shot(&guard.end->shot);
	snprintf(guard.end->detail, sizeof guard.end->detail, "%s", detail);
	leave();
}

void guard_exit(int status)
{
	if (!claim_or_end_thread(SIGABRT)) {
		fflush(NULL);
		_exit(status);
	}
	guard.end->status = RUN_EXITED;
	guard.end->exit_status = status & 0xff; // what a shell would see of it
	leave();
}

void guard_compiler(void (*fn)(void *arg), void *arg, void (*recover)(bool is_interrupt))
{
	if (!guard.is_inside) { // whoever left the lock held: better ended than waited for
		check_heap();
		guard.is_interrupt_due = 0;
	}
	guard.is_recovering = 0;
	guard.interrupt_ns = 0;
	guard.recover = recover;
	fn(arg);
	guard.recover = NULL;
	set_timer(guard.is_inside && guard.is_interrupt_due ? INTERRUPT_STEP_NS : 0);
	if (guard.is_recovering)
		check_heap();
}
