// profiler/runtime/heap.c - what memory-profiled code calls instead of malloc and its like.
//
// 1. Blocks, sites and functions are in arrays that grow by mmap, found by open addressing. One
// lock
//    is around them; the library is never called with it held.
// 2. A block is forgotten before it is freed: another thread may get its address at once.
// 3. Nothing is noted while no collection is on, so that blocks of the run may be freed whenever.
#include "profiler/runtime/heap.h"

#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "base/mem.h"
#include "base/pack.h"
#include "profiler/runtime/probe.h"
#include "profiler/runtime/tree.h"

enum {
	BLOCK_FIRST_CNT = 1 << 12, // slots of the table of blocks; doubled when half full
	SITE_MAX = 1 << 15,        // further ones are not noted
	FUNCTION_MAX = 1 << 12,    // whose peaks are kept
	DEPTH_MAX = 1 << 16,       // of a site's chain of calls, for packing
	READ_BYTES = 1 << 16,
	TORN_YIELDS = 10000,
};

#define CALLER __builtin_return_address(0)

struct block {
	void *start; // NULL: the slot is free
	size_t size_bytes;
	uint32_t site;
	bool is_kept;
};

struct level {
	uint64_t live_bytes, peak_bytes;
};

struct site {
	const struct probe_node *node;
	const void *pc;
	uint32_t function; // index into heap.functions
	uint64_t alloc_cnt, bytes;
};

struct function {
	uint32_t number;
	struct level level;
};

struct left {
	uint64_t block_cnt, bytes;
};

static struct {
	int lock;
	bool is_on;
	struct block *blocks; // by address
	size_t block_slots, block_cnt;
	struct site *sites;   // SITE_MAX of them
	uint32_t *site_slots; // by node and place: index + 1; twice as many
	uint32_t site_cnt;
	struct function *functions;
	uint32_t function_cnt;
	uint64_t alloc_cnt, bytes, free_cnt, missed_cnt;
	struct level level;
	// after the end: the blocks in order of their addresses
	struct block **sorted; // owned
	struct block **marked; // owned; those whose contents are still to be looked at
	size_t marked_cnt;
} heap;

