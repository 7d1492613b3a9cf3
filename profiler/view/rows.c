// profiler/view/rows.c - a profile's table as plain HTML, for readers without scripts.
#include "profiler/view/output.h"

#include "base/text.h"
#include "profiler/view/html.h"

// Rows behind those shown at first.
#define STATIC_TABLE_ROWS 200

static void add_time_cell(struct str *out, double ns)
{
	str_puts(out, "<td align=\"right\">");
	html_time(out, ns);
	str_puts(out, "</td>");
}

static void add_percent_cell(const struct view *view, uint64_t part_ns)
{
	str_printf(view->out, "<td align=\"right\">%.1f</td>", html_share(part_ns, view->all_ns));
}

static double per_call(uint64_t time_ns, uint64_t call_cnt)
{
	return call_cnt ? (double)time_ns / (double)call_cnt : 0;
}

static void add_calls_cell(struct str *out, const struct stats_row *row)
{
	str_puts(out, "<td align=\"right\">");
	html_grouped(out, row->call_cnt);
	if (row->primitive_cnt != row->call_cnt) {
		str_putc(out, '/');
		html_grouped(out, row->primitive_cnt);
	}
	str_puts(out, "</td>");
}

static void add_change_cell(const struct view *view, const struct stats_row *row)
{
	const struct function_change *change = &view->changes[row->function];
	struct str *out = view->out;

	str_puts(out, "<td align=\"right\">");
	if (!change->is_known)
		str_puts(out, "new");
	else if (change_is_noise(&change->own, view->options->before->profile->run_cnt,
				 view->profile->run_cnt))
		str_puts(out, "&#8776; 0");
	else
		html_change(out, change->own.before_ns, change->own.after_ns);
	str_puts(out, "</td>");
}

// Total time divided by calls, with what is known of single calls.
static void add_call_cell(struct str *out, const struct stats_row *row,
			  const struct profile_function *function)
{
	str_puts(out, "<td align=\"right\"");
	if (function->max_ns) {
		str_puts(out, " title=\"one call: ");
		html_time(out, (double)function->min_ns);
		str_puts(out, " to ");
		html_time(out, (double)function->max_ns);
		str_putc(out, '"');
	}
	str_putc(out, '>');
	html_time(out, per_call(row->cumulative_ns, row->primitive_cnt));
	str_puts(out, "</td>");
}

// By whom it was compiled, and what the other compiler would save.
static void add_tier_cells(const struct view *view, const struct profile_function *function)
{
	struct str *out = view->out;

	if (view->has_tiers)
		str_printf(out, HTML_LEFT("td") "%s</td>", profile_tier_name(function->tier));
	if (!view->has_savings)
		return;
	str_puts(out, "<td align=\"right\">");
	if (function->basis) {
		str_puts(out, function->basis == PROFILE_ABOUT ? "about " : "");
		html_time(out, (double)function->saved_ns);
	}
	str_puts(out, "</td>");
}

static void add_table_row(const struct view *view, const struct stats_row *row)
{
	const struct profile_function *function = &view->profile->functions[row->function];
	struct str *out = view->out;

	str_puts(out, "<tr>");
	add_calls_cell(out, row);
	add_time_cell(out, (double)row->own_ns);
	if (view->profile->run_cnt > 1)
		add_time_cell(out, (double)function->own_deviation_ns);
	if (view->changes)
		add_change_cell(view, row);
	add_percent_cell(view, row->own_ns);
	add_time_cell(out, per_call(row->own_ns, row->call_cnt));
	add_time_cell(out, (double)row->cumulative_ns);
	add_percent_cell(view, row->cumulative_ns);
	add_call_cell(out, row, function);
	add_tier_cells(view, function);
	str_puts(out, HTML_LEFT("td") "<code>");
	text_html_escape(out, function->name);
	str_puts(out, "</code></td>" HTML_LEFT("td"));
	html_place(out, function);
	str_puts(out, "</td></tr>\n");
}

static void add_table_head(const struct view *view)
{
	const char *const heads[] = {
	    "calls",
	    "own time",
	    view->profile->run_cnt > 1 ? "&#177;" : NULL,
	    view->changes ? "change" : NULL,
	    "%",
	    "per call",
	    "total",
	    "%",
	    "per call",
	};

	str_puts(view->out, "<thead><tr>");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (heads[i])
			str_printf(view->out, "<th align=\"right\">%s</th>", heads[i]);
	if (view->has_tiers)
		str_puts(view->out, HTML_LEFT("th") "tier</th>");
	if (view->has_savings)
		str_puts(view->out, "<th align=\"right\">cc saves</th>");
	str_puts(view->out,
		 HTML_LEFT("th") "function</th>" HTML_LEFT("th") "where</th></tr></thead>");
}

// Writes at most row_cnt rows from row *at on and moves *at behind them.
static void add_table(const struct view *view, size_t *at, size_t row_cnt)
{
	str_puts(view->out, "<table>");
	add_table_head(view);
	str_puts(view->out, "<tbody>\n");
	for (; *at < view->stats->row_cnt && row_cnt; ++*at) {
		if (!view_shows(&view->stats->rows[*at]))
			continue;
		add_table_row(view, &view->stats->rows[*at]);
		row_cnt--;
	}
	str_puts(view->out, "</tbody></table>\n");
}

static size_t shown_from(const struct stats *stats, size_t at)
{
	size_t cnt = 0;

	for (; at < stats->row_cnt; at++)
		cnt += view_shows(&stats->rows[at]);
	return cnt;
}

void view_tables(const struct view *view)
{
	struct str *out = view->out;
	size_t at = 0, rest_cnt;

	add_table(view, &at, view->options->row_limit);
	rest_cnt = shown_from(view->stats, at);
	if (!rest_cnt)
		return;
	str_puts(out, "<details><summary>");
	html_grouped(out, rest_cnt);
	str_puts(out, " more</summary>\n");
	add_table(view, &at, STATIC_TABLE_ROWS);
	rest_cnt = shown_from(view->stats, at);
	if (rest_cnt) {
		str_puts(out, "<p>");
		html_grouped(out, rest_cnt);
		str_puts(out, " more are not shown here.</p>\n");
	}
	str_puts(out, "</details>\n");
}
