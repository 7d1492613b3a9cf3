// magics/profile_report.c - what the text of a profile says beyond pstats' table.
#include "magics/profile_report.h"

#include <ctype.h>

#include "profiler/change.h"

void profile_report_time(struct str *out, uint64_t time_ns)
{
	static const char *const units[] = {"ns", "us", "ms", "s"};
	double value = (double)time_ns;
	int unit = 0;

	for (; value >= 999.5 && unit < 3; unit++)
		value /= 1000;
	str_printf(out, "%.*f %s",
		   unit == 0 || value >= 99.95 ? 0
		   : value >= 9.995            ? 1
					       : 2,
		   value, units[unit]);
}

// Appends "38.2 ms +- 0.41 ms", as wide as a column.
static void put_spread(struct str *out, uint64_t mean_ns, uint64_t deviation_ns)
{
	struct str mean = {0}, deviation = {0};

	profile_report_time(&mean, mean_ns);
	profile_report_time(&deviation, deviation_ns);
	str_printf(out, "%9s +- %-9s", str_text(&mean), str_text(&deviation));
	str_release(&mean);
	str_release(&deviation);
}

static void put_row(struct str *out, const struct stats *stats, const struct stats_row *row)
{
	const struct profile_function *function = &stats->profile->functions[row->function];

	str_putc(out, ' ');
	put_spread(out, row->own_ns, function->own_deviation_ns);
	str_putc(out, ' ');
	put_spread(out, row->cumulative_ns, function->total_deviation_ns);
	str_putc(out, ' ');
	stats_function_name(stats->profile, row->function, out);
	str_putc(out, '\n');
}

static void put_runs(const struct stats *stats, size_t row_limit, struct str *out)
{
	const struct profile *profile = stats->profile;

	str_printf(out, "Mean of %u runs: ", profile->run_cnt);
	profile_report_time(out, profile->wall_ns);
	str_puts(out, " +- ");
	profile_report_time(out, profile->wall_deviation_ns);
	str_puts(out, " (standard deviation between runs)\n\n"
		      "        tottime                cumtime         filename:lineno(function)\n");
	for (size_t i = 0; i < stats->row_cnt && row_limit; i++) {
		const struct stats_row *row = &stats->rows[i];

		if (row->function == 0 || row->call_cnt == 0)
			continue;
		put_row(out, stats, row);
		row_limit--;
	}
	str_puts(out, "\n\n");
}

static void put_change(const struct profile *before, const struct profile *after, struct str *out)
{
	struct change change = change_of_all(before, after);
	struct str words = {0};

	change_in_words(before, after, &words);
	str_putc(out, (char)toupper((unsigned char)str_text(&words)[0]));
	str_printf(out, "%s: ", str_text(&words) + 1);
	str_release(&words);
	profile_report_time(out, change.before_ns);
	str_puts(out, " before, ");
	profile_report_time(out, change.after_ns);
	str_puts(out, " now\n");
}

// Who compiled what, as far as it was not TinyCC.
static void put_tiers(const struct profile *profile, struct str *out)
{
	const char *between = "Compiled by gcc or clang (tier cc): ";
	size_t before = out->len;

	for (size_t i = 0; i < profile->function_cnt; i++) {
		if (profile->functions[i].tier != PROFILE_CC)
			continue;
		str_printf(out, "%s%s", between, profile->functions[i].name);
		between = ", ";
	}
	if (out->len > before)
		str_puts(out, "; all else by TinyCC (tier tcc)\n");
}

// What tier cc would save, when that is worth a line: a hundredth of the time.
static void put_savings(const struct stats *stats, struct str *out)
{
	const struct profile *profile = stats->profile;
	const char *about = "";
	uint64_t sum_ns = 0;
	struct str names = {0};

	for (size_t i = 0; i < stats->row_cnt; i++) {
		const struct profile_function *function =
		    &profile->functions[stats->rows[i].function];

		if (!function->saved_ns || function->saved_ns < profile->wall_ns / 100)
			continue;
		str_printf(&names, "%s%s ", names.len ? ", " : "", function->name);
		profile_report_time(&names, function->saved_ns);
		sum_ns += function->saved_ns;
		if (function->basis == PROFILE_ABOUT)
			about = "about ";
	}
	if (sum_ns) {
		str_printf(out, "Tier cc would save %s", about);
		profile_report_time(out, sum_ns);
		str_printf(out, ": %s\n", str_text(&names));
	}
	str_release(&names);
}

void profile_report(const struct stats *stats, const struct stats *before, size_t row_limit,
		    struct str *out)
{
	if (stats->profile->run_cnt > 1)
		put_runs(stats, row_limit, out);
	put_tiers(stats->profile, out);
	put_savings(stats, out);
	if (before)
		put_change(before->profile, stats->profile, out);
}
