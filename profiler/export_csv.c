// profiler/export_csv.c - pstats' table as comma-separated values, times in ns.
#include "profiler/export_formats.h"

#include <inttypes.h>
#include <string.h>

#include "profiler/stats.h"

// Quotes are doubled (RFC 4180). A text that a spreadsheet would take for a formula gets an
// apostrophe in front: names may come from a stranger's file.
static void put_text(const char *text, struct str *out)
{
	str_putc(out, '"');
	if (*text && strchr("=+-@", *text))
		str_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			str_putc(out, '"');
		str_putc(out, *text);
	}
	str_putc(out, '"');
}

static void put_row(const struct profile *profile, const struct stats_row *row, struct str *out)
{
	const struct profile_function *function = &profile->functions[row->function];

	put_text(function->file, out);
	str_printf(out, ",%" PRIu32 ",", function->line);
	put_text(function->name, out);
	str_printf(out, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\r\n", row->call_cnt,
		   row->primitive_cnt, row->own_ns, row->cumulative_ns);
}

int export_csv(const struct profile *profile, struct str *out, struct err *err)
{
	static const char *const keys[] = {"tottime"};
	struct stats *stats = stats_new(profile);
	int result = stats_sort(stats, keys, 1, err);

	str_puts(out, "file,line,function,calls,primitive_calls,own_ns,cumulative_ns\r\n");
	for (size_t i = 0; i < stats->row_cnt && result == 0; i++) {
		if (stats->rows[i].call_cnt > 0)
			put_row(profile, &stats->rows[i], out);
	}
	stats_free(stats);
	return result;
}
