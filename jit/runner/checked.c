// jit/runner/checked.c - what checked code calls: its accesses of memory, and malloc and its like.
//
// One byte of shadow tells of each 8 bytes of memory: 0, nothing is known; 1 to 7, so many of them
// are a block's; else why none may be touched. Shadow is reserved in leaves of 256 MB of memory.
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
#include "jit/runner/guard.h"

#define LEAF_BITS 28
#define LEAF_BYTES ((size_t)1 << (LEAF_BITS - 3))
#define NUMBER_BYTES (((size_t)1 << (LEAF_BITS - 4)) * sizeof(uint32_t))
#define LEAF_CNT ((size_t)1 << (47 - LEAF_BITS))
// Behind each block.
#define MARGIN_BYTES 32
#define SHADOW_BEFORE 0xf8
#define SHADOW_BEHIND 0xfa
#define SHADOW_FREED 0xfd

struct block {
	char *start;
	size_t size_bytes, usable_bytes;
	const void *allocated_at, *freed_at; // NULL: not freed
};

// Of the one run that there is. The lock is held while blocks or leaves change. Leaves stay:
// threads that outlive their cell may still look.
static unsigned char *leaves[LEAF_CNT];
static uint32_t *numbers[LEAF_CNT]; // 1 + the block that starts at each 16 bytes; 0: none
static struct block *blocks;
static size_t block_cnt, block_cap;
static struct block complaint;
static bool is_on;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// --- shadow -------------------------------------------------------------------------------------

static unsigned char *shadow_of(uintptr_t address)
{
	unsigned char *leaf = address >> 47 ? NULL : leaves[address >> LEAF_BITS];

	return leaf ? leaf + ((address & (((uintptr_t)1 << LEAF_BITS) - 1)) >> 3) : NULL;
}

static bool make_leaf(uintptr_t address)
{
	void *leaf;

	if (address >> 47 || leaves[address >> LEAF_BITS])
		return !(address >> 47);
	leaf = mmap(NULL, LEAF_BYTES, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	leaves[address >> LEAF_BITS] = leaf == MAP_FAILED ? NULL : leaf;
	return leaf != MAP_FAILED;
}

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

// Sets what is known of [start, end), from an address divisible by 8.
static void mark(const char *start, const char *end, unsigned char what)
{
	for (uintptr_t at = (uintptr_t)start; at < (uintptr_t)end; at += 8)
		if (make_leaf(at))
			*shadow_of(at) = what;
}

static void mark_block(const struct block *block)
{
	char *end = block->start + block->size_bytes;
	char *last = block->start + (block->size_bytes & ~(size_t)7);

	mark(block->start - 8, block->start, SHADOW_BEFORE);
	mark(block->start, last, 0);
	mark(last, end + MARGIN_BYTES, SHADOW_BEHIND);
	if (last < end)
		*shadow_of((uintptr_t)last) = (unsigned char)(end - last);
}

static void forget_block(const struct block *block)
{
	mark(block->start - 8, block->start + block->size_bytes + MARGIN_BYTES, 0);
}

// --- the list of blocks -------------------------------------------------------------------------

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

static void describe(const struct block *block, const char *address, size_t len, bool is_write,
		     char *text, size_t text_cap)
{
	const char *what = is_write ? "write" : "read";

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
	complaint = *block;
	pthread_mutex_unlock(&lock);
	guard_raise(SIGABRT, text, frame);
}

static void look_closer(const char *address, size_t len, bool is_write, const void *frame)
{
	struct block *block;
	char text[256];

	pthread_mutex_lock(&lock);
	block = is_on ? find_block(address) : NULL;
	if (block && is_ours(block)) {
		describe(block, address, len, is_write, text, sizeof text);
		complain(block, text, frame);
	}
	if (block)
		drop_block(block);
	pthread_mutex_unlock(&lock);
}

// --- accesses -----------------------------------------------------------------------------------

static inline bool is_bad(uintptr_t address, size_t len)
{
	const unsigned char *shadow = shadow_of(address);

	if (!shadow || !*shadow)
		return false;
	return *shadow >= 8 || (address & 7) + len > *shadow;
}

static void check_range(uintptr_t address, size_t len, bool is_write, const void *frame)
{
	for (uintptr_t at = address; at < address + len; at = (at | 7) + 1) {
		size_t piece = ((at | 7) + 1 < address + len ? (at | 7) + 1 : address + len) - at;

		if (!is_bad(at, piece))
			continue;
		look_closer((const char *)at, len, is_write, frame);
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

	if (strncmp(name, prefix, strlen(prefix)) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (!strcmp(functions[i].name, name + strlen(prefix)))
			return functions[i].function;
	return (void *)nothing; // __asan_init and its like
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
	mark(block->start, block->start + block->size_bytes, SHADOW_FREED);
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

void checked_start(void)
{
	complaint = (struct block){0};
	is_on = true;
}

void checked_stop(void)
{
	pthread_mutex_lock(&lock);
	is_on = false;
	for (size_t i = 0; i < block_cnt; i++)
		if (blocks[i].freed_at)
			free(blocks[i].start);
	for (size_t i = 0; i < LEAF_CNT; i++) {
		if (leaves[i])
			madvise(leaves[i], LEAF_BYTES, MADV_DONTNEED);
		if (numbers[i])
			madvise(numbers[i], NUMBER_BYTES, MADV_DONTNEED);
	}
	free(blocks);
	blocks = NULL;
	block_cnt = block_cap = 0;
	pthread_mutex_unlock(&lock);
}

struct checked_sites checked_take_sites(void)
{
	struct checked_sites sites = {complaint.allocated_at, complaint.freed_at};

	complaint = (struct block){0};
	return sites;
}
