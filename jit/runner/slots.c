// jit/runner/slots.c - the fixed addresses of session functions (stubs) and objects (homes).
#include "jit/runner/slots.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/runner/arch.h"
#include "jit/runner/guard.h"
#include "jit/runner/region.h"
#include "jit/runner/threads.h"

// A chunk is one read-execute page of stubs and behind it one read-write page of their targets.
#define PAGE_BYTES 4096
#define CHUNK_STUB_CNT (PAGE_BYTES / ARCH_STUB_BYTES)
// Homes up to this size share blocks; larger ones get their own pages.
#define HOME_BLOCK_BYTES (256 * 1024)
#define HOME_LARGE_BYTES (64 * 1024)

struct slot {
	char *name; // owned; functions
	void *stub;
	void **target; // in the chunk's second page
	void *defined; // the code of its definition; NULL: it has none
	void *fast;    // optimised code of the same; NULL: there is none
	void *library; // where it leads without a definition of the session; NULL: nowhere
	void *home;
	size_t home_bytes;
	void *new_home; // not committed yet
	size_t new_home_bytes;
	bool is_thread_local;
};

struct slots {
	struct slot *items;
	size_t cap;
	unsigned char **chunks;
	size_t chunk_cnt;
	size_t stub_cnt;
	uint32_t *stub_slots; // by stub number
	size_t stub_cap;
	void **ways; // by stub number: what arch_caught() goes on to in other threads
	size_t way_cap;
	unsigned char *home_at, *home_end;
	uint32_t *fresh; // owned; slots that were given a new home since the last commit
	size_t fresh_cnt, fresh_cap;
	struct home *published; // NULL: nobody reads it
};

// function_undefined() is called from a stub, with nothing but a number.
static struct slots *all_slots;

struct slots *slots_new(void)
{
	all_slots = mem_zalloc(sizeof *all_slots);
	return all_slots;
}

static struct slot *slot_at(struct slots *slots, uint32_t slot)
{
	if (slot >= slots->cap) {
		size_t cap = slots->cap ? slots->cap : 64;

		while (cap <= slot)
			cap *= 2;
		slots->items = mem_grow(slots->items, cap, sizeof *slots->items);
		memset(slots->items + slots->cap, 0, (cap - slots->cap) * sizeof *slots->items);
		slots->cap = cap;
	}
	return &slots->items[slot];
}

// All stubs of a chunk are written before the page becomes executable for good: other threads may
// be running through it whenever a function is added. A stub tells its number; stub_slots knows
// whose it is.
static unsigned char *new_chunk(struct slots *slots)
{
	unsigned char *chunk = region_code(2 * PAGE_BYTES, PAGE_BYTES);

	if (!chunk)
		abort();
	for (size_t i = 0; i < CHUNK_STUB_CNT; i++)
		arch_write_stub(chunk + i * ARCH_STUB_BYTES,
				(void *const *)(void *)(chunk + PAGE_BYTES) + i,
				(uint32_t)(slots->stub_cnt + i));
	if (region_seal(chunk, PAGE_BYTES))
		abort();
	slots->chunks = mem_grow(slots->chunks, slots->chunk_cnt + 1, sizeof *slots->chunks);
	slots->chunks[slots->chunk_cnt++] = chunk;
	slots->stub_cap += CHUNK_STUB_CNT;
	slots->stub_slots = mem_grow(slots->stub_slots, slots->stub_cap, sizeof *slots->stub_slots);
	return chunk;
}

static void make_stub(struct slots *slots, struct slot *item, uint32_t slot)
{
	size_t index = slots->stub_cnt % CHUNK_STUB_CNT;
	unsigned char *chunk = index == 0 ? new_chunk(slots) : slots->chunks[slots->chunk_cnt - 1];

	slots->stub_slots[slots->stub_cnt++] = slot;
	item->stub = chunk + index * ARCH_STUB_BYTES;
	item->target = (void **)(void *)(chunk + PAGE_BYTES) + index;
}

void *slots_stub(struct slots *slots, uint32_t slot, const char *name, void *library)
{
	struct slot *item = slot_at(slots, slot);

	if (item->stub)
		return item->stub;
	item->name = mem_strdup(name);
	make_stub(slots, item, slot);
	item->library = library;
	slots_set_target(slots, slot, library);
	return item->stub;
}

void slots_link_libraries(struct slots *slots, void *(*find)(const char *name))
{
	for (size_t i = 0; i < slots->stub_cnt; i++) {
		uint32_t slot = slots->stub_slots[i];
		struct slot *item = &slots->items[slot];

		if (slots_target(slots, slot) != item->library)
			continue;
		item->library = find(item->name);
		slots_set_target(slots, slot, item->library);
	}
}

void slots_set_target(struct slots *slots, uint32_t slot, void *code)
{
	// Other threads may be on their way through the stub.
	__atomic_store_n(slots->items[slot].target, code ? code : (void *)arch_undefined,
			 __ATOMIC_RELEASE);
}

