// profiler/runtime/lines.c - what line-profiled code calls: how often and how long each line ran.
//
// 1. Each thread has its own counters, which another thread takes over when it has ended. A thread
//    empties a function's counters itself, when it first runs it in a newer collection.
// 2. counts[0] takes the time outside of all lines, counts[1 + i] is line i's.
// 3. The open calls stand in an array beside the stack, for jumps that leave them. A frame works
//    without its entry there, as when a program switches stacks by its own means.
#include "profiler/runtime/lines.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"
#include "base/pack.h"
#include "profiler/runtime/clock.h"
#include "profiler/runtime/tree.h"

enum {
	OPEN_MAX = 1 << 18,                // calls inside of one another; memory is used as needed
	SLOT_CNT = 2 * LINES_FUNCTION_MAX, // of a thread's table of functions
};
#define NO_COLLECTION UINT64_MAX

struct count {
	uint64_t hit_cnt;
	uint64_t ticks;
};

struct lines_function {
	uint32_t number;
	uint32_t line_cnt; // 1 for a function as a whole
	uint32_t is_whole;
	uint32_t current;    // index into counts
	uint64_t collection; // 0: the slot is free
	uint64_t started;    // ticks
	struct count *counts;
	size_t cap;
};

struct open_call {
	const void *place;
	struct lines_function *function;
	uint32_t outer;
};

struct line_thread {
	struct line_thread *next;
	bool is_owned;
	bool is_busy;
	uint64_t collection;
	uint32_t function_cnt;
	uint32_t open_cnt;
	struct open_call open[OPEN_MAX];
	struct lines_function functions[SLOT_CNT];
};

static struct {
	uint64_t collection; // 0 while none is on
	uint64_t last_collection;
	struct line_thread *threads; // never freed
	struct clock_mark start, stop;
	double ns_per_tick;
	pthread_key_t thread_end;
} collector;

static _Thread_local struct line_thread *mine __attribute__((tls_model("initial-exec")));

static inline uint64_t present_collection(void)
{
	return __atomic_load_n(&collector.collection, __ATOMIC_ACQUIRE);
}

// Ends the current line of a function and goes over to another.
static inline void change_line(struct lines_function *function, uint32_t line, uint64_t now)
{
	function->counts[function->current].ticks += now - function->started;
	function->current = line;
	function->started = now;
}

// --- threads --------------------------------------------------------------------------------

static void close_open(struct line_thread *thread, uint64_t now)
{
	const struct open_call *open = &thread->open[--thread->open_cnt];

	change_line(open->function, open->outer, now);
}

// Runs when a thread ends: what it left open is closed, and the counters wait for another thread.
static void leave_thread(void *ended)
{
	struct line_thread *thread = ended;

	while (thread->collection == present_collection() && thread->open_cnt > 0)
		close_open(thread, clock_ticks());
	mine = NULL;
	__atomic_store_n(&thread->is_owned, false, __ATOMIC_RELEASE);
}

static struct line_thread *take_over(void)
{
	struct line_thread *thread = __atomic_load_n(&collector.threads, __ATOMIC_ACQUIRE);

