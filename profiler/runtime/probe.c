// profiler/runtime/probe.c - what instrumented code calls: one step down the tree, one step up.
//
// How it works:
// 1. `collector.collection` is 0 or the number of the collection that is on. A thread's tree
//    carries the number it was filled for, and is emptied by its own thread when it first runs
//    a probe of a newer one. So starting and stopping touch no other thread's memory.
// 2. A frame carries the number too: leaving a frame of a collection that is over, or one that
//    never got a node (NO_COLLECTION), does nothing.
// 3. enter: the child entered last is tried first, then the tree's hash table. leave: when the
//    frame's node is not the innermost open one, a longjmp went past those inside it; they are
//    closed now.
// 4. A full tree answers with its node `folded`, which has no children: all below it stays
//    uncounted until it is left. So no edge appears that was not called.
// 5. What another thread may read while the owner writes (probe_pack() of threads that still
//    run) is stored atomically, without ordering that would cost anything on x86-64.
// 6. A signal handler may run probes in the middle of a probe: the fast paths leave a good tree
//    at each instruction, the slow path is guarded by is_busy and not entered twice.
#include "profiler/runtime/probe.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/pack.h"
#include "profiler/runtime/calls.h"
#include "profiler/runtime/clock.h"
#include "profiler/runtime/durations.h"
#include "profiler/runtime/snapshot.h"
#include "profiler/runtime/spans.h"
#include "profiler/runtime/timing.h"
#include "profiler/runtime/tree.h"

#define NO_COLLECTION UINT64_MAX
// A function whose calls last less than so many steps of the clock is short: timing it exactly
// would cost more than a tenth of what it does.
#define SHORT_STEPS 16

_Static_assert(sizeof(struct cicle_frame) == sizeof(void *) + sizeof(unsigned long long),
	       "PROBE_PRELUDE declares another struct cicle_frame");

_Static_assert(PROBE_NODE_MAX == TREE_FIRST_CHUNK * ((1u << TREE_CHUNK_CNT) - 1),
	       "probe.h promises another number of nodes than a tree's chunks hold");

// An enter and leave, measured on a function that does nothing.
struct probe_cost {
	double ticks;
	double outside_ticks; // of them, those that count as the caller's time
};

struct collector {
	uint64_t collection;      // 0 while none is on
	uint64_t last_collection; // numbers are never used twice
	struct probe_tree *trees; // all there are; they are taken over, never freed
	struct probe_tree *main;  // the starting thread's
	struct clock_mark start, stop;
	double ns_per_tick; // 0 until measured
	uint64_t rate_span_ns;
	uint32_t duration_scale; // of trees' durations
	bool records_order;
	struct spans *spans; // of the main tree; NULL until first wanted
	uint64_t step_ticks; // 0 until measured
	struct probe_cost exact_probe, count_probe;
	struct timing timing; // of the present or last collection
	pthread_key_t thread_end;
};

// What a thread that runs probes has.
struct participant {
	struct probe_tree *tree; // never NULL
	bool is_busy;            // in the slow path
};

static struct probe_tree no_tree = {.collection = NO_COLLECTION};
static struct collector collector;
static _Thread_local struct participant mine
    __attribute__((tls_model("initial-exec"))) = {.tree = &no_tree};

static inline uint64_t present_collection(void)
{
	return __atomic_load_n(&collector.collection, __ATOMIC_ACQUIRE);
}

static inline void add(uint64_t *sum, uint64_t value)
{
	__atomic_store_n(sum, *sum + value, __ATOMIC_RELAXED);
}

// place: where on the stack the call is, for probe_unwind().
static inline void open_node(struct probe_tree *tree, struct probe_node *node,
			     struct cicle_frame *frame, uint64_t collection, const void *place)
{
	frame->node = node;
	frame->collection = collection;
	node->place = place;
	if (node->skip_cnt > 0) {
		node->skip_cnt--;
		__atomic_store_n(&node->entered, 0, __ATOMIC_RELAXED);
	} else {
		__atomic_store_n(&node->entered, clock_ticks(), __ATOMIC_RELAXED);
	}
	__atomic_store_n(&tree->current, node, __ATOMIC_RELEASE);
}

// What few timed calls need, out of the way of the others.
static __attribute__((noinline)) void settle_time(struct probe_tree *tree, struct probe_node *node,
						  uint64_t taken, bool is_full)
{
	if (is_full)
		durations_count(&tree->durations);
	if (tree->spans && !node->is_sampled)
		spans_note(tree->spans, node->index, node->entered, taken);
	if (node->call_cnt >= node->review_at)
		timing_review(&collector.timing, tree, node);
}