bool slots_define(struct slots *slots, uint32_t slot, void *code)
{
	struct slot *item = &slots->items[slot];
	bool is_other = item->defined != code;

	if (is_other)
		item->fast = NULL;
	item->defined = code;
	slots_set_target(slots, slot, item->fast ? item->fast : code);
	return is_other;
}

void slots_set_fast(struct slots *slots, uint32_t slot, void *code)
{
	struct slot *item = &slots->items[slot];

	if (!item->defined)
		return;
	item->fast = code;
	slots_set_target(slots, slot, code ? code : item->defined);
}

void *slots_fast(const struct slots *slots, uint32_t slot)
{
	return slot < slots->cap ? slots->items[slot].fast : NULL;
}

void *slots_target(const struct slots *slots, uint32_t slot)
{
	void *target = *slots->items[slot].target;

	return target == (void *)arch_undefined ? NULL : target;
}

static struct slot *slot_of_stub(const struct slots *slots, size_t number)
{
	return &slots->items[slots->stub_slots[number]];
}

// A thread may be on its way with the table of before: that one stays, half as large as this one.
static void make_ways(struct slots *slots)
{
	size_t cap = slots->way_cap ? slots->way_cap : CHUNK_STUB_CNT;

	if (slots->stub_cnt <= slots->way_cap)
		return;
	while (cap < slots->stub_cnt)
		cap *= 2;
	slots->ways = mem_zalloc(cap * sizeof *slots->ways);
	slots->way_cap = cap;
}

bool slots_catch_calls(struct slots *slots)
{
	bool is_any = false;

	make_ways(slots);
	for (size_t i = 0; i < slots->stub_cnt; i++)
		if (slot_of_stub(slots, i)->defined)
			slots->ways[i] = slot_of_stub(slots, i)->defined;
	__atomic_store_n(&arch_caught_ways, slots->ways, __ATOMIC_RELEASE);
	for (size_t i = 0; i < slots->stub_cnt; i++) {
		const struct slot *item = slot_of_stub(slots, i);

		if (!item->defined || item->fast || *item->target != item->defined)
			continue;
		__atomic_store_n(item->target, (void *)arch_caught, __ATOMIC_RELEASE);
		is_any = true;
	}
	return is_any;
}

void slots_release_calls(struct slots *slots)
{
	for (size_t i = 0; i < slots->stub_cnt; i++) {
		struct slot *item = slot_of_stub(slots, i);

		if (*item->target == (void *)arch_caught)
			__atomic_store_n(item->target, item->defined, __ATOMIC_RELEASE);
	}
}

void *slots_code(const struct slots *slots, uint32_t number)
{
	const struct slot *item = slot_of_stub(slots, number);

	return item->fast ? item->fast : item->defined;
}

void function_undefined(uint32_t number)
{
	uint32_t slot = all_slots->stub_slots[number];
	char detail[256];

	snprintf(detail, sizeof detail, "'%s' was called, but it is declared and not defined",
		 all_slots->items[slot].name);
	guard_raise(SIGABRT, detail, __builtin_frame_address(0));
}

static void *small_home(struct slots *slots, size_t size_bytes, size_t align_bytes)
{
	uintptr_t at = ((uintptr_t)slots->home_at + align_bytes - 1) & ~(align_bytes - 1);

	if (!slots->home_at || at + size_bytes > (uintptr_t)slots->home_end) {
		slots->home_at = region_data(HOME_BLOCK_BYTES);
		if (!slots->home_at)
			return NULL;
		slots->home_end = slots->home_at + HOME_BLOCK_BYTES;
		at = ((uintptr_t)slots->home_at + SLOTS_MARGIN_BYTES + align_bytes - 1) &
		     ~(align_bytes - 1);
	}
	slots->home_at = (unsigned char *)at + size_bytes;
	return (void *)at;
}

// Remembers whose home slots_commit() or slots_rollback() settles.
static void note_fresh(struct slots *slots, uint32_t slot)
{
	if (slots->fresh_cnt == slots->fresh_cap) {
		slots->fresh_cap = slots->fresh_cap ? slots->fresh_cap * 2 : 16;
		slots->fresh = mem_grow(slots->fresh, slots->fresh_cap, sizeof *slots->fresh);
	}
	slots->fresh[slots->fresh_cnt++] = slot;
}

// A size beyond all memory stays one.
static size_t with_margin(size_t size_bytes)
{
	return size_bytes > SIZE_MAX - SLOTS_MARGIN_BYTES ? size_bytes
							  : size_bytes + SLOTS_MARGIN_BYTES;
}