	for (; thread; thread = thread->next) {
		bool is_free = false;

		// One that has ended in this collection keeps its numbers.
		if (thread->collection != present_collection() &&
		    __atomic_compare_exchange_n(&thread->is_owned, &is_free, true, false,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			break;
	}
	return thread;
}

static struct line_thread *add_thread(void)
{
	struct line_thread *thread = tree_map(sizeof *thread);

	if (!thread)
		return NULL;
	thread->is_owned = true;
	thread->next = __atomic_load_n(&collector.threads, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&collector.threads, &thread->next, thread, true,
					    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		continue;
	return thread;
}

// Gives the calling thread's counters for a collection, NULL when there is no memory for them.
static struct line_thread *own_thread(uint64_t collection)
{
	if (!mine) {
		mine = take_over();
		if (!mine)
			mine = add_thread();
		if (!mine)
			return NULL;
		pthread_setspecific(collector.thread_end, mine);
	}
	if (mine->collection != collection) {
		mine->collection = collection;
		mine->open_cnt = 0;
		mine->function_cnt = 0;
	}
	return mine;
}

// --- functions ------------------------------------------------------------------------------

// Makes a slot a function's, with counters of 0. Returns false when there is no memory for them.
static bool begin_function(struct lines_function *function, uint32_t number, uint32_t line_cnt,
			   uint64_t collection)
{
	bool is_whole = line_cnt == 0;
	size_t needed = line_cnt + (is_whole ? 2 : 1);

	if (function->cap < needed) {
		struct count *counts = tree_map(needed * sizeof *counts);

		if (!counts)
			return false;
		if (function->counts)
			munmap(function->counts, function->cap * sizeof *counts);
		function->counts = counts;
		function->cap = needed;
	}
	memset(function->counts, 0, needed * sizeof *function->counts);
	function->number = number;
	function->line_cnt = is_whole ? 1 : line_cnt;
	function->is_whole = is_whole;
	function->current = 0;
	function->started = clock_ticks();
	function->collection = collection;
	return true;
}

static struct lines_function *find_function(struct line_thread *thread, uint32_t number,
					    uint32_t line_cnt, uint64_t collection)
{
	uint32_t at = number * 2654435761u % SLOT_CNT;

	while (thread->functions[at].collection == collection) {
		if (thread->functions[at].number == number)
			return &thread->functions[at];
		at = (at + 1) % SLOT_CNT;
	}
	if (thread->function_cnt == LINES_FUNCTION_MAX ||
	    !begin_function(&thread->functions[at], number, line_cnt, collection))
		return NULL;
	thread->function_cnt++;
	return &thread->functions[at];
}

// NULL: the call is not counted.
static struct lines_function *place_call(uint32_t number, uint32_t line_cnt, uint64_t collection)
{
	int kept_errno = errno;
	struct line_thread *thread = own_thread(collection);
	struct lines_function *function = NULL;

	if (thread && !thread->is_busy) { // busy: a signal handler runs inside of these lines
		thread->is_busy = true;
		if (thread->open_cnt < OPEN_MAX)
			function = find_function(thread, number, line_cnt, collection);
		thread->is_busy = false;
	}
	errno = kept_errno;
	return function;
}

// --- probes ---------------------------------------------------------------------------------

void cicle_lines_enter(struct cicle_lines *frame, unsigned number, unsigned line_cnt)
{
	uint64_t collection = present_collection();
	struct lines_function *function;

	frame->collection = NO_COLLECTION;
	if (collection == 0)
		return;
	function = place_call(number, line_cnt, collection);
	if (!function)
		return;
	*frame = (struct cicle_lines){function, collection, function->current, mine->open_cnt};
	mine->open[mine->open_cnt++] = (struct open_call){frame, function, function->current};
	change_line(function, 0, clock_ticks());
}

void cicle_line(struct cicle_lines *frame, unsigned line)
{
	struct lines_function *function = frame->function;

	if (frame->collection != present_collection() || line >= function->line_cnt)
		return;
	change_line(function, line + 1, clock_ticks());
	function->counts[line + 1].hit_cnt++;
}

void cicle_lines_leave(struct cicle_lines *frame)
{
	struct line_thread *thread = mine;
	uint64_t now;

	if (frame->collection != present_collection())
		return;
	now = clock_ticks();
	if (thread && thread->open_cnt > frame->at && thread->open[frame->at].place == frame) {
		while (thread->open_cnt > frame->at + 1)
			close_open(thread, now);
		thread->open_cnt--;
	}
	change_line(frame->function, frame->outer, now);
}

void lines_unwind(const void *stack_pointer)
{
	struct line_thread *thread = mine;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uint64_t now = clock_ticks();

	if (!thread || thread->collection != present_collection())
		return;
	while (thread->open_cnt > 0) {
		uintptr_t place = (uintptr_t)thread->open[thread->open_cnt - 1].place;

		if (place < here || place >= (uintptr_t)stack_pointer)
			break;
		close_open(thread, now);
	}
}

// --- collections ----------------------------------------------------------------------------

void lines_start(void)
{
	if (collector.last_collection == 0 &&
	    pthread_key_create(&collector.thread_end, leave_thread))
		abort(); // the process has run out of keys
	if (mine)
		mine->is_busy = false;
	collector.start = clock_mark();
	__atomic_store_n(&collector.collection, ++collector.last_collection, __ATOMIC_RELEASE);
}

void lines_stop(void)
{
	struct clock_mark at;

	__atomic_store_n(&collector.collection, 0, __ATOMIC_RELEASE);
	collector.stop = at = clock_mark();
	collector.ns_per_tick = clock_ns_per_tick(collector.start, at);
	while (collector.ns_per_tick == 0) {
		at = clock_mark();
		collector.ns_per_tick = clock_ns_per_tick(collector.start, at);
	}
}

// One function's counters, summed over the threads.
struct sum {
	const struct lines_function *function;
	struct count *counts;
};

static void add_counts(struct sum *sum, const struct lines_function *function)
{
	for (uint32_t i = 0; i < function->line_cnt; i++) {
		sum->counts[i].hit_cnt += function->counts[i + 1].hit_cnt;
		sum->counts[i].ticks += function->counts[i + 1].ticks;
	}
	if (function->current > 0 && collector.stop.ticks > function->started)
		sum->counts[function->current - 1].ticks +=
		    collector.stop.ticks - function->started;
}

static void add_function(struct sum *sums, size_t *cnt, const struct lines_function *function)
{
	size_t i = 0;

	while (i < *cnt && sums[i].function->number != function->number)
		i++;
	if (i == LINES_FUNCTION_MAX)
		return;
	if (i == *cnt) {
		sums[i].function = function;
		sums[i].counts = mem_zalloc(function->line_cnt * sizeof *sums[i].counts);
		(*cnt)++;
	}
	add_counts(&sums[i], function);
}

static void pack_sum(const struct sum *sum, struct str *out)
{
	pack_u32(out, sum->function->number);
	pack_u32(out, sum->function->is_whole ? 0 : sum->function->line_cnt);
	for (uint32_t i = 0; i < sum->function->line_cnt; i++) {
		pack_u64(out, sum->counts[i].hit_cnt);
		pack_u64(out, (uint64_t)((double)sum->counts[i].ticks * collector.ns_per_tick));
	}
}

void lines_pack(struct str *out)
{
	struct sum *sums = mem_zalloc(LINES_FUNCTION_MAX * sizeof *sums);
	const struct line_thread *thread = __atomic_load_n(&collector.threads, __ATOMIC_ACQUIRE);
	size_t cnt = 0;

	for (; thread; thread = thread->next)
		for (size_t i = 0; i < SLOT_CNT; i++)
			if (thread->functions[i].collection == collector.last_collection)
				add_function(sums, &cnt, &thread->functions[i]);
	pack_u32(out, (uint32_t)cnt);
	for (size_t i = 0; i < cnt; i++) {
		pack_sum(&sums[i], out);
		free(sums[i].counts);
	}
	pack_u64(out, (uint64_t)((double)(collector.stop.ticks - collector.start.ticks) *
				 collector.ns_per_tick));
	free(sums);
}
