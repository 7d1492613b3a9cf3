// jit/runner/handlers.c - signal handlers and masks of cells, beside those that keep the runner
// alive.
#include "jit/runner/handlers.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "jit/runner/guard.h"

// By signal; what sigaction() would have kept.
static struct sigaction own[_NSIG];

static bool is_handler(const struct sigaction *action)
{
	return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

bool handlers_has(int signal)
{
	return is_handler(&own[signal]);
}

void handlers_call(int signal, siginfo_t *info, void *context)
{
	struct sigaction action = own[signal];

	if (action.sa_flags & (int)SA_RESETHAND)
		own[signal].sa_handler = SIG_DFL;
	if (action.sa_flags & SA_SIGINFO)
		action.sa_sigaction(signal, info, context);
	else
		action.sa_handler(signal);
}

void handlers_drop(int signal)
{
	own[signal].sa_handler = SIG_DFL;
}

// --- masks ----------------------------------------------------------------------------------

static bool is_fault(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL;
}

// The system ends a process that faults while the fault is blocked; and an interrupt must come
// through.
static void strip(sigset_t *set)
{
	for (int i = 1; i < _NSIG; i++)
		if (is_fault(i) || i > GUARD_SIGNAL_MAX)
			sigdelset(set, i);
}

static int own_sigfillset(sigset_t *set)
{
	int rc = sigfillset(set);

	for (int i = GUARD_SIGNAL_MAX + 1; i < _NSIG; i++)
		sigdelset(set, i);
	return rc;
}

static int own_sigaddset(sigset_t *set, int signal)
{
	if (signal <= GUARD_SIGNAL_MAX)
		return sigaddset(set, signal);
	errno = EINVAL;
	return -1;
}

static int own_pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
	sigset_t stripped;

	if (!set || guard_is_child())
		return pthread_sigmask(how, set, old);
	stripped = *set;
	if (how != SIG_UNBLOCK)
		strip(&stripped);
	return pthread_sigmask(how, &stripped, old);
}

static int own_sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	int rc = own_pthread_sigmask(how, set, old);

	if (!rc)
		return 0;
	errno = rc;
	return -1;
}

// Without one's own signals: cells see as many as there are left.
static int own_sigrtmax(void)
{
	return GUARD_SIGNAL_MAX;
}

// --- actions --------------------------------------------------------------------------------

static int own_sigaction(int signal, const struct sigaction *new, struct sigaction *old)
{
	if (guard_is_child())
		return sigaction(signal, new, old);
	if (signal < 1 || signal > GUARD_SIGNAL_MAX || signal == SIGKILL || signal == SIGSTOP) {
		errno = EINVAL;
		return -1;
	}
	if (old)
		*old = own[signal];
	if (!new)
		return 0;
	own[signal] = *new;
	strip(&own[signal].sa_mask);
	guard_handle(signal, &own[signal]);
	return 0;
}

// What signal() and its kin do: flags say how they differ.
static void (*set_handler(int signal, void (*handler)(int), int flags))(int)
{
	struct sigaction new = {.sa_handler = handler, .sa_flags = flags}, old;

	return own_sigaction(signal, &new, &old) ? SIG_ERR : old.sa_handler;
}

static void (*own_signal(int signal, void (*handler)(int)))(int)
{
	return set_handler(signal, handler, SA_RESTART);
}

static void (*own_sysv_signal(int signal, void (*handler)(int)))(int)
{
	return set_handler(signal, handler, (int)(SA_RESETHAND | SA_NODEFER));
}

static int own_siginterrupt(int signal, int interrupts)
{
	struct sigaction action;

	if (own_sigaction(signal, NULL, &action))
		return -1;
	action.sa_flags = interrupts ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
	return own_sigaction(signal, &action, NULL);
}

// The main thread's handlers run on the runner's signal stack.
static int own_sigaltstack(const stack_t *new, stack_t *old)
{
	if (guard_is_child() || !guard_is_main_thread() || !new)
		return sigaltstack(new, old);
	return sigaltstack(NULL, old);
}

static const struct support_symbol symbols[] = {
    {"sigaltstack", (void *)own_sigaltstack},
    {"sigaction", (void *)own_sigaction},
    {"signal", (void *)own_signal},
    {"ssignal", (void *)own_signal},
    {"bsd_signal", (void *)own_signal},
    {"sysv_signal", (void *)own_sysv_signal},
    {"__sysv_signal", (void *)own_sysv_signal},
    {"siginterrupt", (void *)own_siginterrupt},
    {"sigprocmask", (void *)own_sigprocmask},
    {"pthread_sigmask", (void *)own_pthread_sigmask},
    {"sigfillset", (void *)own_sigfillset},
    {"sigaddset", (void *)own_sigaddset},
    {"__libc_current_sigrtmax", (void *)own_sigrtmax},
};

const struct support_symbol *handlers_symbols(size_t *cnt)
{
	*cnt = sizeof symbols / sizeof *symbols;
	return symbols;
}
