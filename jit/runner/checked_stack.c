// jit/runner/checked_stack.c - locals of checked code: where they stand, and what stood there.
//
// A frame begins with three words: a magic number, its text ("1 32 16 3 a:7": one local, 32 bytes
// from the frame's start, 16 bytes long, whose name and line take 3 characters), and its function
// (LLVM's lib/asan, gcc/asan.cc).
#include "jit/runner/checked_stack.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "jit/runner/guard.h"
#include "jit/runner/memory.h"
#include "jit/runner/poison.h"

// Frames of 64 bytes to 64 KB, as the compilers number them.
#define CLASS_CNT 11
#define CLASS_BYTES(class) ((size_t)64 << (class))
#define RING_BYTES ((size_t)2 << 20)
// The next frame of a ring that may be free is looked for so far.
#define TRIED_CNT 64
#define MAGIC_LIVE 0x41b58ab3u
#define MAGIC_RETURNED 0x45e0360eu
#define TEXT_BYTES 2048
// The bytes around an object of alloca() or of variable length.
#define DYNAMIC_MARGIN_BYTES 32

// Who has a frame.
enum { FRAME_FREE, FRAME_OF_MAIN, FRAME_OF_THREAD };

// glibc's: where the main thread's stack began.
extern void *__libc_stack_end;

// Compiled code reads it: frames are asked for.
static int detects_use_after_return = 1;

// All rings in one piece of memory; it stays, as do frames of threads that outlive their cell.
static struct {
	char *memory;
	unsigned char *owners[CLASS_CNT]; // enum, by the frame's number; compiled code writes 0
	size_t next[CLASS_CNT];
} rings;

// --- frames in rings ----------------------------------------------------------------------------

static char *frame_at(int class, size_t number)
{
	return rings.memory + (size_t) class * RING_BYTES + number * CLASS_BYTES(class);
}