static inline void add_time(struct probe_tree *tree, struct probe_node *node, uint64_t taken)
{
	bool is_full = durations_note(&tree->durations, node->function, taken);

	add(&node->total, taken);
	if (taken < node->least)
		node->least = taken;
	if (taken > node->most)
		node->most = taken;
	if (node->call_cnt >= node->review_at || is_full || tree->spans)
		settle_time(tree, node, taken, is_full);
}

// now: ticks, for a call that is timed.
static inline void close_node(struct probe_tree *tree, struct probe_node *node, uint64_t now)
{
	// NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an open frame has a node
	uint64_t entered = node->entered;

	__atomic_store_n(&tree->current, node->parent, __ATOMIC_RELEASE);
	add(&node->call_cnt, 1);
	if (entered)
		add_time(tree, node, now - entered);
}

static void close_all(struct probe_tree *tree, uint64_t now)
{
	while (tree->current != &tree->root)
		close_node(tree, tree->current, now);
}

// Closes the nodes inside an open one. Returns false when that one is not open on this thread,
// as when a program switches stacks by its own means.
static bool close_inside(struct probe_tree *tree, const struct probe_node *node, uint64_t now)
{
	const struct probe_node *at = tree->current;

	while (at && at != node)
		at = at->parent;
	while (at && tree->current != node)
		close_node(tree, tree->current, now);
	return at != NULL;
}

// Runs when a thread ends: what it left open is closed, and the tree waits for another thread.
static void leave_tree(void *thread_tree)
{
	struct probe_tree *tree = thread_tree;

	if (tree->collection == present_collection())
		close_all(tree, clock_ticks());
	calls_forget();
	mine.tree = &no_tree;
	__atomic_store_n(&tree->is_owned, false, __ATOMIC_RELEASE);
}

static struct probe_tree *take_over(void)
{
	struct probe_tree *tree = __atomic_load_n(&collector.trees, __ATOMIC_ACQUIRE);