static void lock(void)
{
	while (__atomic_exchange_n(&heap.lock, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void unlock(void)
{
	__atomic_store_n(&heap.lock, 0, __ATOMIC_RELEASE);
}

static uint64_t hash(uint64_t a, uint64_t b)
{
	uint64_t mixed = (a ^ b * 0x9E3779B97F4A7C15u) * 0x9E3779B97F4A7C15u;

	return mixed ^ mixed >> 32;
}

// --- blocks ---------------------------------------------------------------------------------

static size_t block_slot(const struct block *blocks, size_t slots, const void *start)
{
	size_t at = hash((uintptr_t)start >> 4, 0) & (slots - 1);

	while (blocks[at].start && blocks[at].start != start)
		at = (at + 1) & (slots - 1);
	return at;
}

static bool grow_blocks(void)
{
	size_t slots = heap.block_slots ? heap.block_slots * 2 : BLOCK_FIRST_CNT;
	struct block *blocks = tree_map(slots * sizeof *blocks);

	if (!blocks)
		return false;
	for (size_t i = 0; i < heap.block_slots; i++)
		if (heap.blocks[i].start)
			blocks[block_slot(blocks, slots, heap.blocks[i].start)] = heap.blocks[i];
	if (heap.blocks)
		munmap(heap.blocks, heap.block_slots * sizeof *heap.blocks);
	heap.blocks = blocks;
	heap.block_slots = slots;
	return true;
}

// Empties a slot and closes the gap, so that those behind it are still found.
static void remove_slot(size_t at)
{
	size_t mask = heap.block_slots - 1, gap = at;

	for (size_t i = (at + 1) & mask; heap.blocks[i].start; i = (i + 1) & mask) {
		size_t home = hash((uintptr_t)heap.blocks[i].start >> 4, 0) & mask;

		if (((i - home) & mask) < ((i - gap) & mask))
			continue;
		heap.blocks[gap] = heap.blocks[i];
		gap = i;
	}
	heap.blocks[gap].start = NULL;
	heap.block_cnt--;
}

// --- sites ----------------------------------------------------------------------------------

static uint32_t function_of(const struct probe_node *node)
{
	uint32_t number = node ? node->function : 0, i = 0;

	while (i < heap.function_cnt && heap.functions[i].number != number)
		i++;
	if (i < heap.function_cnt || heap.function_cnt == FUNCTION_MAX)
		return i < heap.function_cnt ? i : 0;
	heap.functions[heap.function_cnt++] = (struct function){.number = number};
	return i;
}

// Gives the site's number, SITE_MAX when there is no room for it.
static uint32_t find_site(const struct probe_node *node, const void *pc)
{
	uint32_t mask = 2 * SITE_MAX - 1;
	uint32_t at = (uint32_t)hash((uintptr_t)node, (uintptr_t)pc) & mask;

	for (; heap.site_slots[at]; at = (at + 1) & mask) {
		const struct site *site = &heap.sites[heap.site_slots[at] - 1];

		if (site->node == node && site->pc == pc)
			return heap.site_slots[at] - 1;
	}
	if (heap.site_cnt == SITE_MAX)
		return SITE_MAX;
	heap.sites[heap.site_cnt] =
	    (struct site){.node = node, .pc = pc, .function = function_of(node)};
	heap.site_slots[at] = ++heap.site_cnt;
	return heap.site_cnt - 1;
}

// --- notes ----------------------------------------------------------------------------------

static void rise(struct level *level, size_t size_bytes)
{
	level->live_bytes += size_bytes;
	if (level->live_bytes > level->peak_bytes)
		level->peak_bytes = level->live_bytes;
}

static void release_slot(size_t at)
{
	const struct block *block = &heap.blocks[at];

	heap.level.live_bytes -= block->size_bytes;
	heap.functions[heap.sites[block->site].function].level.live_bytes -= block->size_bytes;
	remove_slot(at);
}

static void note_locked(void *start, size_t size_bytes, const struct probe_node *node,
			const void *pc)
{
	uint32_t site = find_site(node, pc);
	size_t at;

	if (site == SITE_MAX || (2 * (heap.block_cnt + 1) > heap.block_slots && !grow_blocks())) {
		heap.missed_cnt++;
		return;
	}
	at = block_slot(heap.blocks, heap.block_slots, start);
	if (heap.blocks[at].start) { // somebody freed it who does not tell
		release_slot(at);
		at = block_slot(heap.blocks, heap.block_slots, start);
	}
	heap.blocks[at] = (struct block){.start = start, .size_bytes = size_bytes, .site = site};
	heap.block_cnt++;
	heap.alloc_cnt++;
	heap.bytes += size_bytes;
	heap.sites[site].alloc_cnt++;
	heap.sites[site].bytes += size_bytes;
	rise(&heap.level, size_bytes);
	rise(&heap.functions[heap.sites[site].function].level, size_bytes);
}

// Notes a new block. Returns it.
static void *note(void *start, size_t size_bytes, const void *pc)
{
	int kept_errno = errno;
	const struct probe_node *node;

	if (!start || !__atomic_load_n(&heap.is_on, __ATOMIC_ACQUIRE))
		return start;
	node = probe_current();
	lock();
	if (heap.is_on)
		note_locked(start, size_bytes, node, pc);
	unlock();
	errno = kept_errno;
	return start;
}

// Forgets a block that is about to be freed. Returns its size, or SIZE_MAX when it was not noted.
static size_t forget(const void *start)
{
	size_t at, size_bytes = SIZE_MAX;

	if (!start || !__atomic_load_n(&heap.is_on, __ATOMIC_ACQUIRE))
		return SIZE_MAX;
	lock();
	at = block_slot(heap.blocks, heap.block_slots, start);
	if (heap.is_on && heap.blocks[at].start) {
		size_bytes = heap.blocks[at].size_bytes;
		release_slot(at);
		heap.free_cnt++;
	}
	unlock();
	return size_bytes;
}

// --- what code calls ------------------------------------------------------------------------

static void *hook_malloc(size_t size)
{
	return note(malloc(size), size, CALLER);
}

static void *hook_calloc(size_t cnt, size_t size)
{
	return note(calloc(cnt, size), cnt * size, CALLER);
}

static void *change_size(void *old, size_t size, const void *pc)
{
	size_t old_size = forget(old);
	void *start = realloc(old, size);

	// A block that could not be changed is as it was; realloc(old, 0) frees it.
	if (!start && size && old_size != SIZE_MAX)
		note(old, old_size, pc);
	return note(start, size, pc);
}

static void *hook_realloc(void *old, size_t size)
{
	return change_size(old, size, CALLER);
}

static void *hook_reallocarray(void *old, size_t cnt, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(cnt, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	return change_size(old, total, CALLER);
}

static void hook_free(void *start)
{
	forget(start);
	free(start);
}

static void *hook_aligned_alloc(size_t align, size_t size)
{
	return note(aligned_alloc(align, size), size, CALLER);
}

static void *hook_memalign(size_t align, size_t size)
{
	return note(memalign(align, size), size, CALLER);
}

static void *hook_valloc(size_t size)
{
	return note(valloc(size), size, CALLER);
}

static int hook_posix_memalign(void **start, size_t align, size_t size)
{
	int rc = posix_memalign(start, align, size);

	if (rc == 0)
		note(*start, size, CALLER);
	return rc;
}

static char *hook_strdup(const char *text)
{
	return note(strdup(text), strlen(text) + 1, CALLER);
}

static char *hook_strndup(const char *text, size_t len)
{
	return note(strndup(text, len), strnlen(text, len) + 1, CALLER);
}

static wchar_t *hook_wcsdup(const wchar_t *text)
{
	return note(wcsdup(text), (wcslen(text) + 1) * sizeof *text, CALLER);
}

static int note_printed(char **text, int len, const void *pc)
{
	if (len >= 0)
		note(*text, (size_t)len + 1, pc);
	return len;
}

static int __attribute__((format(printf, 2, 0)))
hook_vasprintf(char **text, const char *fmt, va_list args)
{
	return note_printed(text, vasprintf(text, fmt, args), CALLER);
}

static int __attribute__((format(printf, 2, 3))) hook_asprintf(char **text, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(text, fmt, args);
	va_end(args);
	return note_printed(text, len, CALLER);
}

static ssize_t read_line(char **line, size_t *cap, int delimiter, FILE *file, const void *pc)
{
	const void *old = *line;
	size_t old_cap = old ? *cap : 0;
	ssize_t len = getdelim(line, cap, delimiter, file);

	if (*line != old || *cap != old_cap) {
		forget(old);
		note(*line, *cap, pc);
	}
	return len;
}

static ssize_t hook_getline(char **line, size_t *cap, FILE *file)
{
	return read_line(line, cap, '\n', file, CALLER);
}

static ssize_t hook_getdelim(char **line, size_t *cap, int delimiter, FILE *file)
{
	return read_line(line, cap, delimiter, file, CALLER);
}

static char *hook_realpath(const char *path, char *resolved)
{
	char *result = realpath(path, resolved);

	return result && !resolved ? note(result, strlen(result) + 1, CALLER) : result;
}

static char *hook_getcwd(char *buf, size_t size)
{
	char *result = getcwd(buf, size);

	return result && !buf ? note(result, size ? size : strlen(result) + 1, CALLER) : result;
}

void *heap_hook(const char *name)
{
	static const struct {
		const char *name;
		void *function;
	} hooks[] = {
	    {"malloc", (void *)hook_malloc},
	    {"calloc", (void *)hook_calloc},
	    {"realloc", (void *)hook_realloc},
	    {"reallocarray", (void *)hook_reallocarray},
	    {"free", (void *)hook_free},
	    {"aligned_alloc", (void *)hook_aligned_alloc},
	    {"memalign", (void *)hook_memalign},
	    {"valloc", (void *)hook_valloc},
	    {"posix_memalign", (void *)hook_posix_memalign},
	    {"strdup", (void *)hook_strdup},
	    {"strndup", (void *)hook_strndup},
	    {"__strdup", (void *)hook_strdup},
	    {"__strndup", (void *)hook_strndup},
	    {"wcsdup", (void *)hook_wcsdup},
	    {"asprintf", (void *)hook_asprintf},
	    {"vasprintf", (void *)hook_vasprintf},
	    {"getline", (void *)hook_getline},
	    {"getdelim", (void *)hook_getdelim},
	    {"__getdelim", (void *)hook_getdelim},
	    {"realpath", (void *)hook_realpath},
	    {"getcwd", (void *)hook_getcwd},
	};

	for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++)
		if (!strcmp(hooks[i].name, name))
			return hooks[i].function;
	return NULL;
}

// --- collections ----------------------------------------------------------------------------

static void *map_or_abort(size_t size)
{
	void *memory = tree_map(size);

	if (!memory) {
		mem_zalloc(SIZE_MAX); // says that there is no memory, and aborts
		abort();
	}
	return memory;
}

static void forget_all(void)
{
	if (heap.blocks)
		munmap(heap.blocks, heap.block_slots * sizeof *heap.blocks);
	if (heap.sites) {
		munmap(heap.sites, SITE_MAX * sizeof *heap.sites);
		munmap(heap.site_slots, 2 * SITE_MAX * sizeof *heap.site_slots);
		munmap(heap.functions, FUNCTION_MAX * sizeof *heap.functions);
	}
	free(heap.sorted);
	free(heap.marked);
	memset(&heap, 0, sizeof heap);
}

void heap_start(void)
{
	__atomic_store_n(&heap.is_on, false, __ATOMIC_RELEASE);
	forget_all();
	heap.sites = map_or_abort(SITE_MAX * sizeof *heap.sites);
	heap.site_slots = map_or_abort(2 * SITE_MAX * sizeof *heap.site_slots);
	heap.functions = map_or_abort(FUNCTION_MAX * sizeof *heap.functions);
	if (!grow_blocks())
		map_or_abort(SIZE_MAX);
	__atomic_store_n(&heap.is_on, true, __ATOMIC_RELEASE);
}

static int by_address(const void *a, const void *b)
{
	const struct block *x = *(struct block *const *)a;
	const struct block *y = *(struct block *const *)b;

	return ((uintptr_t)x->start > (uintptr_t)y->start) -
	       ((uintptr_t)x->start < (uintptr_t)y->start);
}

void heap_stop(void)
{
	size_t cnt = 0;

	__atomic_store_n(&heap.is_on, false, __ATOMIC_RELEASE);
	// A thread that was torn out of a note holds the lock for ever.
	for (int i = 0; i < TORN_YIELDS && __atomic_load_n(&heap.lock, __ATOMIC_ACQUIRE); i++)
		sched_yield();
	heap.sorted = mem_zalloc((heap.block_cnt + 1) * sizeof *heap.sorted);
	heap.marked = mem_zalloc((heap.block_cnt + 1) * sizeof *heap.marked);
	for (size_t i = 0; i < heap.block_slots && cnt < heap.block_cnt; i++)
		if (heap.blocks[i].start)
			heap.sorted[cnt++] = &heap.blocks[i];
	heap.block_cnt = cnt;
	qsort(heap.sorted, cnt, sizeof *heap.sorted, by_address);
	__atomic_store_n(&heap.lock, 0, __ATOMIC_RELEASE);
}

// --- what is left ---------------------------------------------------------------------------

// Gives the block that an address points into, NULL: none.
static struct block *block_at(uintptr_t address)
{
	size_t low = 0, high = heap.block_cnt;
	struct block *block;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if ((uintptr_t)heap.sorted[middle]->start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	block = heap.sorted[low - 1];
	return address - (uintptr_t)block->start < block->size_bytes ||
		       address == (uintptr_t)block->start
		   ? block
		   : NULL;
}

static void mark_words(const uintptr_t *words, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++) {
		struct block *block = block_at(words[i]);

		if (!block || block->is_kept)
			continue;
		block->is_kept = true;
		heap.marked[heap.marked_cnt++] = block;
	}
}

// Looks through memory, piece by piece; a piece that cannot be read holds no pointer.
static void mark_range(uint64_t start, uint64_t end, uintptr_t *words, heap_read_fn read)
{
	start = (start + sizeof *words - 1) & ~(uint64_t)(sizeof *words - 1);
	while (start + sizeof *words <= end) {
		uint64_t len = (end - start < READ_BYTES ? end - start : READ_BYTES) &
			       ~(uint64_t)(sizeof *words - 1);

		if (read(start, words, len))
			mark_words(words, len / sizeof *words);
		start += len;
	}
}

void heap_mark(const void *start, size_t size_bytes, heap_read_fn read)
{
	uintptr_t *words;

	if (!heap.block_cnt)
		return;
	words = mem_zalloc(READ_BYTES);
	mark_range((uintptr_t)start, (uintptr_t)start + size_bytes, words, read);
	while (heap.marked_cnt > 0) {
		const struct block *block = heap.marked[--heap.marked_cnt];

		mark_range((uintptr_t)block->start, (uintptr_t)block->start + block->size_bytes,
			   words, read);
	}
	free(words);
}

// --- packing --------------------------------------------------------------------------------

size_t heap_sites(const void **pcs)
{
	for (uint32_t i = 0; pcs && i < heap.site_cnt; i++)
		pcs[i] = (const char *)heap.sites[i].pc - 1; // in the call, not behind it
	return heap.site_cnt;
}

static void pack_path(const struct probe_node *node, uint32_t *path, struct str *out)
{
	uint32_t depth = probe_path(node, path, DEPTH_MAX);

	pack_u32(out, depth);
	for (uint32_t i = depth; i > 0; i--)
		pack_u32(out, path[i - 1]);
}

static void pack_left(const struct left *left, struct str *out)
{
	pack_u64(out, left->block_cnt);
	pack_u64(out, left->bytes);
}

static void pack_sites(const struct heap_place *places, const struct left *lost,
		       const struct left *kept, struct str *out)
{
	uint32_t *path = mem_zalloc(DEPTH_MAX * sizeof *path);

	pack_u32(out, heap.site_cnt);
	for (uint32_t i = 0; i < heap.site_cnt; i++) {
		const struct site *site = &heap.sites[i];

		pack_path(site->node, path, out);
		pack_text(out, places[i].file);
		pack_u32(out, places[i].line);
		pack_u64(out, site->alloc_cnt);
		pack_u64(out, site->bytes);
		pack_left(&lost[i], out);
		pack_left(&kept[i], out);
	}
	free(path);
}

void heap_pack(const struct heap_place *places, struct str *out)
{
	struct left *lost = mem_zalloc((heap.site_cnt + (size_t)1) * sizeof *lost);
	struct left *kept = mem_zalloc((heap.site_cnt + (size_t)1) * sizeof *kept);

	for (size_t i = 0; i < heap.block_cnt; i++) {
		const struct block *block = heap.sorted[i];
		struct left *left = &(block->is_kept ? kept : lost)[block->site];

		left->block_cnt++;
		left->bytes += block->size_bytes;
	}
	pack_u64(out, heap.alloc_cnt);
	pack_u64(out, heap.bytes);
	pack_u64(out, heap.level.peak_bytes);
	pack_u64(out, heap.free_cnt);
	pack_u32(out, heap.function_cnt);
	for (uint32_t i = 0; i < heap.function_cnt; i++) {
		pack_u32(out, heap.functions[i].number);
		pack_u64(out, heap.functions[i].level.peak_bytes);
	}
	pack_sites(places, lost, kept, out);
	pack_u64(out, heap.missed_cnt);
	free(lost);
	free(kept);
}
