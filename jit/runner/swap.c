// jit/runner/swap.c - optimised code is taken in while a cell runs.
#include "jit/runner/swap.h"

#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <stdbool.h>

#include "jit/message.h"
#include "jit/runner/arch.h"
#include "jit/runner/channel.h"
#include "jit/runner/guard.h"

// Loading needs so much of the main thread's stack: libtcc's linker has buffers there.
#define STACK_NEEDED_BYTES (256 * 1024)
// Looks at most so many times in vain before the next one that turns stubs.
#define PAUSE_MAX 64

// Stubs lead here with nothing but a number.
static struct {
	pthread_mutex_t lock; // of all below, and of the slots while a cell runs
	struct slots *slots;
	void (*load)(void *ctx);
	void *ctx;
	bool is_on;     // a cell runs
	bool is_caught; // stubs lead to arch_caught()
	unsigned pause; // so many looks between two turns
	unsigned looks; // that are left of them
} swap = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void hold(void)
{
	guard_hold();
	pthread_mutex_lock(&swap.lock);
}

static void let(void)
{
	pthread_mutex_unlock(&swap.lock);
	guard_let();
}

void swap_init(struct slots *slots, void (*load)(void *ctx), void *ctx)
{
	swap.slots = slots;
	swap.load = load;
	swap.ctx = ctx;
	arch_catch_thread();
}

void swap_adopt(void)
{
	pthread_mutex_init(&swap.lock, NULL);
}

static void release(void)
{
	if (swap.is_caught)
		slots_release_calls(swap.slots);
	swap.is_caught = false;
}

void swap_begin(void)
{
	hold();
	swap.is_on = arch_can_catch();
	swap.pause = swap.looks = 0;
	let();
}

void swap_end(void)
{
	hold();
	swap.is_on = false;
	release();
	let();
}

// Nobody came by: the stubs go back, and the next turn is later.
static void give_up_turn(void)
{
	release();
	swap.pause = swap.pause ? swap.pause * 2 : 1;
	if (swap.pause > PAUSE_MAX)
		swap.pause = PAUSE_MAX;
	swap.looks = swap.pause;
}

void swap_look(void)
{
	hold();
	if (swap.is_caught)
		give_up_turn();
	else if (swap.looks)
		swap.looks--;
	else if (swap.is_on && channel_has(MESSAGE_LOAD))
		swap.is_caught = slots_catch_calls(swap.slots);
	let();
}

// Loads in the middle of a call. The cell's floating-point modes are put back with its registers.
static void load_here(void)
{
	int saved_errno = errno;

	fesetenv(FE_DFL_ENV);
	arch_reset_flags();
	swap.load(swap.ctx);
	errno = saved_errno;
}

void *function_caught(uint32_t number)
{
	void *code;

	if (guard_is_child()) { // it has no other thread, and what held the lock is not here
		slots_release_calls(swap.slots);
		return slots_code(swap.slots, number);
	}
	hold();
	if (swap.is_caught && guard_has_room(STACK_NEEDED_BYTES)) {
		release();
		swap.pause = 0;
		load_here();
	}
	code = slots_code(swap.slots, number);
	let();
	return code;
}