void *slots_home(struct slots *slots, uint32_t slot, size_t size_bytes, size_t align_bytes,
		 bool is_thread_local)
{
	struct slot *item = slot_at(slots, slot);

	if (align_bytes < SLOTS_ALIGN_BYTES)
		align_bytes = SLOTS_ALIGN_BYTES;
	if (item->home && item->home_bytes == size_bytes &&
	    item->is_thread_local == is_thread_local && (uintptr_t)item->home % align_bytes == 0)
		return item->home;
	item->is_thread_local = is_thread_local;
	if (is_thread_local)
		item->new_home = threads_home(size_bytes, align_bytes);
	else if (size_bytes > HOME_LARGE_BYTES || align_bytes > PAGE_BYTES)
		item->new_home = region_data(with_margin(size_bytes));
	else
		item->new_home = small_home(slots, with_margin(size_bytes), align_bytes);
	item->new_home_bytes = size_bytes;
	note_fresh(slots, slot);
	return item->new_home;
}

void slots_publish(struct slots *slots, struct home *homes)
{
	slots->published = homes;
}

// The size goes first and comes last: a reader never sees the old size with the new address.
static void publish(struct slots *slots, uint32_t slot)
{
	const struct slot *item = &slots->items[slot];
	struct home *home = &slots->published[slot];

	__atomic_store_n(&home->size_bytes, 0, __ATOMIC_RELEASE);
	__atomic_store_n(&home->address, (uint64_t)(uintptr_t)item->home, __ATOMIC_RELEASE);
	__atomic_store_n(&home->size_bytes, item->is_thread_local ? 0 : item->home_bytes,
			 __ATOMIC_RELEASE);
}

void slots_publish_all(struct slots *slots, uint32_t slot_cnt)
{
	for (uint32_t i = 0; slots->published && i < slot_cnt && i < HOMES_CNT; i++) {
		if (i < slots->cap)
			publish(slots, i);
		else
			__atomic_store_n(&slots->published[i].size_bytes, 0, __ATOMIC_RELEASE);
	}
}

void slots_commit(struct slots *slots)
{
	for (size_t i = 0; i < slots->fresh_cnt; i++) {
		struct slot *item = &slots->items[slots->fresh[i]];

		if (!item->new_home)
			continue; // listed twice
		item->home = item->new_home;
		item->home_bytes = item->new_home_bytes;
		item->new_home = NULL;
		if (slots->published && slots->fresh[i] < HOMES_CNT)
			publish(slots, slots->fresh[i]);
	}
	slots->fresh_cnt = 0;
}

void slots_rollback(struct slots *slots)
{
	for (size_t i = 0; i < slots->fresh_cnt; i++)
		slots->items[slots->fresh[i]].new_home = NULL;
	slots->fresh_cnt = 0;
}

void slots_each_home(const struct slots *slots,
		     void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx)
{
	for (size_t i = 0; i < slots->cap; i++)
		if (slots->items[i].home)
			tell(ctx, slots->items[i].home, slots->items[i].home_bytes);
}

void slots_each_object(const struct slots *slots,
		       void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx)
{
	for (size_t i = 0; i < slots->cap; i++)
		if (slots->items[i].home && !slots->items[i].is_thread_local)
			tell(ctx, slots->items[i].home, slots->items[i].home_bytes);
}

// How far an address is from [start, end): 0 within it, 1 at its end.
static size_t bytes_between(const char *address, const char *start, const char *end)
{
	if (address < start)
		return (size_t)(start - address);
	return address < end ? 0 : (size_t)(address - end) + 1;
}

bool slots_object_near(const struct slots *slots, const char *address, struct slots_object *object)
{
	size_t nearest = SLOTS_MARGIN_BYTES + 1;

	for (size_t i = 0; i < slots->cap && nearest; i++) {
		const struct slot *item = &slots->items[i];
		const char *start = item->home;
		size_t away;

		if (!start || item->is_thread_local)
			continue;
		away = bytes_between(address, start, start + item->home_bytes);
		if (away >= nearest)
			continue;
		*object = (struct slots_object){(uint32_t)i, start, item->home_bytes};
		nearest = away;
	}
	return nearest <= SLOTS_MARGIN_BYTES;
}

void *slots_find_home(const struct slots *slots, uint32_t slot)
{
	const struct slot *item = slot < slots->cap ? &slots->items[slot] : NULL;

	if (!item)
		return NULL;
	return item->new_home ? item->new_home : item->home;
}

bool slots_has_code(const struct slots *slots, const void *pc)
{
	for (size_t i = 0; i < slots->chunk_cnt; i++)
		if ((const unsigned char *)pc >= slots->chunks[i] &&
		    (const unsigned char *)pc < slots->chunks[i] + PAGE_BYTES)
			return true;
	return false;
}

const char *slots_name_at(const struct slots *slots, const void *address)
{
	for (size_t i = 0; i < slots->chunk_cnt; i++) {
		size_t offset = (size_t)((const unsigned char *)address - slots->chunks[i]);
		size_t number = i * CHUNK_STUB_CNT + offset / ARCH_STUB_BYTES;

		if ((const unsigned char *)address < slots->chunks[i] || offset >= PAGE_BYTES)
			continue;
		if (offset % ARCH_STUB_BYTES || number >= slots->stub_cnt)
			return NULL;
		return slots->items[slots->stub_slots[number]].name;
	}
	return NULL;
}
