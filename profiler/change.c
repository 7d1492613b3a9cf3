// profiler/change.c - what became of each function's time since an earlier profile.
#include "profiler/change.h"

#include <stdlib.h>

#include "base/mem.h"
#include "profiler/view/match.h"

// Gives the rows of a profile by function. The caller frees.
static const struct stats_row **rows_by_function(const struct stats *stats)
{
	const struct stats_row **rows = mem_grow(NULL, stats->row_cnt, sizeof *rows);

	for (size_t i = 0; i < stats->row_cnt; i++)
		rows[stats->rows[i].function] = &stats->rows[i];
	return rows;
}

static void set_before(struct function_change *change, const struct stats_row *row,
		       const struct profile *profile)
{
	const struct profile_function *function = &profile->functions[row->function];

	change->is_known = row->call_cnt > 0;
	change->own.before_ns = row->own_ns;
	change->own.before_deviation_ns = function->own_deviation_ns;
	change->total.before_ns = row->cumulative_ns;
	change->total.before_deviation_ns = function->total_deviation_ns;
}

static void set_after(struct function_change *change, const struct stats_row *row,
		      const struct profile *profile)
{
	const struct profile_function *function = &profile->functions[row->function];

	change->own.after_ns = row->own_ns;
	change->own.after_deviation_ns = function->own_deviation_ns;
	change->total.after_ns = row->cumulative_ns;
	change->total.after_deviation_ns = function->total_deviation_ns;
}

struct function_change *changes_new(const struct stats *before, const struct stats *after)
{
	const struct stats_row **rows = rows_by_function(before);
	uint32_t *twins = match_functions(before->profile, after->profile);
	struct function_change *changes = mem_zalloc((after->row_cnt + 1) * sizeof *changes);

	for (size_t i = 0; i < after->row_cnt; i++) {
		uint32_t function = after->rows[i].function;

		set_after(&changes[function], &after->rows[i], after->profile);
		if (twins[function] != MATCH_NONE)
			set_before(&changes[function], rows[twins[function]], before->profile);
	}
	free(rows);
	free(twins);
	return changes;
}

static uint64_t whole_ns(const struct profile *profile)
{
	return profile->wall_ns ? profile->wall_ns : profile->nodes[0].total_ns;
}

struct change change_of_all(const struct profile *before, const struct profile *after)
{
	return (struct change){
	    .before_ns = whole_ns(before),
	    .after_ns = whole_ns(after),
	    .before_deviation_ns = before->wall_deviation_ns,
	    .after_deviation_ns = after->wall_deviation_ns,
	};
}

bool change_is_noise(const struct change *change, uint32_t before_run_cnt, uint32_t after_run_cnt)
{
	double before = (double)change->before_deviation_ns;
	double after = (double)change->after_deviation_ns;
	double difference = (double)change->after_ns - (double)change->before_ns;

	if (before_run_cnt <= 1 && after_run_cnt <= 1)
		return false;
	if (before_run_cnt <= 1)
		before = after;
	if (after_run_cnt <= 1)
		after = before;
	return difference * difference < 4 * (before * before + after * after);
}

void change_in_words(const struct profile *before, const struct profile *after, struct str *out)
{
	struct change change = change_of_all(before, after);
	double ratio = change.before_ns ? (double)change.after_ns / (double)change.before_ns : 1;
	double percent = 100 * (ratio < 1 ? 1 - ratio : ratio - 1);

	if (change_is_noise(&change, before->run_cnt, after->run_cnt))
		str_puts(out, "as fast as the last run, within what runs differ");
	else if (percent < 1)
		str_puts(out, "as fast as the last run");
	else if (ratio >= 2)
		str_printf(out, "%.1f times as long as the last run", ratio);
	else
		str_printf(out, "%.*f %% %s than the last run", percent < 9.95, percent,
			   ratio < 1 ? "faster" : "slower");
}