static unsigned char *claim_frame(int class, size_t *number)
{
	size_t cnt = RING_BYTES / CLASS_BYTES(class);
	unsigned char owner = guard_is_main_thread() ? FRAME_OF_MAIN : FRAME_OF_THREAD;

	for (int i = 0; i < TRIED_CNT; i++) {
		unsigned char is_free = FRAME_FREE;

		*number = __atomic_fetch_add(&rings.next[class], 1, __ATOMIC_RELAXED) % cnt;
		if (__atomic_compare_exchange_n(&rings.owners[class][*number], &is_free, owner,
						false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return &rings.owners[class][*number];
	}
	return NULL;
}

// Gives NULL when the frame must stand on the stack.
static void *take_frame(int class)
{
	unsigned char *owner;
	size_t number;
	char *frame;

	if (!rings.memory || !(owner = claim_frame(class, &number)))
		return NULL;
	frame = frame_at(class, number);
	poison_mark(frame, frame + CLASS_BYTES(class), POISON_NONE);
	memcpy(frame + CLASS_BYTES(class) - sizeof owner, &owner, sizeof owner);
	return frame;
}

static void return_frame(int class, char *frame)
{
	size_t number = (size_t)(frame - frame_at(class, 0)) / CLASS_BYTES(class);

	poison_mark(frame, frame + CLASS_BYTES(class), POISON_RETURNED);
	__atomic_store_n(&rings.owners[class][number], FRAME_FREE, __ATOMIC_RELEASE);
}

#define FRAME_CLASS(class)                                       \
	static void *stack_malloc_##class(size_t size)           \
	{                                                        \
		(void)size;                                      \
		return take_frame(class);                        \
	}                                                        \
	static void stack_free_##class(char *frame, size_t size) \
	{                                                        \
		(void)size;                                      \
		return_frame(class, frame);                      \
	}

FRAME_CLASS(0)
FRAME_CLASS(1)
FRAME_CLASS(2)
FRAME_CLASS(3)
FRAME_CLASS(4)
FRAME_CLASS(5)
FRAME_CLASS(6)
FRAME_CLASS(7)
FRAME_CLASS(8)
FRAME_CLASS(9)
FRAME_CLASS(10)

static const struct {
	void *take, *give_back;
} frame_classes[CLASS_CNT] = {
    {(void *)stack_malloc_0, (void *)stack_free_0},
    {(void *)stack_malloc_1, (void *)stack_free_1},
    {(void *)stack_malloc_2, (void *)stack_free_2},
    {(void *)stack_malloc_3, (void *)stack_free_3},
    {(void *)stack_malloc_4, (void *)stack_free_4},
    {(void *)stack_malloc_5, (void *)stack_free_5},
    {(void *)stack_malloc_6, (void *)stack_free_6},
    {(void *)stack_malloc_7, (void *)stack_free_7},
    {(void *)stack_malloc_8, (void *)stack_free_8},
    {(void *)stack_malloc_9, (void *)stack_free_9},
    {(void *)stack_malloc_10, (void *)stack_free_10},
};

// --- what compiled code calls -------------------------------------------------------------------

static void leave_scope(const char *start, size_t size_bytes)
{
	poison_mark(start, start + size_bytes, POISON_SCOPE);
}

static void enter_scope(const char *start, size_t size_bytes)
{
	const char *end = start + ((size_bytes + 7) & ~(size_t)7);

	poison_mark(start, end, POISON_NONE);
	poison_behind(start, size_bytes, end, POISON_NONE);
}

static void mark_dynamic(const char *start, size_t size_bytes)
{
	size_t rounded = (size_bytes + DYNAMIC_MARGIN_BYTES - 1) & -(size_t)DYNAMIC_MARGIN_BYTES;

	poison_mark(start - DYNAMIC_MARGIN_BYTES, start, POISON_LEFT_DYNAMIC);
	poison_mark(start, start + rounded, POISON_NONE);
	poison_behind(start, size_bytes, start + rounded + DYNAMIC_MARGIN_BYTES,
		      POISON_RIGHT_DYNAMIC);
}

static void forget_dynamic(const char *top, const char *bottom)
{
	if (top && top < bottom)
		poison_mark(top, bottom, POISON_NONE);
}

static const char *stack_end(void)
{
	pthread_attr_t attributes;
	size_t size_bytes = 0;
	void *start = NULL;

	if (guard_is_main_thread())
		return __libc_stack_end;
	if (pthread_getattr_np(pthread_self(), &attributes))
		return NULL;
	pthread_attr_getstack(&attributes, &start, &size_bytes);
	pthread_attr_destroy(&attributes);
	return (char *)start + size_bytes;
}

// Before longjmp() and its like: what frames marked that are about to be left.
static void forget_stack(void)
{
	const char *here = __builtin_frame_address(0), *end = stack_end();

	if (end)
		poison_mark(here, end, POISON_NONE);
}

// clang's: as memset() of the bytes of poison themselves.
#define SET_POISON(name, value)                                  \
	static void set_##name(unsigned char *bytes, size_t cnt) \
	{                                                        \
		memset(bytes, value, cnt);                       \
	}

SET_POISON(00, POISON_NONE)
SET_POISON(f1, POISON_LEFT)
SET_POISON(f2, POISON_MIDDLE)
SET_POISON(f3, POISON_RIGHT)
SET_POISON(f5, POISON_RETURNED)
SET_POISON(f8, POISON_SCOPE)

static void *find_class(const char *name, const char *prefix, bool is_taken)
{
	size_t len = strlen(prefix);
	char *end;
	unsigned long class;

	if (strncmp(name, prefix, len) != 0)
		return NULL;
	class = strtoul(name + len, &end, 10);
	if (*end || end == name + len || class >= CLASS_CNT)
		return NULL;
	return is_taken ? frame_classes[class].take : frame_classes[class].give_back;
}

void *checked_stack_find(const char *name)
{
	static const struct {
		const char *name;
		void *address;
	} names[] = {
	    {"__asan_option_detect_stack_use_after_return", &detects_use_after_return},
	    {"__asan_poison_stack_memory", (void *)leave_scope},
	    {"__asan_unpoison_stack_memory", (void *)enter_scope},
	    {"__asan_alloca_poison", (void *)mark_dynamic},
	    {"__asan_allocas_unpoison", (void *)forget_dynamic},
	    {"__asan_handle_no_return", (void *)forget_stack},
	    {"__asan_set_shadow_00", (void *)set_00},
	    {"__asan_set_shadow_f1", (void *)set_f1},
	    {"__asan_set_shadow_f2", (void *)set_f2},
	    {"__asan_set_shadow_f3", (void *)set_f3},
	    {"__asan_set_shadow_f5", (void *)set_f5},
	    {"__asan_set_shadow_f8", (void *)set_f8},
	};
	void *class = find_class(name, "__asan_stack_malloc_", true);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(names[i].name, name))
			return names[i].address;
	return class ? class : find_class(name, "__asan_stack_free_", false);
}

// --- what stood at an address -------------------------------------------------------------------

static uint64_t frame_word(const char *frame, size_t number)
{
	uint64_t word = 0;

	return memory_read((uintptr_t)frame + number * sizeof word, &word, sizeof word) ? word : 0;
}

static const char *ring_frame(const char *address)
{
	size_t at = (size_t)(address - rings.memory), class = at / RING_BYTES;

	if (!rings.memory || address < rings.memory || class >= CLASS_CNT)
		return NULL;
	return rings.memory + at - at % RING_BYTES % CLASS_BYTES(class);
}

// What is left of a frame on the stack are its marks: those of its beginning.
static const char *stack_frame(const char *address)
{
	uintptr_t at = (uintptr_t)address & ~(uintptr_t)7;
	const unsigned char *mark = poison_of(at);

	while (mark && *mark != POISON_LEFT)
		mark = poison_of(at -= 8);
	while (mark && *mark == POISON_LEFT && (mark = poison_of(at - 8)) && *mark == POISON_LEFT)
		at -= 8;
	return mark ? (const char *)at : NULL; // NOLINT(performance-no-int-to-ptr)
}

// Takes a number and the blank behind it off the front of a text.
static size_t next_number(const char **text)
{
	size_t number = 0;

	for (; **text >= '0' && **text <= '9'; (*text)++)
		number = number * 10 + (size_t)(**text - '0');
	*text += **text == ' ';
	return number;
}

static size_t distance(size_t at, size_t start, size_t size_bytes)
{
	if (at < start)
		return start - at;
	return at < start + size_bytes ? 0 : at - start - size_bytes + 1;
}

static void set_name(struct checked_local *local, const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);
	size_t name_len = colon ? (size_t)(colon - text) : len;

	snprintf(local->name, sizeof local->name, "%.*s", (int)name_len, text);
	local->line = colon ? (uint32_t)strtoul(colon + 1, NULL, 10) : 0;
}

