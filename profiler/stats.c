// profiler/stats.c - a profile's numbers as pstats means them, sorted.
//
// Calls and own times are plain sums over the nodes. Primitive calls and cumulative times count
// only nodes with no ancestor of the same function (for an edge: no earlier pair of the same
// caller and callee above), so the tree is walked once with the open activations counted.
#include "profiler/stats.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "profiler/walk.h"

// An edge while the numbers are gathered.
struct edge {
	uint32_t callee;
	size_t active_cnt; // pairs of this caller and callee open at this point of the walk
	struct stats_edge numbers;
};

struct gathering {
	const struct profile *profile;
	struct stats *stats;
	struct edge *edges; // in first-seen order
	size_t edge_cnt, edge_cap;
	struct lookup edge_index;
	uint32_t *edge_of;   // by node: which edge leads to it
	size_t *active_cnts; // by function: activations open at this point of the walk
};

struct edge_key {
	const struct gathering *gathering;
	uint32_t caller, callee;
};

static bool is_edge(const void *key, uint32_t item)
{
	const struct edge_key *wanted = key;
	const struct edge *edge = &wanted->gathering->edges[item];

	return edge->callee == wanted->callee && edge->numbers.caller == wanted->caller;
}

static uint32_t add_edge(struct gathering *g, uint32_t caller, uint32_t callee)
{
	if (g->edge_cnt == g->edge_cap) {
		g->edge_cap = g->edge_cap ? g->edge_cap * 2 : 64;
		g->edges = mem_grow(g->edges, g->edge_cap, sizeof *g->edges);
	}
	g->edges[g->edge_cnt] = (struct edge){.callee = callee, .numbers.caller = caller};
	return (uint32_t)g->edge_cnt++;
}

static uint32_t find_edge(struct gathering *g, uint32_t caller, uint32_t callee)
{
	struct edge_key key = {.gathering = g, .caller = caller, .callee = callee};
	uint32_t hash = lookup_hash_pair(caller, callee);
	uint32_t found = lookup_find(&g->edge_index, hash, is_edge, &key);

	if (found == LOOKUP_NONE) {
		found = add_edge(g, caller, callee);
		lookup_add(&g->edge_index, hash, found);
	}
	return found;
}

// Sums what does not depend on recursion, in the order in which paths were first seen.
static void sum_nodes(struct gathering *g)
{
	for (uint32_t i = 0; i < g->profile->node_cnt; i++) {
		const struct profile_node *node = &g->profile->nodes[i];
		struct stats_row *row = &g->stats->rows[node->function];
		uint64_t self_ns = profile_self_ns(g->profile, i);
		struct stats_edge *edge;

		row->call_cnt += node->call_cnt;
		row->own_ns += self_ns;
		if (node->parent == NO_PARENT)
			continue;
		g->edge_of[i] =
		    find_edge(g, g->profile->nodes[node->parent].function, node->function);
		edge = &g->edges[g->edge_of[i]].numbers;
		edge->call_cnt += node->call_cnt;
		edge->own_ns += self_ns;
	}
}

static void step_in(void *gathering, uint32_t i)
{
	struct gathering *g = gathering;
	const struct profile_node *node = &g->profile->nodes[i];
	struct stats_row *row = &g->stats->rows[node->function];
	struct edge *edge;

	if (g->active_cnts[node->function]++ == 0) {
		row->primitive_cnt += node->call_cnt;
		row->cumulative_ns += node->total_ns;
	}
	if (node->parent == NO_PARENT)
		return;
	assert(g->edges); // sum_nodes() found an edge for every node below the root
	edge = &g->edges[g->edge_of[i]];
	if (edge->active_cnt++ == 0) {
		edge->numbers.primitive_cnt += node->call_cnt;
		edge->numbers.cumulative_ns += node->total_ns;
	}
}

static void step_out(void *gathering, uint32_t i)
{
	struct gathering *g = gathering;
	const struct profile_node *node = &g->profile->nodes[i];

	g->active_cnts[node->function]--;
	if (node->parent != NO_PARENT)
		g->edges[g->edge_of[i]].active_cnt--;
}

static void hand_out_edges(struct gathering *g)
{
	for (size_t i = 0; i < g->edge_cnt; i++) {
		struct stats_row *row = &g->stats->rows[g->edges[i].callee];

		if (row->edge_cnt == row->edge_cap) {
			row->edge_cap = row->edge_cap ? row->edge_cap * 2 : 2;
			row->edges = mem_grow(row->edges, row->edge_cap, sizeof *row->edges);
		}
		row->edges[row->edge_cnt++] = g->edges[i].numbers;
	}
}

static void sum_rows(struct stats *stats)
{
	for (size_t i = 0; i < stats->row_cnt; i++) {
		stats->call_cnt += stats->rows[i].call_cnt;
		stats->primitive_cnt += stats->rows[i].primitive_cnt;
		stats->own_ns += stats->rows[i].own_ns;
	}
	stats->call_cnt -= stats->profile->nodes[0].call_cnt;
	stats->primitive_cnt -= stats->profile->nodes[0].call_cnt;
}

struct stats *stats_new(const struct profile *profile)
{
	struct stats *stats = mem_zalloc(sizeof *stats);
	struct gathering g = {.profile = profile, .stats = stats};

	stats->profile = profile;
	stats->row_cnt = profile->function_cnt;
	stats->rows = mem_zalloc(stats->row_cnt * sizeof *stats->rows);
	for (uint32_t i = 0; i < stats->row_cnt; i++)
		stats->rows[i].function = i;
	g.edge_of = mem_zalloc(profile->node_cnt * sizeof *g.edge_of);
	g.active_cnts = mem_zalloc(stats->row_cnt * sizeof *g.active_cnts);
	sum_nodes(&g);
	walk_tree(profile, step_in, step_out, &g);
	hand_out_edges(&g);
	sum_rows(stats);
	lookup_release(&g.edge_index);
	free(g.edges);
	free(g.edge_of);
	free(g.active_cnts);
	return stats;
}

void stats_free(struct stats *stats)
{
	if (!stats)
		return;
	for (size_t i = 0; i < stats->row_cnt; i++)
		free(stats->rows[i].edges);
	free(stats->rows);
	free(stats->order);
	free(stats);
}

void stats_function_name(const struct profile *profile, uint32_t function, struct str *out)
{
	const struct profile_function *at = &profile->functions[function];
	size_t len = strlen(at->name);

	if (strcmp(at->file, "~") != 0 || at->line != 0)
		str_printf(out, "%s:%u(%s)", at->file, (unsigned)at->line, at->name);
	else if (len >= 2 && at->name[0] == '<' && at->name[len - 1] == '>')
		str_printf(out, "{%.*s}", (int)(len - 2), at->name + 1);
	else
		str_puts(out, at->name);
}
