// profiler/runtime/snapshot.c - a tree's numbers as they stood at the end of its collection.
#include "profiler/runtime/snapshot.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/pack.h"
#include "profiler/runtime/timing.h"

struct entry {
	uint64_t call_cnt;
	uint64_t total_ns;
	uint64_t floor_ns; // what exact times at or below the node come to: it lasted that at least
	enum probe_timing timing;
	// of its children
	uint64_t children_floor_ns;
	uint64_t children_extra_ns;  // estimates beyond the floor
	uint64_t children_guess_cnt; // calls whose time is estimated
};

struct snapshot {
	struct probe_tree *tree;
	const struct snapshot_clock *clock;
	uint32_t node_cnt;
	struct entry *entries; // by node
};

// What is below 0 comes from processors whose clocks disagree.
static uint64_t ns_of(const struct snapshot *s, double ticks)
{
	return ticks > 0 && ticks < (double)INT64_MAX ? (uint64_t)(ticks * s->clock->ns_per_tick)
						      : 0;
}

static const struct probe_node *node_at(const struct snapshot *s, uint32_t index)
{
	return tree_node(s->tree, index);
}

static void read_entry(const struct snapshot *s, uint32_t index)
{
	const struct probe_node *node = node_at(s, index);
	struct entry *entry = &s->entries[index];

	entry->call_cnt = __atomic_load_n(&node->call_cnt, __ATOMIC_RELAXED);
	if (s->clock->kind == PROBE_COUNTS && index > 0) {
		entry->timing = PROBE_TIMED_NONE;
		return;
	}
	entry->timing = node->was_sampled ? PROBE_TIMED_SOME : PROBE_TIMED_ALL;
	entry->total_ns = ns_of(s, timing_total(node));
}

// Counts what was still open on a thread that goes on running.
static void close_open(struct snapshot *s)
{
	const struct probe_node *at = __atomic_load_n(&s->tree->current, __ATOMIC_ACQUIRE);

	for (; at && at->parent; at = at->parent) {
		uint64_t entered = __atomic_load_n(&at->entered, __ATOMIC_RELAXED);

		if (at->index >= s->node_cnt)
			continue;
		s->entries[at->index].call_cnt++;
		if (entered && entered < s->clock->stop_ticks)
			s->entries[at->index].total_ns +=
			    ns_of(s, (double)(s->clock->stop_ticks - entered));
	}
}

// Finds every node's floor, from the leaves up. A signal or probe_stop() may have caught a thread
// between opening or closing a node and counting it, and turning ticks into ns rounds: so exact
// times, too, are those of their children at least, and calls are 1 at least.
static void find_floors(struct snapshot *s)
{
	for (uint32_t i = s->node_cnt; i-- > 0;) {
		const struct probe_node *node = node_at(s, i);
		struct entry *entry = &s->entries[i], *parent;

		if (entry->call_cnt == 0)
			entry->call_cnt = 1;
		if (entry->total_ns < entry->children_floor_ns)
			entry->total_ns = entry->children_floor_ns;
		entry->floor_ns =
		    entry->timing == PROBE_TIMED_ALL ? entry->total_ns : entry->children_floor_ns;
		if (!node->parent)
			continue;
		parent = &s->entries[node->parent->index];
		parent->children_floor_ns += entry->floor_ns;
		parent->children_extra_ns += entry->total_ns - entry->floor_ns;
		if (entry->timing == PROBE_TIMED_SOME)
			parent->children_guess_cnt += entry->call_cnt;
	}
}

// By how much the estimates below a node, whose own time is final, have to shrink.
// A timed call's time holds some of the reading of the clock, which untimed calls do not have: of
// very short calls the estimates come to more than there is, or leave nothing to the caller. When
// all calls are timed, the caller gets the rest of that reading: so it is put on the scales, and
// the shares are those of exact timing.
static double find_scale(const struct snapshot *s, const struct entry *parent)
{
	double room = (double)(parent->total_ns - parent->children_floor_ns);
	double outside = s->clock->outside_ticks * s->clock->ns_per_tick;
	double needed =
	    (double)parent->children_extra_ns + outside * (double)parent->children_guess_cnt;

	return needed <= room ? 1 : room / needed;
}

// Fits the estimates into the exact times above them, from the root down.
static void fit_estimates(struct snapshot *s)
{
	for (uint32_t i = 1; i < s->node_cnt; i++) {
		const struct probe_node *node = node_at(s, i);
		struct entry *entry = &s->entries[i];
		double extra = (double)(entry->total_ns - entry->floor_ns);

		if (entry->timing == PROBE_TIMED_SOME)
			entry->total_ns =
			    entry->floor_ns +
			    (uint64_t)(extra * find_scale(s, &s->entries[node->parent->index]));
	}
}

static struct snapshot take_snapshot(struct probe_tree *tree, const struct snapshot_clock *clock,
				     bool is_main)
{
	struct snapshot s = {
	    .tree = tree,
	    .clock = clock,
	    .node_cnt = __atomic_load_n(&tree->node_cnt, __ATOMIC_ACQUIRE),
	};

	s.entries = mem_zalloc(s.node_cnt * sizeof *s.entries);
	for (uint32_t i = 0; i < s.node_cnt; i++)
		read_entry(&s, i);
	if (!is_main) {
		close_open(&s);
		s.entries[0].total_ns = ns_of(&s, (double)(clock->stop_ticks - clock->start_ticks));
	}
	find_floors(&s);
	fit_estimates(&s);
	return s;
}

static void pack_node(const struct snapshot *s, uint32_t index, uint32_t parent, struct str *out)
{
	const struct probe_node *node = node_at(s, index);
	const struct entry *entry = &s->entries[index];
	uint64_t least = node->least, most = node->most;
	bool is_known = least <= most && entry->timing != PROBE_TIMED_NONE;

	pack_u32(out, parent);
	pack_u32(out, node->function);
	pack_u32(out, entry->timing);
	pack_u64(out, entry->call_cnt);
	pack_u64(out, entry->total_ns);
	pack_u64(out, is_known ? ns_of(s, (double)least) : 0);
	pack_u64(out, is_known ? ns_of(s, (double)most) : 0);
}

void snapshot_pack(struct probe_tree *tree, const struct snapshot_clock *clock, bool is_main,
		   struct snapshot_sum *sum, struct str *out)
{
	struct snapshot s = take_snapshot(tree, clock, is_main);
	uint32_t first = is_main ? 0 : 1;

	for (uint32_t i = first; i < s.node_cnt; i++) {
		const struct probe_node *node = node_at(&s, i);
		bool is_top = !node->parent || node->parent->index < first;

		pack_node(&s, i, is_top ? UINT32_MAX : sum->node_cnt + node->parent->index - first,
			  out);
		sum->call_cnt += s.entries[i].call_cnt;
		if (s.entries[i].timing != PROBE_TIMED_NONE)
			sum->timed_cnt += timing_timed_cnt(node);
	}
	if (is_main)
		sum->wall_ns = s.entries[0].total_ns;
	sum->node_cnt += s.node_cnt - first;
	sum->folded_cnt += __atomic_load_n(&tree->folded.call_cnt, __ATOMIC_RELAXED);
	sum->thread_cnt++;
	free(s.entries);
}
