// profiler/identities.c - whether a profile's numbers agree with each other.
#include "profiler/identities.h"

#include "profiler/stats.h"

struct checking {
	const struct profile *profile;
	const struct stats *stats;
	struct str *why; // of the identity that is being checked
};

// Every moment is some function's own: own times add up to the root's.
static bool does_self_sum(const struct checking *c)
{
	uint64_t total_ns = c->profile->nodes[0].total_ns;

	if (c->stats->own_ns == total_ns)
		return true;
	str_printf(c->why, "own times come to %llu ns, the whole to %llu ns",
		   (unsigned long long)c->stats->own_ns, (unsigned long long)total_ns);
	return false;
}

// Every call has a caller: what a function was called by others adds up to its calls.
static bool do_edges_agree(const struct checking *c)
{
	for (size_t i = 1; i < c->stats->row_cnt; i++) {
		const struct stats_row *row = &c->stats->rows[i];
		uint64_t call_cnt = 0;

		for (size_t j = 0; j < row->edge_cnt; j++)
			call_cnt += row->edges[j].call_cnt;
		if (call_cnt == row->call_cnt)
			continue;
		str_printf(c->why, "%s has %llu calls, its callers made %llu",
			   c->profile->functions[row->function].name,
			   (unsigned long long)row->call_cnt, (unsigned long long)call_cnt);
		return false;
	}
	return true;
}

// Nobody's callees took longer than the call itself.
static bool is_balanced(const struct checking *c)
{
	for (size_t i = 0; i < c->profile->node_cnt; i++) {
		const struct profile_node *node = &c->profile->nodes[i];

		if (node->children_ns <= node->total_ns)
			continue;
		str_printf(c->why, "%s lasted less than what it called",
			   c->profile->functions[node->function].name);
		return false;
	}
	return true;
}

// Nothing lasts longer than there was time, on as many threads as there were.
static bool is_within_time(const struct checking *c)
{
	uint64_t most_ns = c->profile->wall_ns;

	if (c->profile->thread_cnt == 0)
		most_ns = c->profile->nodes[0].total_ns;
	else if (__builtin_mul_overflow(most_ns, c->profile->thread_cnt, &most_ns))
		most_ns = UINT64_MAX;
	for (size_t i = 1; i < c->profile->node_cnt; i++) {
		const struct profile_node *node = &c->profile->nodes[i];

		if (node->total_ns <= most_ns)
			continue;
		str_printf(c->why, "%s lasted longer than the run",
			   c->profile->functions[node->function].name);
		return false;
	}
	return true;
}

// The root is one call, and all else is below it.
static bool is_rooted(const struct checking *c)
{
	const struct profile *profile = c->profile;
	bool is_good = profile->nodes[0].parent == NO_PARENT && profile->nodes[0].call_cnt == 1 &&
		       profile->nodes[0].function == 0;

	for (size_t i = 1; is_good && i < profile->node_cnt; i++)
		is_good = profile->nodes[i].parent < i && profile->nodes[i].function != 0;
	if (!is_good)
		str_puts(c->why, "not all calls are below one root");
	return is_good;
}

int profile_identities(const struct profile *profile, struct str *explanation)
{
	static const struct {
		const char *name;
		bool (*holds)(const struct checking *c);
	} identities[PROFILE_IDENTITY_CNT] = {
	    {"sum", does_self_sum},    {"edges", do_edges_agree}, {"balance", is_balanced},
	    {"clock", is_within_time}, {"root", is_rooted},
	};
	struct stats *stats = stats_new(profile);
	struct str why = {0};
	struct checking c = {profile, stats, &why};
	int held = 0;

	for (size_t i = 0; i < PROFILE_IDENTITY_CNT; i++) {
		str_clear(&why);
		if (identities[i].holds(&c))
			held++;
		else
			str_printf(explanation, "%s: %s\n", identities[i].name, str_text(&why));
	}
	str_release(&why);
	stats_free(stats);
	return held;
}
