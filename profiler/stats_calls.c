// profiler/stats_calls.c - prints who called whom in the layout of pstats' print_callers() and
// print_callees().
//
// The text is the same, byte for byte, as that of Python 3.11's pstats for the .prof file of the
// same profile.
#include "profiler/stats.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "profiler/stats_select.h"

// One line: a caller, or a callee, and the edge between the two.
struct call {
	const struct profile_function *function;
	uint32_t number; // the function's
	const struct stats_edge *edge;
};

struct calls {
	struct call *items; // owned
	size_t cnt;
};

static void push(struct calls *calls, const struct stats *stats, uint32_t function,
		 const struct stats_edge *edge)
{
	calls->items = mem_grow(calls->items, calls->cnt + 1, sizeof *calls->items);
	calls->items[calls->cnt++] =
	    (struct call){&stats->profile->functions[function], function, edge};
}

// As Python sorts (file, line, name).
static int by_place(const void *a, const void *b)
{
	const struct profile_function *x = ((const struct call *)a)->function;
	const struct profile_function *y = ((const struct call *)b)->function;
	int order = strcmp(x->file, y->file);

	if (order)
		return order;
	return x->line != y->line ? (x->line > y->line ? 1 : -1) : strcmp(x->name, y->name);
}

// Lists each function's calls, sorted. The caller frees the array and its items.
static struct calls *list_calls(const struct stats *stats, enum stats_relation relation)
{
	size_t cnt = stats->profile->function_cnt;
	struct calls *lists = mem_zalloc((cnt + 1) * sizeof *lists);

	for (size_t i = 0; i < stats->row_cnt; i++) {
		const struct stats_row *row = &stats->rows[i];

		for (size_t j = 0; j < row->edge_cnt; j++) {
			const struct stats_edge *edge = &row->edges[j];

			if (relation == STATS_CALLERS)
				push(&lists[row->function], stats, edge->caller, edge);
			else
				push(&lists[edge->caller], stats, row->function, edge);
		}
	}
	for (size_t i = 0; i < cnt; i++)
		if (lists[i].cnt)
			qsort(lists[i].items, lists[i].cnt, sizeof *lists[i].items, by_place);
	return lists;
}

// How long Python says that a text is.
static size_t code_point_cnt(const struct str *text)
{
	size_t cnt = 0;

	for (size_t i = 0; i < text->len; i++)
		cnt += (text->data[i] & 0xc0) != 0x80;
	return cnt;
}

static size_t add_name(const struct stats *stats, uint32_t function, struct str *out)
{
	struct str name = {0};
	size_t width;

	stats_function_name(stats->profile, function, &name);
	width = code_point_cnt(&name);
	str_add(out, str_text(&name), name.len);
	str_release(&name);
	return width;
}

// The width of the longest name: of the rows, or, when none was left out, the same.
static size_t name_width(const struct stats_selection *s)
{
	struct str ignored = {0};
	size_t most = 0;

	for (size_t i = 0; i < s->row_cnt; i++) {
		size_t width = add_name(s->stats, s->rows[i]->function, &ignored);

		if (width > most)
			most = width;
	}
	str_release(&ignored);
	return most + 2;
}

static bool has_edges(const struct stats *stats)
{
	for (size_t i = 0; i < stats->row_cnt; i++)
		if (stats->rows[i].edge_cnt)
			return true;
	return false;
}

static void print_call(const struct stats *stats, const struct call *call, int count_width,
		       struct str *out)
{
	const struct stats_edge *edge = call->edge;
	unsigned long long call_cnt = edge->call_cnt, primitive_cnt = edge->primitive_cnt;
	char calls[64];

	if (call_cnt == primitive_cnt)
		snprintf(calls, sizeof calls, "%llu", call_cnt);
	else
		snprintf(calls, sizeof calls, "%llu/%llu", call_cnt, primitive_cnt);
	str_printf(out, "%*s %8.3f %8.3f  ", count_width, calls, 1e-9 * (double)edge->own_ns,
		   1e-9 * (double)edge->cumulative_ns);
	add_name(stats, call->number, out);
	str_putc(out, '\n');
}

static void print_row(const struct stats *stats, uint32_t function, const struct calls *calls,
		      int width, const char *arrow, struct str *out)
{
	int name_len = (int)add_name(stats, function, out);

	str_printf(out, "%*s%s ", width - name_len, "", arrow);
	if (!calls->cnt)
		str_putc(out, '\n');
	for (size_t i = 0; i < calls->cnt; i++) {
		if (i > 0)
			str_printf(out, "%*s", width + 1, "");
		print_call(stats, &calls->items[i], i > 0 ? 9 : 7, out);
	}
}

static void print_all(const struct stats_selection *s, enum stats_relation relation,
		      struct str *out)
{
	struct calls *lists = list_calls(s->stats, relation);
	int width = (int)name_width(s);
	const char *heading = relation == STATS_CALLERS ? "was called by..." : "called...";

	str_printf(out, "%s\n%-*s%s\n", str_text(&s->notes), width, "Function ", heading);
	if (has_edges(s->stats))
		str_printf(out, "%*s    ncalls  tottime  cumtime\n", width, "");
	for (size_t i = 0; i < s->row_cnt; i++)
		print_row(s->stats, s->rows[i]->function, &lists[s->rows[i]->function], width,
			  relation == STATS_CALLERS ? "<-" : "->", out);
	str_puts(out, "\n\n");
	for (size_t i = 0; i < s->stats->profile->function_cnt; i++)
		free(lists[i].items);
	free(lists);
}

int stats_print_calls(const struct stats *stats, enum stats_relation relation,
		      const char *const *restrictions, size_t restriction_cnt, struct str *out,
		      struct err *err)
{
	struct stats_selection s;
	int result = stats_select(&s, stats, restrictions, restriction_cnt, err);

	if (result == 0 && s.row_cnt)
		print_all(&s, relation, out);
	stats_selection_release(&s);
	return result;
}
