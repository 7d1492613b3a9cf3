// jit/runner/checked.c - what checked code calls: its accesses of memory, and malloc and its like.
//
// poison.c says what may not be touched: what lies around blocks and session objects, freed blocks;
// around locals the code itself says so.
#include "jit/runner/checked.h"

#include <assert.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"
#include "jit/runner/checked_stack.h"
#include "jit/runner/guard.h"
#include "jit/runner/poison.h"

#define LEAF_BITS 28
#define NUMBER_BYTES (((size_t)1 << (LEAF_BITS - 4)) * sizeof(uint32_t))
#define LEAF_CNT ((size_t)1 << (47 - LEAF_BITS))
// Behind each block.
#define MARGIN_BYTES 32
#define PAGE_BYTES 4096

struct block {
	char *start;
	size_t size_bytes, usable_bytes;
	const void *allocated_at, *freed_at; // NULL: not freed
};

// Of the one run that there is. The lock is held while blocks or leaves change.
static uint32_t *numbers[LEAF_CNT]; // 1 + the block that starts at each 16 bytes; 0: none
static struct block *blocks;
static size_t block_cnt, block_cap;
static struct checked_sites complaint;
static const struct slots *objects;
static bool is_on;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// --- the list of blocks -------------------------------------------------------------------------

// Gives the place that holds the number of the block at an address; NULL when there is no room.
static uint32_t *number_of(const char *start)
{
	uintptr_t address = (uintptr_t)start;
	uint32_t **leaf = &numbers[address >> LEAF_BITS];

	if (!*leaf) {
		void *room = mmap(NULL, NUMBER_BYTES, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		*leaf = room == MAP_FAILED ? NULL : room;
	}
	return *leaf ? *leaf + ((address & (((uintptr_t)1 << LEAF_BITS) - 1)) >> 4) : NULL;
}

static void set_number(const char *start, size_t number)
{
	uint32_t *place = number_of(start);

	if (place)
		*place = (uint32_t)number;
}

static void mark_block(const struct block *block)
{
	const char *end = block->start + block->size_bytes + MARGIN_BYTES;

	poison_mark(block->start - 8, block->start, POISON_BEFORE);
	poison_mark(block->start, end, POISON_NONE);
	poison_behind(block->start, block->size_bytes, end, POISON_BEHIND);
}

static void forget_block(const struct block *block)
{
	poison_mark(block->start - 8, block->start + block->size_bytes + MARGIN_BYTES, POISON_NONE);
}

static struct block *block_at(const char *start)
{
	const uint32_t *number = number_of(start);

	return number && *number ? &blocks[*number - 1] : NULL;
}

static struct block *add_block(const struct block *block)
{
	struct block *known = block_at(block->start);

	if (known) { // code that is not checked had freed that one
		*known = *block;
		return known;
	}
	if (block_cnt == block_cap) {
		block_cap = block_cap ? block_cap * 2 : 256;
		blocks = mem_grow(blocks, block_cap, sizeof *blocks);
	}
	assert(blocks);
	blocks[block_cnt++] = *block;
	set_number(block->start, block_cnt);
	return &blocks[block_cnt - 1];
}

static void drop_block(struct block *block)
{
	forget_block(block);
	set_number(block->start, 0);
	*block = blocks[--block_cnt];
	if (block < blocks + block_cnt)
		set_number(block->start, (size_t)(block - blocks) + 1);
}

// --- complaints ---------------------------------------------------------------------------------

static struct block *find_block(const char *address)
{
	for (size_t i = block_cnt; i-- > 0;)
		if (address >= blocks[i].start - 8 &&
		    address < blocks[i].start + blocks[i].size_bytes + MARGIN_BYTES)
			return &blocks[i];
	return NULL;
}

// Code that is not checked may have freed a block, and got its memory for another one.
static bool is_ours(const struct block *block)
{
	return block->freed_at || malloc_usable_size(block->start) == block->usable_bytes;
}

struct access {
	const char *address, *bad; // its first byte, the first that may not be touched
	size_t len;
	bool is_write;
};

static void describe(const struct block *block, const struct access *access, char *text,
		     size_t text_cap)
{
	const char *what = access->is_write ? "write" : "read", *address = access->address;
	size_t len = access->len;

	if (block->freed_at)
		snprintf(text, text_cap,
			 "use after free: %s of %zu bytes at byte %td of a freed block of %zu "
			 "bytes",
			 what, len, address - block->start, block->size_bytes);
	else if (address < block->start)
		snprintf(text, text_cap,
			 "heap underflow: %s of %zu bytes, %td bytes before a "
			 "block of %zu bytes",
			 what, len, block->start - address, block->size_bytes);
	else
		snprintf(text, text_cap,
			 "heap overflow: %s of %zu bytes at byte %td of a block of %zu bytes", what,
			 len, address - block->start, block->size_bytes);
}

static _Noreturn void complain(const struct block *block, const char *text, const void *frame)
{
	complaint = (struct checked_sites){.allocated_at = block->allocated_at,
					   .freed_at = block->freed_at};
	pthread_mutex_unlock(&lock);
	guard_raise(SIGABRT, text, frame);
}

// Complains when a block is what the access is about.
static void look_at_blocks(const struct access *access, const void *frame)
{
	struct block *block;
	char text[256];

	pthread_mutex_lock(&lock);
	block = is_on ? find_block(access->bad) : NULL;
	if (block && is_ours(block)) {
		describe(block, access, text, sizeof text);
		complain(block, text, frame);
	}
	if (block)
		drop_block(block);
	pthread_mutex_unlock(&lock);
}

// "local overflow: write of 4 bytes at byte 16 of 'a' of 16 bytes"
static void describe_object(const struct access *access, const char *problem, const char *name,
			    const char *start, size_t size_bytes, char *text, size_t text_cap)
{
	const char *what = access->is_write ? "write" : "read";

	if (access->address < start)
		snprintf(text, text_cap, "%s: %s of %zu bytes, %td bytes before %s of %zu bytes",
			 problem, what, access->len, start - access->address, name, size_bytes);
	else
		snprintf(text, text_cap, "%s: %s of %zu bytes at byte %td of %s of %zu bytes",
			 problem, what, access->len, access->address - start, name, size_bytes);
}

static void look_at_objects(const struct access *access, const void *frame)
{
	struct slots_object object;
	char text[256];

	if (!objects || !slots_object_near(objects, access->bad, &object))
		return;
	describe_object(access,
			access->address < object.start ? "object underflow" : "object overflow",
			"an object", object.start, object.size_bytes, text, sizeof text);
	complaint = (struct checked_sites){.object_slot = object.slot};
	guard_raise(SIGABRT, text, frame);
}

static const char *problem_of_local(enum poison mark, const struct access *access,
				    const struct checked_local *local)
{
	if (mark == POISON_RETURNED)
		return "use after return";
	if (mark == POISON_SCOPE)
		return "use after scope";
	return access->address < local->start ? "local underflow" : "local overflow";
}

// The mark that forbids an access: of an object's last bytes, the one behind them.
static enum poison mark_at(const char *address)
{
	const unsigned char *mark = poison_of((uintptr_t)address);

	if (mark && *mark < 8)
		mark = poison_of((uintptr_t)address + 8);
	return mark ? (enum poison) * mark : POISON_NONE;
}

static void look_at_locals(const struct access *access, const void *frame)
{
	const char *what = access->is_write ? "write" : "read";
	enum poison mark = mark_at(access->bad);
	struct checked_local local;
	char name[LOCAL_NAME_BYTES + 2], text[256];

	complaint = (struct checked_sites){0};
	if (mark == POISON_LEFT_DYNAMIC || mark == POISON_RIGHT_DYNAMIC) {
		snprintf(text, sizeof text,
			 "local %s: %s of %zu bytes %s an array whose length the run decides",
			 mark == POISON_LEFT_DYNAMIC ? "underflow" : "overflow", what, access->len,
			 mark == POISON_LEFT_DYNAMIC ? "before" : "behind");
		guard_raise(SIGABRT, text, frame);
	}
	if (!checked_stack_local(access->bad, &local))
		return;
	snprintf(name, sizeof name, "'%s'", local.name);
	describe_object(access, problem_of_local(mark, access, &local), name, local.start,
			local.size_bytes, text, sizeof text);
	complaint.declared_in = local.function;
	complaint.declared_line = local.line;
	guard_raise(SIGABRT, text, frame);
}

static void look_closer(const struct access *access, const void *frame)
{
	enum poison mark = mark_at(access->bad);

	if (!is_on)
		return;
	if (mark == POISON_GLOBAL)
		look_at_objects(access, frame);
	else if (mark >= POISON_BEFORE && mark != POISON_SCOPE)
		look_at_blocks(access, frame);
	else if (mark != POISON_NONE)
		look_at_locals(access, frame);
}

// --- accesses -----------------------------------------------------------------------------------

static inline bool is_bad(uintptr_t address, size_t len)
{
	const unsigned char *mark = poison_of(address);

	if (!mark || !*mark)
		return false;
	return *mark >= 8 || (address & 7) + len > *mark;
}

static void check_range(uintptr_t address, size_t len, bool is_write, const void *frame)
{
	for (uintptr_t at = address; at < address + len; at = (at | 7) + 1) {
		size_t piece = ((at | 7) + 1 < address + len ? (at | 7) + 1 : address + len) - at;

		if (!is_bad(at, piece))
			continue;
		look_closer(
		    &(struct access){(const char *)address, (const char *)at, len, is_write},
		    frame);
		return;
	}
}

#define ACCESS(bytes)                                                           \
	static void load##bytes(uintptr_t address)                              \
	{                                                                       \
		check_range(address, bytes, false, __builtin_frame_address(0)); \
	}                                                                       \
	static void store##bytes(uintptr_t address)                             \
	{                                                                       \
		check_range(address, bytes, true, __builtin_frame_address(0));  \
	}

ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

static void load_n(uintptr_t address, size_t len)
{
	check_range(address, len, false, __builtin_frame_address(0));
}

static void store_n(uintptr_t address, size_t len)
{
	check_range(address, len, true, __builtin_frame_address(0));
}

static void nothing(void)
{
}

void *checked_find(const char *name)
{
	static const struct {
		const char *name;
		void *function;
	} functions[] = {
	    {"load1", (void *)load1},   {"load2", (void *)load2},     {"load4", (void *)load4},
	    {"load8", (void *)load8},   {"load16", (void *)load16},   {"loadN", (void *)load_n},
	    {"store1", (void *)store1}, {"store2", (void *)store2},   {"store4", (void *)store4},
	    {"store8", (void *)store8}, {"store16", (void *)store16}, {"storeN", (void *)store_n},
	};
	static const char prefix[] = "__asan_";
	void *function;

	if (strncmp(name, prefix, strlen(prefix)) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (!strcmp(functions[i].name, name + strlen(prefix)))
			return functions[i].function;
	function = checked_stack_find(name);
	if (!function) // __asan_memcpy(): clang's copies of structs and arrays
		function = checked_hook(name + strlen(prefix));
	return function ? function : (void *)nothing; // __asan_init and its like
}

// --- blocks -------------------------------------------------------------------------------------

static void *keep_block(void *start, size_t size_bytes, const void *place)
{
	const struct block block = {.start = start,
				    .size_bytes = size_bytes,
				    .usable_bytes = start ? malloc_usable_size(start) : 0,
				    .allocated_at = place};

	pthread_mutex_lock(&lock);
	if (is_on && start)
		mark_block(add_block(&block));
	pthread_mutex_unlock(&lock);
	return start;
}

// Keeps a block of the library's own that is being freed.
static struct block *adopt(char *start)
{
	size_t size = malloc_usable_size(start);
	const struct block block = {.start = start, .size_bytes = size, .usable_bytes = size};

	return add_block(&block);
}

static void release(char *start, const void *place, const void *frame)
{
	struct block *block;
	char text[128];

	pthread_mutex_lock(&lock);
	block = is_on ? block_at(start) : NULL;
	if (!is_on) {
		pthread_mutex_unlock(&lock);
		free(start);
		return;
	}
	if (block && block->freed_at) {
		snprintf(text, sizeof text, "double free of a block of %zu bytes",
			 block->size_bytes);
		complain(block, text, frame);
	}
	if (!block)
		block = adopt(start);
	block->freed_at = place;
	poison_mark(block->start, block->start + block->size_bytes, POISON_FREED);
	pthread_mutex_unlock(&lock);
}

static size_t size_of(char *start)
{
	struct block *block;
	size_t size;

	pthread_mutex_lock(&lock);
	block = block_at(start);
	size = block ? block->size_bytes : malloc_usable_size(start);
	pthread_mutex_unlock(&lock);
	return size;
}

#define PLACE __builtin_return_address(0)
#define FRAME __builtin_frame_address(0)

static void *checked_malloc(size_t size)
{
	return size > SIZE_MAX - MARGIN_BYTES
		   ? malloc(size)
		   : keep_block(malloc(size + MARGIN_BYTES), size, PLACE);
}

static void *checked_calloc(size_t cnt, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(cnt, size, &all) || all > SIZE_MAX - MARGIN_BYTES)
		return calloc(cnt, size);
	return keep_block(calloc(1, all + MARGIN_BYTES), all, PLACE);
}

static void checked_free(void *start)
{
	if (start)
		release(start, PLACE, FRAME);
}

static void *resize(void *start, size_t size, const void *place, const void *frame)
{
	void *moved = size > SIZE_MAX - MARGIN_BYTES
			  ? NULL
			  : keep_block(malloc(size + MARGIN_BYTES), size, place);
	size_t old = start ? size_of(start) : 0;

	if (moved && start) {
		memcpy(moved, start, old < size ? old : size);
		release(start, place, frame);
	}
	return moved;
}

static void *checked_realloc(void *start, size_t size)
{
	return resize(start, size, PLACE, FRAME);
}

static void *checked_reallocarray(void *start, size_t cnt, size_t size)
{
	size_t all;

	return __builtin_mul_overflow(cnt, size, &all) ? NULL : resize(start, all, PLACE, FRAME);
}

static char *duplicate(const char *text, size_t len, const void *place)
{
	char *copy = keep_block(malloc(len + 1 + MARGIN_BYTES), len + 1, place);

	if (copy) {
		memcpy(copy, text, len);
		copy[len] = '\0';
	}
	return copy;
}

static char *checked_strdup(const char *text)
{
	return duplicate(text, strlen(text), PLACE);
}

static char *checked_strndup(const char *text, size_t max)
{
	return duplicate(text, strnlen(text, max), PLACE);
}

// --- bytes --------------------------------------------------------------------------------------

static void *checked_memcpy(void *to, const void *from, size_t len)
{
	check_range((uintptr_t)from, len, false, FRAME);
	check_range((uintptr_t)to, len, true, FRAME);
	return memmove(to, from, len);
}

static void *checked_memset(void *to, int byte, size_t len)
{
	check_range((uintptr_t)to, len, true, FRAME);
	return memset(to, byte, len);
}

static size_t checked_strlen(const char *text)
{
	size_t len = strlen(text);

	check_range((uintptr_t)text, len + 1, false, FRAME);
	return len;
}

static char *checked_strcpy(char *to, const char *from)
{
	size_t len = strlen(from) + 1;

	check_range((uintptr_t)from, len, false, FRAME);
	check_range((uintptr_t)to, len, true, FRAME);
	return memmove(to, from, len);
}

static char *checked_strcat(char *to, const char *from)
{
	size_t len = strlen(from) + 1, old = strlen(to);

	check_range((uintptr_t)from, len, false, FRAME);
	check_range((uintptr_t)to, old + len, true, FRAME);
	memmove(to + old, from, len);
	return to;
}

static char *checked_strncpy(char *to, const char *from, size_t max)
{
	check_range((uintptr_t)from, strnlen(from, max), false, FRAME);
	check_range((uintptr_t)to, max, true, FRAME);
	return strncpy(to, from, max);
}

void *checked_hook(const char *name)
{
	static const struct {
		const char *name;
		void *function;
	} hooks[] = {
	    {"malloc", (void *)checked_malloc},   {"calloc", (void *)checked_calloc},
	    {"free", (void *)checked_free},       {"realloc", (void *)checked_realloc},
	    {"strdup", (void *)checked_strdup},   {"strndup", (void *)checked_strndup},
	    {"memcpy", (void *)checked_memcpy},   {"memmove", (void *)checked_memcpy},
	    {"memset", (void *)checked_memset},   {"strlen", (void *)checked_strlen},
	    {"strcpy", (void *)checked_strcpy},   {"strcat", (void *)checked_strcat},
	    {"strncpy", (void *)checked_strncpy}, {"reallocarray", (void *)checked_reallocarray},
	};

	for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++)
		if (!strcmp(hooks[i].name, name))
			return hooks[i].function;
	return NULL;
}

