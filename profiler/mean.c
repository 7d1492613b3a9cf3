// profiler/mean.c - several runs of one statement as one profile: their mean, and how they spread.
#include "profiler/mean.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "profiler/stats.h"

// Sums of rounded-down means are never above the rounded-down mean of the sum: children fit.
static void divide(struct profile *profile, size_t cnt)
{
	for (size_t i = 0; i < profile->node_cnt; i++) {
		struct profile_node *node = &profile->nodes[i];

		node->children_ns = 0;
		node->total_ns /= cnt;
		node->bytes /= cnt;
		if (i > 0) {
			node->call_cnt = (node->call_cnt + cnt / 2) / cnt;
			node->call_cnt += node->call_cnt == 0;
			profile->nodes[node->parent].children_ns += node->total_ns;
		}
	}
	profile->wall_ns /= cnt;
	profile->folded_cnt /= cnt;
}

static double deviation(const double *values, size_t cnt)
{
	double mean = 0, squares = 0;

	for (size_t i = 0; i < cnt; i++)
		mean += values[i] / (double)cnt;
	for (size_t i = 0; i < cnt; i++)
		squares += (values[i] - mean) * (values[i] - mean);
	return cnt > 1 ? sqrt(squares / (double)(cnt - 1)) : 0;
}

// The times of all functions of the mean, run by run: that of function f in run r stands at
// [f * cnt + r]; 0 where a run does not have it.
struct times {
	double *own_ns, *total_ns; // owned
	size_t cnt;
};

static void collect_times(struct times *times, struct profile *mean, const struct profile *run,
			  size_t number)
{
	struct stats *stats = stats_new(run);

	for (size_t i = 1; i < stats->row_cnt; i++) {
		const struct stats_row *row = &stats->rows[i];
		const struct profile_function *function = &run->functions[row->function];
		size_t at;

		if (!row->call_cnt)
			continue;
		at = profile_function(mean, function->file, function->line, function->name) *
			 times->cnt +
		     number;
		times->own_ns[at] = (double)row->own_ns;
		times->total_ns[at] = (double)row->cumulative_ns;
	}
	stats_free(stats);
}

static void find_deviations(struct profile *mean, struct profile *const *runs, size_t cnt)
{
	struct times times = {.cnt = cnt};
	double *wall_ns = mem_grow(NULL, cnt, sizeof *wall_ns);

	times.own_ns = mem_zalloc(mean->function_cnt * cnt * sizeof *times.own_ns);
	times.total_ns = mem_zalloc(mean->function_cnt * cnt * sizeof *times.total_ns);
	for (size_t i = 0; i < cnt; i++) {
		collect_times(&times, mean, runs[i], i);
		wall_ns[i] = (double)runs[i]->wall_ns;
	}
	for (size_t i = 0; i < mean->function_cnt; i++) {
		struct profile_function *function = &mean->functions[i];

		function->own_deviation_ns = (uint64_t)deviation(&times.own_ns[i * cnt], cnt);
		function->total_deviation_ns = (uint64_t)deviation(&times.total_ns[i * cnt], cnt);
	}
	mean->wall_deviation_ns = (uint64_t)deviation(wall_ns, cnt);
	free(times.own_ns);
	free(times.total_ns);
	free(wall_ns);
}

struct profile *profile_mean(struct profile *const *runs, size_t cnt)
{
	struct profile *mean;

	assert(cnt >= 1);
	mean = profile_new(runs[0]->functions[0].file, runs[0]->title, runs[0]->cell);

	for (size_t i = 0; i < cnt; i++)
		profile_merge(mean, runs[i]);
	divide(mean, cnt);
	find_deviations(mean, runs, cnt);
	mean->run_cnt = (uint32_t)cnt;
	return mean;
}
