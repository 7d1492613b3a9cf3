// magics/heat.c - how much of the time a function and its lines took, by the last profiles.
#include "magics/heat.h"

#include <string.h>

#include "magics/profile_list.h"
#include "profiler/line_profile.h"
#include "profiler/stats.h"

static const struct line_function *find_lines(const struct line_profile *profile,
					      const char *function)
{
	for (size_t i = 0; profile && i < profile->function_cnt; i++)
		if (!strcmp(profile->functions[i].name, function) &&
		    profile->functions[i].total_ns && !profile->functions[i].is_whole)
			return &profile->functions[i];
	return NULL;
}

static void find_share(struct heat *heat, const struct profile *profile, const char *function)
{
	struct stats *stats = stats_new(profile);

	for (size_t i = 0; i < stats->row_cnt && stats->own_ns; i++) {
		const struct stats_row *row = &stats->rows[i];

		if (strcmp(profile->functions[row->function].name, function) != 0 || !row->call_cnt)
			continue;
		heat->has_share = true;
		heat->share = (double)row->own_ns / (double)stats->own_ns;
	}
	stats_free(stats);
}

void heat_init(struct heat *heat, struct interpreter *interpreter, const char *function)
{
	const struct profile *profile = profile_list_last(interpreter_profiles(interpreter));

	*heat = (struct heat){.lines = find_lines(interpreter_lines(interpreter), function)};
	if (profile)
		find_share(heat, profile, function);
}

bool heat_of_line(const struct heat *heat, const char *label, uint32_t line, double *share)
{
	const struct line_function *lines = heat->lines;
	const struct line_count *count;

	if (!lines || strcmp(lines->file, label) != 0 || line < lines->line ||
	    line - lines->line >= lines->line_cnt)
		return false;
	count = &lines->lines[line - lines->line];
	if (!count->hit_cnt)
		return false;
	*share = (double)count->time_ns / (double)lines->total_ns;
	return true;
}