// Finds the local of a frame's text that is nearest to a byte of the frame.
static bool find_nearest(const char *text, const char *frame, size_t at,
			 struct checked_local *local)
{
	size_t cnt = next_number(&text), best = SIZE_MAX;

	for (size_t i = 0; i < cnt && *text; i++) {
		size_t start = next_number(&text), size_bytes = next_number(&text);
		size_t len = next_number(&text), away = distance(at, start, size_bytes);

		if (len > strlen(text))
			break;
		if (away < best) {
			best = away;
			local->start = frame + start;
			local->size_bytes = size_bytes;
			set_name(local, text, len);
		}
		text += len;
		text += *text == ' ';
	}
	return best != SIZE_MAX;
}

bool checked_stack_local(const char *address, struct checked_local *local)
{
	const char *frame = ring_frame(address);
	char text[TEXT_BYTES];
	uint64_t magic;

	*local = (struct checked_local){0};
	if (!frame)
		frame = stack_frame(address);
	if (!frame)
		return false;
	magic = frame_word(frame, 0);
	if (magic != MAGIC_LIVE && magic != MAGIC_RETURNED)
		return false;
	if (memory_read_text(frame_word(frame, 1), 1, text, sizeof text) < 0)
		return false;
	// NOLINTNEXTLINE(performance-no-int-to-ptr)
	local->function = (const void *)frame_word(frame, 2);
	return find_nearest(text, frame, (size_t)(address - frame), local);
}

// --- a run --------------------------------------------------------------------------------------

static bool make_rings(void)
{
	size_t owner_cnt = 0;
	unsigned char *owners;

	for (int class = 0; class < CLASS_CNT; class ++)
		owner_cnt += RING_BYTES / CLASS_BYTES(class);
	rings.memory = mmap(NULL, CLASS_CNT * RING_BYTES + owner_cnt, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (rings.memory == MAP_FAILED) {
		rings.memory = NULL;
		return false;
	}
	owners = (unsigned char *)rings.memory + CLASS_CNT * RING_BYTES;
	for (int class = 0; class < CLASS_CNT; class ++) {
		rings.owners[class] = owners;
		owners += RING_BYTES / CLASS_BYTES(class);
	}
	return true;
}

void checked_stack_start(void)
{
	if (!rings.memory && !make_rings())
		return;
	poison_make((uintptr_t)rings.memory);
	poison_make((uintptr_t)rings.memory + CLASS_CNT * RING_BYTES);
	poison_make((uintptr_t)__builtin_frame_address(0));
}

void checked_stack_stop(void)
{
	for (int class = 0; rings.memory && class < CLASS_CNT; class ++)
		for (size_t i = 0; i < RING_BYTES / CLASS_BYTES(class); i++)
			if (rings.owners[class][i] == FRAME_OF_MAIN)
				rings.owners[class][i] = FRAME_FREE;
}
