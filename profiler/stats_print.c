// profiler/stats_print.c - prints a profile in the layout of pstats' print_stats().
//
// The text is the same, byte for byte, as that of Python 3.11's pstats for the .prof file of
// the same profile; so times are the doubles of that file and are added in its order.
#include "profiler/stats.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "profiler/stats_select.h"

static double seconds(uint64_t ns)
{
	return 1e-9 * (double)ns;
}

static double total_seconds(const struct stats *stats)
{
	double *own = mem_zalloc(stats->row_cnt * sizeof *own);
	double sum = 0;

	for (size_t i = 0; i < stats->row_cnt; i++)
		own[stats->rows[i].function] = seconds(stats->rows[i].own_ns);
	for (size_t i = 0; i < stats->row_cnt; i++)
		sum += own[i];
	free(own);
	return sum;
}

static void print_header(const struct stats *stats, struct str *out)
{
	uint64_t root_cnt = stats->profile->nodes[0].call_cnt;
	unsigned long long call_cnt = stats->call_cnt + root_cnt;
	unsigned long long primitive_cnt = stats->primitive_cnt + root_cnt;

	str_printf(out, "         %llu function calls ", call_cnt);
	if (primitive_cnt != call_cnt)
		str_printf(out, "(%llu primitive calls) ", primitive_cnt);
	str_printf(out, "in %.3f seconds\n\n", total_seconds(stats));
}

static void print_row(const struct stats *stats, const struct stats_row *row, struct str *out)
{
	double own = seconds(row->own_ns), cumulative = seconds(row->cumulative_ns);
	unsigned long long call_cnt = row->call_cnt, primitive_cnt = row->primitive_cnt;
	char calls[64];

	if (call_cnt == primitive_cnt)
		snprintf(calls, sizeof calls, "%llu", call_cnt);
	else
		snprintf(calls, sizeof calls, "%llu/%llu", call_cnt, primitive_cnt);
	str_printf(out, "%9s %8.3f %8.3f %8.3f %8.3f ", calls, own, own / (double)call_cnt,
		   cumulative, cumulative / (double)primitive_cnt);
	stats_function_name(stats->profile, row->function, out);
	str_putc(out, '\n');
}

static void print_selection(const struct stats_selection *s, struct str *out)
{
	print_header(s->stats, out);
	if (s->row_cnt == 0)
		return;
	str_printf(out, "%s\n", str_text(&s->notes));
	str_puts(out, "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n");
	for (size_t i = 0; i < s->row_cnt; i++)
		print_row(s->stats, s->rows[i], out);
	str_puts(out, "\n\n");
}

int stats_print(const struct stats *stats, const char *const *restrictions, size_t restriction_cnt,
		struct str *out, struct err *err)
{
	struct stats_selection s;
	int result = stats_select(&s, stats, restrictions, restriction_cnt, err);

	if (result == 0)
		print_selection(&s, out);
	stats_selection_release(&s);
	return result;
}
