// jit/runner/caught.c - stops the main thread where a library's function returns to unit code.
#include "jit/runner/caught.h"

#include <signal.h>
#include <stdint.h>
#include <unwind.h>

#include "jit/runner/arch.h"
#include "profiler/runtime/calls.h"

static struct {
	bool is_set;         // since the guarded call began
	uintptr_t *slot;     // where the address stood; NULL after it was used or put back
	const void *address; // it, until the next guarded call: vfork() returns twice
} caught;

struct search {
	guard_is_unit_code_fn is_unit_code;
	uintptr_t *slot;
};

// The stack's words may be anything's: AddressSanitizer must not judge. Before a frame is looked
// at, the canonical frame address is the end of the one that it called, where the return address
// stands.
__attribute__((no_sanitize_address)) static _Unwind_Reason_Code
find_slot(struct _Unwind_Context *context, void *arg)
{
	struct search *search = arg;
	uintptr_t address = _Unwind_GetIP(context);
	uintptr_t *slot = (uintptr_t *)_Unwind_GetCFA(context) - 1; // NOLINT: a number until now

	if (address == (uintptr_t)arch_library_returned)
		slot = calls_return_slot(slot);
	else if (!search->is_unit_code((const void *)address)) // NOLINT
		return _URC_NO_REASON;
	else if (*slot != address)
		slot = NULL;
	search->slot = slot;
	return _URC_END_OF_STACK;
}

__attribute__((no_sanitize_address)) void caught_set(guard_is_unit_code_fn is_unit_code)
{
	struct search search = {.is_unit_code = is_unit_code};

	if (caught.is_set)
		return;
	_Unwind_Backtrace(find_slot, &search);
	if (!search.slot)
		return;
	caught.is_set = true;
	caught.address = (const void *)*search.slot; // NOLINT: a word of the stack
	caught.slot = search.slot;
	*search.slot = (uintptr_t)arch_caught_return;
}

bool caught_resolve(void *context)
{
	if (!caught.is_set || arch_program_counter(context) != (const void *)arch_caught_return)
		return false;
	arch_set_program_counter(context, caught.address);
	if (!guard_is_child()) // nor vfork()'s, whose parent's address it may be, too
		caught.slot = NULL;
	return true;
}

void caught_forget(void)
{
	caught.is_set = false;
	caught.slot = NULL;
}

__attribute__((no_sanitize_address)) void caught_release(void)
{
	if (!caught.slot || *caught.slot != (uintptr_t)arch_caught_return)
		return;
	*caught.slot = (uintptr_t)caught.address;
	caught_forget();
}
