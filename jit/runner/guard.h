// jit/runner/guard.h - runs code that may do anything, and comes back.
//
// A fault, an abort, exit() or an interrupt ends the guarded call; the process goes on with its
// memory as it was. Faults of other threads end the guarded call of the main thread, too, and
// themselves; those of threads that outlive their cell end only themselves.
#ifndef CICLE_JIT_RUNNER_GUARD_H
#define CICLE_JIT_RUNNER_GUARD_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "jit/message.h"
#include "jit/runner/shot.h"

#define GUARD_FRAME_MAX 64

// The signals above are the guard's own: cells do not see them.
#define GUARD_SIGNAL_MAX 60

struct guard_end {
	enum run_status status;              // never RUN_NOT_COMPILED
	int signal;                          // RUN_FAULTED
	int code;                            // si_code
	const void *address;                 // that the fault was about
	enum fault_access access;            // what was tried there
	const void *frames[GUARD_FRAME_MAX]; // where it happened, then who called, in unit code
	uintptr_t pointers[GUARD_FRAME_MAX]; // of callers: their frame pointers
	size_t frame_cnt;
	struct shot shot; // of the innermost frame, when it is certain
	int exit_status;  // RUN_EXITED
	char detail[512]; // in words, when more is known than the signal
};

// Installs the signal handlers. Once, on the main thread.
void guard_init(void);

// The same in a process that was forked off the runner to take its place: the handlers are there.
void guard_adopt(void);

// When the kernel, which is the parent, ends from now on, the runner does, and with it all that
// cells have started. At once when kernel is no longer the parent.
void guard_follow_kernel(pid_t kernel);

// Calls fn(arg) on this, the main thread.
void guard_call(void (*fn)(void *arg), void *arg, struct guard_end *end);

// Ends the guarded call as a fault of the user's code, from any thread. frame is
// __builtin_frame_address(0) of the function that unit code called. With no guarded call, or in a
// child that the code forked, the process ends.
_Noreturn void guard_raise(int signal, const char *detail, const void *frame);

// Ends the guarded call as exit(status) would end a program.
_Noreturn void guard_exit(int status);

// Installs what a cell asks for: its handler (jit/runner/handlers.h), none, or the guard's own.
void guard_handle(int signal, const struct sigaction *action);

// Calls fn(arg) on a new thread of a cell: with a signal stack, and so that a fault ends the
// thread.
void guard_thread(void (*fn)(void *arg), void *arg);

// Tells whether addresses hold what the runner itself cannot do without: the stack of the main
// thread.
bool guard_has_stack(const void *start, size_t size_bytes);

// Between the two an interrupt waits: what the main thread does there is not left half done. They
// nest; another thread's calls do nothing.
void guard_hold(void);
void guard_let(void);

// Tells whether the main thread, which calls it, is on its own stack, and has so much room there.
bool guard_has_room(size_t size_bytes);

// Tells whether this is the main thread, which runs the cells.
bool guard_is_main_thread(void);
bool guard_is_main(pthread_t thread);

// A request of the kernel begins: an interrupt that comes before its guarded call ends that.
void guard_begin(void);

// Calls fn(arg), which calls the compiler. A crash of the compiler, and an interrupt after a
// moment, call recover(), which must leave through the compiler's own error path; where there is
// none it returns. A crash ends the process then. An interrupt ends the guarded call that comes
// next, or the one that this is within.
void guard_compiler(void (*fn)(void *arg), void *arg, void (*recover)(bool is_interrupt));

// Tells guard where machine code of units stands: an interrupt ends a cell at once only there,
// elsewhere (inside malloc, say) it waits a moment for the code to come back. is_frameless: the
// same for code of a function that uses no stack, so that its return address is on top.
typedef bool (*guard_is_unit_code_fn)(const void *pc);
void guard_set_code_test(guard_is_unit_code_fn is_unit_code, guard_is_unit_code_fn is_frameless);

// Is called before a torn-out call's heap is checked, which may end the process. Allocates nothing.
void guard_set_rescue(void (*rescue)(void));

// The kernel is gone: ends the runner and all that cells have started.
_Noreturn void guard_end_all(void);

// Tells whether this process is a child that user code forked off the runner.
bool guard_is_child(void);

#endif
