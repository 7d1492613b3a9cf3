// profiler/runtime/calls.c - calls of library functions: opened before them, closed behind them.
//
// How the stack of open calls stays right when calls end without returning:
// 1. A call is found by its slot, from the top: the newest one is the slot's.
// 2. calls_unwind() removes what a longjmp of the session's code leaves; probe_start() and a
//    thread's end remove everything.
// 3. A jump inside of a library tells nobody. What it left is removed when an older call returns,
//    if it lies NEAR below that one's slot: farther away is another stack, on which a coroutine
//    may still wait.
// A signal handler may run calls at any instruction: a call takes its place before it is filled
// in, and gives it back last.
#include "profiler/runtime/calls.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "profiler/runtime/probe.h"
#include "profiler/runtime/tree.h"

enum {
	CALL_MAX = 1 << 15, // library calls inside of one another; further ones are not timed
	NEAR_BYTES = 1 << 20,
};

struct call {
	void **slot; // NULL: over
	uintptr_t return_address;
	struct cicle_frame frame;
};

struct call_stack {
	uint32_t cnt;
	struct call calls[CALL_MAX];
};

static _Thread_local struct call_stack *mine __attribute__((tls_model("initial-exec")));

// Gives the calling thread's stack, NULL when there is no memory for it.
static struct call_stack *own_stack(void)
{
	int kept_errno = errno;

	if (!mine) {
		mine = tree_map(sizeof *mine);
		errno = kept_errno;
	}
	return mine;
}

static inline void set_cnt(struct call_stack *stack, uint32_t cnt)
{
	__atomic_store_n(&stack->cnt, cnt, __ATOMIC_RELEASE);
}

bool calls_enter(uint32_t function, void **return_slot)
{
	struct cicle_frame frame;
	struct call_stack *stack;
	struct call *call;

	if (!probe_open(&frame, function, return_slot))
		return false;
	stack = own_stack();
	while (stack && stack->cnt > 0 && stack->calls[stack->cnt - 1].slot == return_slot)
		set_cnt(stack, stack->cnt - 1);
	if (!stack || stack->cnt == CALL_MAX) {
		cicle_leave(&frame);
		return false;
	}
	call = &stack->calls[stack->cnt];
	set_cnt(stack, stack->cnt + 1);
	*call = (struct call){return_slot, (uintptr_t)*return_slot, frame};
	return true;
}

// Tells whether a call above the one with this slot can only have been left by a jump.
static bool is_left(const struct call *call, void *const *slot)
{
	uintptr_t place = (uintptr_t)call->slot, returned = (uintptr_t)slot;

	return place <= returned && returned - place < NEAR_BYTES;
}

void *calls_leave(void **return_slot)
{
	struct call_stack *stack = mine;
	uint32_t at = stack ? stack->cnt : 0;
	uint32_t cnt = at;
	struct call call;

	while (at > 0 && stack->calls[at - 1].slot != return_slot)
		at--;
	if (at == 0)
		abort(); // there is no way back
	call = stack->calls[at - 1];
	cicle_leave(&call.frame);
	stack->calls[at - 1].slot = NULL;
	while (cnt > 0 && (!stack->calls[cnt - 1].slot ||
			   (cnt > at && is_left(&stack->calls[cnt - 1], return_slot))))
		cnt--;
	set_cnt(stack, cnt);
	return (void *)call.return_address; // NOLINT: a word of the stack
}

uintptr_t *calls_return_slot(const void *return_slot)
{
	struct call_stack *stack = mine;
	uint32_t at = stack ? stack->cnt : 0;

	while (at > 0 && stack->calls[at - 1].slot != return_slot)
		at--;
	return at > 0 ? &stack->calls[at - 1].return_address : NULL;
}

void calls_unwind(const void *from, const void *to)
{
	struct call_stack *stack = mine;

	while (stack && stack->cnt > 0) {
		const void *slot = stack->calls[stack->cnt - 1].slot;

		if (slot && (slot < from || slot >= to))
			break;
		set_cnt(stack, stack->cnt - 1);
	}
}

void calls_forget(void)
{
	struct call_stack *stack = mine;

	mine = NULL;
	if (stack)
		munmap(stack, sizeof *stack);
}