// --- a run --------------------------------------------------------------------------------------

// What is before an object is behind another one, but for a block's first.
static void mark_object(void *ctx, const void *start, size_t size_bytes)
{
	const char *from = start, *end = from + size_bytes + SLOTS_MARGIN_BYTES;

	(void)ctx;
	end += -(uintptr_t)end % SLOTS_ALIGN_BYTES; // no other one begins before
	poison_behind(start, size_bytes, end, POISON_GLOBAL);
	if ((uintptr_t)start % PAGE_BYTES == SLOTS_MARGIN_BYTES)
		poison_mark(from - SLOTS_MARGIN_BYTES, from, POISON_GLOBAL);
}

void checked_start(const struct slots *slots)
{
	complaint = (struct checked_sites){0};
	objects = slots;
	slots_each_object(slots, mark_object, NULL);
	checked_stack_start();
	is_on = true;
}

void checked_stop(void)
{
	pthread_mutex_lock(&lock);
	is_on = false;
	for (size_t i = 0; i < block_cnt; i++)
		if (blocks[i].freed_at)
			free(blocks[i].start);
	for (size_t i = 0; i < LEAF_CNT; i++)
		if (numbers[i])
			madvise(numbers[i], NUMBER_BYTES, MADV_DONTNEED);
	poison_clear();
	checked_stack_stop();
	free(blocks);
	blocks = NULL;
	block_cnt = block_cap = 0;
	pthread_mutex_unlock(&lock);
}

struct checked_sites checked_take_sites(void)
{
	struct checked_sites sites = complaint;

	complaint = (struct checked_sites){0};
	return sites;
}