	while (tree) {
		bool is_free = false;

		if (__atomic_compare_exchange_n(&tree->is_owned, &is_free, true, false,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			break;
		tree = tree->next;
	}
	return tree;
}

static struct probe_tree *add_tree(void)
{
	struct probe_tree *tree = tree_new();

	if (!tree)
		return NULL;
	tree->is_owned = true;
	tree->next = __atomic_load_n(&collector.trees, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&collector.trees, &tree->next, tree, true,
					    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		continue;
	return tree;
}

// Gives the calling thread's tree, as full as it is. NULL when there is no memory for one.
static struct probe_tree *own_tree(void)
{
	struct probe_tree *tree = mine.tree;

	if (tree != &no_tree)
		return tree;
	tree = take_over();
	if (!tree)
		tree = add_tree();
	if (!tree)
		return NULL;
	pthread_setspecific(collector.thread_end, tree);
	mine.tree = tree;
	return tree;
}

// Finds where a call goes, NULL when it is not counted.
static struct probe_node *place_call(uint64_t collection, uint32_t function)
{
	struct probe_tree *tree = own_tree();
	struct probe_node *node;

	if (!tree)
		return NULL;
	if (tree->collection != collection) {
		timing_begin(&collector.timing, tree);
		tree->durations.scale = collector.duration_scale;
		tree->spans = NULL;
		tree_reset(tree, collection, TREE_NO_FUNCTION);
	}
	if (tree->current == &tree->folded)
		return NULL;
	node = tree_child(tree, tree->current, function);
	if (!node) {
		node = &tree->folded;
		node->parent = tree->current;
	}
	return node;
}

static __attribute__((noinline)) void enter_slowly(struct cicle_frame *frame, uint32_t function,
						   uint64_t collection, const void *place)
{
	struct probe_node *node;
	int kept_errno = errno;

	frame->collection = NO_COLLECTION;
	if (collection == 0 || mine.is_busy)
		return;
	mine.is_busy = true;
	node = place_call(collection, function);
	mine.is_busy = false;
	errno = kept_errno;
	if (node)
		open_node(mine.tree, node, frame, collection, place);
}

static inline void enter(struct cicle_frame *frame, uint32_t function, const void *place)
{
	struct probe_tree *tree = mine.tree;
	uint64_t collection = present_collection();
	struct probe_node *node;

	if (tree->collection != collection) {
		enter_slowly(frame, function, collection, place);
		return;
	}
	node = tree->current->last_child;
	if (node->function == function)
		open_node(tree, node, frame, collection, place);
	else
		enter_slowly(frame, function, collection, place);
}

__attribute__((noinline)) void cicle_enter(struct cicle_frame *frame, uint32_t function)
{
	enter(frame, function, frame);
}

bool probe_open(struct cicle_frame *frame, uint32_t function, const void *place)
{
	if (present_collection() == 0)
		return false;
	enter(frame, function, place);
	return frame->collection != NO_COLLECTION;
}

static __attribute__((noinline)) void leave_from_inside(struct probe_tree *tree,
							struct probe_node *node)
{
	uint64_t now = clock_ticks();

	if (close_inside(tree, node, now))
		close_node(tree, node, now);
}

__attribute__((noinline)) void cicle_leave(struct cicle_frame *frame)
{
	struct probe_tree *tree = mine.tree;
	struct probe_node *node = frame->node;

	if (frame->collection != present_collection())
		return;
	assert(node); // as cicle_enter() of the same collection left it
	if (tree->current != node)
		leave_from_inside(tree, node);
	else
		close_node(tree, node, node->entered ? clock_ticks() : 0);
}

void probe_unwind(const void *stack_pointer)
{
	struct probe_tree *tree = mine.tree;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t target = (uintptr_t)stack_pointer;
	uint64_t now = clock_ticks();

	calls_unwind((const void *)here, stack_pointer);
	if (tree->collection != present_collection())
		return;
	while (tree->current != &tree->root && (uintptr_t)tree->current->place >= here &&
	       (uintptr_t)tree->current->place < target)
		close_node(tree, tree->current, now);
}

const struct probe_node *probe_current(void)
{
	struct probe_tree *tree = mine.tree;

	if (tree->collection != present_collection() || !present_collection())
		return NULL;
	return tree->current == &tree->folded ? tree->folded.parent : tree->current;
}

// The root of a thread that did not start the collection is nobody's.
static bool is_function(const struct probe_node *node)
{
	return node && node->function != TREE_NO_FUNCTION;
}

uint32_t probe_path(const struct probe_node *node, uint32_t *functions, uint32_t cap)
{
	uint32_t depth = 0, skipped, cnt = 0;

	for (const struct probe_node *at = node; is_function(at); at = at->parent)
		depth++;
	skipped = depth > cap ? depth - cap : 0;
	for (const struct probe_node *at = node; is_function(at); at = at->parent)
		if (skipped > 0)
			skipped--;
		else
			functions[cnt++] = at->function;
	return cnt;
}

static void begin(enum probe_clock clock)
{
	struct probe_tree *tree = own_tree();

	if (!tree) {
		mem_zalloc(SIZE_MAX); // says that there is no memory, and aborts
		abort();
	}
	mine.is_busy = false;
	calls_forget();
	collector.timing = (struct timing){clock, SHORT_STEPS * collector.step_ticks};
	timing_begin(&collector.timing, tree);
	tree->durations.scale = collector.duration_scale;
	tree->spans = collector.records_order ? collector.spans : NULL;
	tree_reset(tree, ++collector.last_collection, 0);
	collector.main = tree;
	collector.start = clock_mark();
	tree->root.entered = collector.start.ticks;
	__atomic_store_n(&collector.collection, tree->collection, __ATOMIC_RELEASE);
}

static void end(void)
{
	struct probe_tree *tree = collector.main;
	struct probe_node *root = &tree->root;

	collector.stop = clock_mark();
	__atomic_store_n(&collector.collection, 0, __ATOMIC_RELEASE);
	close_all(tree, collector.stop.ticks);
	root->total = root->least = root->most = collector.stop.ticks - root->entered;
	root->call_cnt = 1;
}

// How far apart two readings of the clock are that differ, on average over a batch; the best of
// some batches, which nothing disturbed. The smallest difference tells less: a counter that goes
// up by 26 every 10 ns was seen to go up by 1 and 25, too.
static void measure_step(void)
{
	enum { BATCHES = 16, READS = 64 };
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < BATCHES; i++) {
		uint64_t first = clock_ticks(), before = first, change_cnt = 0;

		for (int j = 0; j < READS; j++) {
			uint64_t now = clock_ticks();

			change_cnt += now > before;
			before = now;
		}
		if (change_cnt > 0 && (before - first) / change_cnt < least)
			least = (before - first) / change_cnt;
	}
	collector.step_ticks = least == UINT64_MAX || least == 0 ? 1 : least;
}

// The best of some batches: what probes cost when nothing disturbs them.
static struct probe_cost measure_probe(enum probe_clock clock)
{
	enum { BATCHES = 32, PAIRS = 64 };
	struct cicle_frame frame = {0};
	uint64_t least = UINT64_MAX, inside = 0;

	begin(clock);
	for (int i = 0; i < BATCHES; i++) {
		uint64_t before = clock_ticks(), taken;
		uint64_t inside_before = i > 0 ? frame.node->total : 0;

		for (int j = 0; j < PAIRS; j++) {
			cicle_enter(&frame, 1);
			cicle_leave(&frame);
		}
		taken = clock_ticks() - before;
		if (taken >= least)
			continue;
		least = taken;
		inside = frame.node->total - inside_before;
	}
	end();
	return (struct probe_cost){
	    .ticks = (double)least / PAIRS,
	    .outside_ticks = least > inside ? (double)(least - inside) / PAIRS : 0,
	};
}

// Learns the clock's rate from a collection, unless a longer one told it already; waits, once,
// for a collection that was too short to tell.
static void measure_rate(void)
{
	uint64_t span_ns = collector.stop.ns - collector.start.ns;
	struct clock_mark at = collector.stop;

	if (collector.ns_per_tick > 0 && span_ns <= collector.rate_span_ns)
		return;
	while (clock_ns_per_tick(collector.start, at) == 0 && collector.ns_per_tick == 0)
		at = clock_mark();
	if (clock_ns_per_tick(collector.start, at) == 0)
		return;
	collector.ns_per_tick = clock_ns_per_tick(collector.start, at);
	collector.rate_span_ns = at.ns - collector.start.ns;
}

// Between two moments that are too near for more than the durations' groups.
static void measure_scale(struct clock_mark from, struct clock_mark to)
{
	double ns_per_tick =
	    to.ticks > from.ticks ? (double)(to.ns - from.ns) / (double)(to.ticks - from.ticks) : 1;

	collector.duration_scale = (uint32_t)(ns_per_tick * (1 << DURATION_SHIFT));
}

void probe_start(enum probe_clock clock)
{
	if (collector.step_ticks == 0) {
		struct clock_mark begun = clock_mark();
		int failure = pthread_key_create(&collector.thread_end, leave_tree);

		assert(failure == 0);
		(void)failure;
		measure_step();
		collector.exact_probe = measure_probe(PROBE_EXACT);
		collector.count_probe = measure_probe(PROBE_COUNTS);
		measure_scale(begun, clock_mark());
		if (collector.records_order) // and nothing of the measurements
			probe_record_order();
	}
	begin(clock);
}

// Without memory for the record there is none; the collection is as it would be.
void probe_record_order(void)
{
	collector.spans = spans_begin(collector.spans);
	collector.records_order = true;
}

void probe_stop(void)
{
	if (present_collection() == 0)
		return;
	end();
	collector.records_order = false;
	measure_rate();
}

// What the trees have, each list behind its length.
struct packed {
	struct str nodes, durations;
	uint32_t duration_cnt;
	struct snapshot_sum sum;
};

static void pack_trees(struct packed *packed)
{
	struct probe_tree *main = collector.main;
	struct probe_tree *tree = __atomic_load_n(&collector.trees, __ATOMIC_ACQUIRE);
	struct snapshot_clock clock = {
	    .kind = collector.timing.clock,
	    .ns_per_tick = collector.ns_per_tick,
	    .start_ticks = collector.start.ticks,
	    .stop_ticks = collector.stop.ticks,
	    .outside_ticks = collector.exact_probe.outside_ticks,
	};

	snapshot_pack(main, &clock, true, &packed->sum, &packed->nodes);
	packed->duration_cnt += durations_pack(main, &packed->durations);
	for (; tree; tree = tree->next) {
		if (tree == main ||
		    __atomic_load_n(&tree->collection, __ATOMIC_ACQUIRE) != main->collection)
			continue;
		snapshot_pack(tree, &clock, false, &packed->sum, &packed->nodes);
		packed->duration_cnt += durations_pack(tree, &packed->durations);
	}
}

static uint64_t picoseconds(double ticks)
{
	return (uint64_t)(ticks * collector.ns_per_tick * 1e3);
}

// What a probe cost on average: it depends on how many calls were timed.
static double mean_probe_ticks(const struct snapshot_sum *sum)
{
	double share = sum->call_cnt ? (double)sum->timed_cnt / (double)sum->call_cnt : 1;

	return share * collector.exact_probe.ticks + (1 - share) * collector.count_probe.ticks;
}

void probe_pack(struct str *out, const char *const *library_names, size_t library_cnt)
{
	struct packed packed = {0};
	const struct snapshot_sum *sum = &packed.sum;

	assert(collector.main && present_collection() == 0);
	pack_u32(out, (uint32_t)library_cnt);
	for (size_t i = 0; i < library_cnt; i++)
		pack_text(out, library_names[i]);
	pack_trees(&packed);
	pack_u32(out, sum->node_cnt);
	str_add(out, str_text(&packed.nodes), packed.nodes.len);
	pack_u32(out, packed.duration_cnt);
	str_add(out, str_text(&packed.durations), packed.durations.len);
	str_release(&packed.nodes);
	str_release(&packed.durations);
	spans_pack(collector.main->spans, collector.start.ticks, collector.ns_per_tick, out);
	pack_u64(out, sum->wall_ns);
	pack_u64(out, picoseconds((double)collector.step_ticks));
	pack_u64(out, picoseconds(mean_probe_ticks(sum)));
	pack_u64(out, sum->folded_cnt);
	pack_u32(out, sum->thread_cnt);
}
