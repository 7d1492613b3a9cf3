// jit/runner/fast.c - which functions run optimised code, and until when.
#include "jit/runner/fast.h"

#include "base/mem.h"

struct fast {
	struct slots *slots;
	const struct code **units; // owned array; those whose code may be run
	size_t cnt, cap;
};

struct fast *fast_new(struct slots *slots)
{
	struct fast *fast = mem_zalloc(sizeof *fast);

	fast->slots = slots;
	return fast;
}

static bool depends_on(const struct code *code, uint32_t slot)
{
	for (size_t i = 0; i < code->function_cnt; i++)
		if (code->functions[i].slot == slot)
			return true;
	for (size_t i = 0; i < code->inlined_cnt; i++)
		if (code->inlined[i] == slot)
			return true;
	return false;
}

// Lets the functions that run a unit's code go back to their definitions'.
static void give_up(struct fast *fast, const struct code *code)
{
	for (size_t i = 0; i < code->function_cnt; i++)
		if (slots_fast(fast->slots, code->functions[i].slot) == code->functions[i].code)
			slots_set_fast(fast->slots, code->functions[i].slot, NULL);
}

static void give_up_dependents(struct fast *fast, uint32_t slot)
{
	size_t kept = 0;

	for (size_t i = 0; i < fast->cnt; i++) {
		if (depends_on(fast->units[i], slot))
			give_up(fast, fast->units[i]);
		else
			fast->units[kept++] = fast->units[i];
	}
	fast->cnt = kept;
}

void fast_add(struct fast *fast, const struct code *code)
{
	for (size_t i = 0; i < code->function_cnt; i++)
		slots_set_fast(fast->slots, code->functions[i].slot, code->functions[i].code);
	for (size_t i = 0; i < fast->cnt; i++)
		if (fast->units[i] == code)
			return;
	if (fast->cnt == fast->cap) {
		fast->cap = fast->cap ? fast->cap * 2 : 16;
		fast->units = mem_grow(fast->units, fast->cap, sizeof *fast->units);
	}
	fast->units[fast->cnt++] = code;
}

void fast_give_up_all(struct fast *fast)
{
	for (size_t i = 0; i < fast->cnt; i++)
		give_up(fast, fast->units[i]);
	fast->cnt = 0;
}

void fast_define(struct fast *fast, const struct code *code)
{
	for (size_t i = 0; i < code->function_cnt; i++)
		if (slots_define(fast->slots, code->functions[i].slot, code->functions[i].code))
			give_up_dependents(fast, code->functions[i].slot);
}
