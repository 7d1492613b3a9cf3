// profiler/runtime/timing.c - which calls are timed, and what the others are taken to have lasted.
#include "profiler/runtime/timing.h"

enum {
	// How many calls are timed before one looks at their mean. Fewer, and a long first call
	// would hide that the rest is short; more, and wide trees are all first calls.
	REVIEW_CALLS = 16,
	REVIEW_SAMPLES = 16,
	SKIP_MIN = 8, // untimed calls between samples: SKIP_MIN to SKIP_MIN + 15
		      // Between the two limits nothing changes: a node must not swing to and fro.
	LONG_FACTOR = 2,
};

static uint64_t load(const uint64_t *number)
{
	return __atomic_load_n(number, __ATOMIC_RELAXED);
}

static void store(uint64_t *number, uint64_t value)
{
	__atomic_store_n(number, value, __ATOMIC_RELAXED);
}

void timing_begin(const struct timing *timing, struct probe_tree *tree)
{
	tree->first_skip_cnt = timing->clock == PROBE_COUNTS ? UINT32_MAX : 0;
	tree->first_review_at = timing->clock == PROBE_ADAPTIVE ? REVIEW_CALLS : UINT64_MAX;
}

// Distances between samples must not keep step with what the program does. Only the upper bits of
// this generator are good; more than that is not needed.
static uint32_t draw_skip(struct probe_tree *tree)
{
	tree->chance = tree->chance * 6364136223846793005u + 1442695040888963407u;
	return SKIP_MIN + (uint32_t)(tree->chance >> 60);
}

// What the present phase lasted.
static double phase_total(const struct probe_node *node)
{
	double calls = (double)(load(&node->call_cnt) - load(&node->settled_cnt));
	uint64_t sample_cnt = load(&node->sample_cnt);
	double total = (double)load(&node->total);

	if (!node->is_sampled)
		return total;
	if (sample_cnt > 0)
		return total / (double)sample_cnt * calls;
	// The phase before is all that is known.
	return (double)load(&node->settled_total) / (double)load(&node->settled_cnt) * calls;
}

static void begin_phase(struct probe_node *node, bool is_sampled)
{
	uint64_t timed_cnt = timing_timed_cnt(node);

	store(&node->settled_total, (uint64_t)timing_total(node));
	store(&node->settled_cnt, node->call_cnt);
	store(&node->settled_timed_cnt, timed_cnt);
	store(&node->total, 0);
	store(&node->sample_cnt, 0);
	node->window_total = 0;
	node->is_sampled = is_sampled;
	node->was_sampled |= is_sampled;
}

static void review_exact(const struct timing *timing, struct probe_tree *tree,
			 struct probe_node *node)
{
	uint64_t window = node->total - node->window_total;

	node->window_total = node->total;
	node->review_at = node->call_cnt + REVIEW_CALLS;
	if (window >= REVIEW_CALLS * timing->short_ticks)
		return;
	begin_phase(node, true);
	node->skip_cnt = draw_skip(tree);
	node->review_at = 0;
}

static void review_sampled(const struct timing *timing, struct probe_tree *tree,
			   struct probe_node *node)
{
	uint64_t window = node->total - node->window_total;

	store(&node->sample_cnt, node->sample_cnt + 1);
	node->skip_cnt = draw_skip(tree);
	node->review_at = 0;
	if (node->sample_cnt % REVIEW_SAMPLES != 0)
		return;
	node->window_total = node->total;
	if (window <= REVIEW_SAMPLES * LONG_FACTOR * timing->short_ticks)
		return;
	begin_phase(node, false);
	node->skip_cnt = 0;
	node->review_at = node->call_cnt + REVIEW_CALLS;
}

void timing_review(const struct timing *timing, struct probe_tree *tree, struct probe_node *node)
{
	if (timing->clock != PROBE_ADAPTIVE)
		node->review_at = UINT64_MAX;
	else if (node->is_sampled)
		review_sampled(timing, tree, node);
	else
		review_exact(timing, tree, node);
}

double timing_total(const struct probe_node *node)
{
	return (double)load(&node->settled_total) + phase_total(node);
}

uint64_t timing_timed_cnt(const struct probe_node *node)
{
	uint64_t phase = node->is_sampled ? load(&node->sample_cnt)
					  : load(&node->call_cnt) - load(&node->settled_cnt);

	return load(&node->settled_timed_cnt) + phase;
}
