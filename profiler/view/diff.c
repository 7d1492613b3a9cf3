// profiler/view/diff.c - the difference of two profiles as HTML.
//
// A box is as wide as both times together: what came and what went is seen, and widths add up as
// in one profile. Its colour says how much slower or faster it became, as share of the longer run.
#include "profiler/view.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "profiler/change.h"
#include "profiler/view/colour.h"
#include "profiler/view/html.h"
#include "profiler/view/match.h"
#include "profiler/view/page.h"
#include "profiler/view/picture.h"

#define ROW_LIMIT 20          // rows shown at first
#define STATIC_TABLE_ROWS 200 // behind them, without scripts

// One function in both profiles; zeros where one does not have it.
struct diff_row {
	uint32_t function; // of both
	uint64_t call_cnt[LANE_CNT];
	struct change own, total;
};

struct diff {
	const struct stats *stats[LANE_CNT];
	const struct match *match;
	const struct profile *both;
	uint64_t all_ns[LANE_CNT];
	struct diff_row *rows; // owned; those called, most changed first
	size_t row_cnt;
	struct str *out;
};

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static int compare_rows(const void *left, const void *right)
{
	const struct diff_row *a = left, *b = right;
	uint64_t a_ns = distance(a->own.before_ns, a->own.after_ns);
	uint64_t b_ns = distance(b->own.before_ns, b->own.after_ns);

	if (a_ns != b_ns)
		return a_ns < b_ns ? 1 : -1;
	return a->function < b->function ? -1 : a->function > b->function;
}

static void add_lane(struct change *change, enum match_lane lane, uint64_t ns,
		     uint64_t deviation_ns)
{
	if (lane == BEFORE) {
		change->before_ns += ns;
		change->before_deviation_ns += deviation_ns;
	} else {
		change->after_ns += ns;
		change->after_deviation_ns += deviation_ns;
	}
}

static void collect_lane(struct diff *diff, enum match_lane lane)
{
	const struct stats *stats = diff->stats[lane];

	for (size_t i = 0; i < stats->row_cnt; i++) {
		const struct stats_row *from = &stats->rows[i];
		const struct profile_function *function =
		    &stats->profile->functions[from->function];
		struct diff_row *row = &diff->rows[diff->match->functions[lane][from->function]];

		row->call_cnt[lane] += from->call_cnt;
		add_lane(&row->own, lane, from->own_ns, function->own_deviation_ns);
		add_lane(&row->total, lane, from->cumulative_ns, function->total_deviation_ns);
	}
}

static bool is_noise(const struct diff *diff, const struct change *change)
{
	return change_is_noise(change, diff->stats[BEFORE]->profile->run_cnt,
			       diff->stats[AFTER]->profile->run_cnt);
}

static void collect_rows(struct diff *diff)
{
	size_t cnt = diff->both->function_cnt;

	diff->rows = mem_zalloc(cnt * sizeof *diff->rows);
	for (size_t i = 0; i < cnt; i++)
		diff->rows[i].function = (uint32_t)i;
	collect_lane(diff, BEFORE);
	collect_lane(diff, AFTER);
	for (size_t i = 1; i < cnt; i++) {
		if (diff->rows[i].call_cnt[BEFORE] + diff->rows[i].call_cnt[AFTER] > 0)
			diff->rows[diff->row_cnt++] = diff->rows[i];
	}
	qsort(diff->rows, diff->row_cnt, sizeof *diff->rows, compare_rows);
}

// The longer of both runs: what changes are shares of.
static uint64_t whole_ns(const struct diff *diff)
{
	uint64_t before_ns = diff->all_ns[BEFORE], after_ns = diff->all_ns[AFTER];

	return before_ns > after_ns ? before_ns : after_ns;
}

static double signed_share(uint64_t before_ns, uint64_t after_ns, uint64_t of_ns)
{
	double share = html_share(distance(before_ns, after_ns), of_ns);

	return after_ns < before_ns ? -share : share;
}

static void add_signed_percent(struct str *out, double share)
{
	str_puts(out, share > 0 ? "+" : share < 0 ? "&#8722;" : "");
	str_printf(out, "%.1f %%", share < 0 ? -share : share);
}

static uint64_t lane_ns(const struct diff *diff, enum match_lane lane, uint32_t node)
{
	return node ? diff->match->lane[lane][node].total_ns : diff->all_ns[lane];
}

static double node_share(const struct diff *diff, uint32_t node)
{
	return signed_share(lane_ns(diff, BEFORE, node), lane_ns(diff, AFTER, node),
			    whole_ns(diff));
}

static const char *box_colour(const void *owner, uint32_t node)
{
	return colour_of_change(node_share(owner, node));
}

static void add_box_label(const void *owner, uint32_t node, struct str *out)
{
	const struct diff *diff = owner;

	text_html_escape(out, html_node_name(diff->both, node));
	str_putc(out, ' ');
	html_change(out, lane_ns(diff, BEFORE, node), lane_ns(diff, AFTER, node));
	str_putc(out, ' ');
	add_signed_percent(out, node_share(diff, node));
}

static void add_pair(struct str *out, const char *before, const char *after)
{
	text_html_escape(out, before);
	if (strcmp(before, after)) {
		str_puts(out, " &#8594; ");
		text_html_escape(out, after);
	}
}

static void add_call_pair(struct str *out, uint64_t before, uint64_t after)
{
	html_grouped(out, before);
	if (before != after) {
		str_puts(out, " &#8594; ");
		html_grouped(out, after);
	}
}

static void add_noise(const struct diff *diff)
{
	struct change change =
	    change_of_all(diff->stats[BEFORE]->profile, diff->stats[AFTER]->profile);

	if (is_noise(diff, &change))
		str_puts(diff->out, ", no more than runs differ");
}

static void add_summary(const struct diff *diff)
{
	const struct stats *before = diff->stats[BEFORE], *after = diff->stats[AFTER];
	uint64_t before_ns = diff->all_ns[BEFORE], after_ns = diff->all_ns[AFTER];
	struct str *out = diff->out;

	str_puts(out, "<p class=\"cicle-summary\" style=\"margin: 0 0 6px 0\"><code>");
	add_pair(out, before->profile->title, after->profile->title);
	str_puts(out, "</code> &#183; ");
	html_time(out, (double)before_ns);
	str_puts(out, " &#8594; <b>");
	html_time(out, (double)after_ns);
	str_puts(out, "</b> &#183; ");
	html_change(out, before_ns, after_ns);
	if (before_ns) {
		str_puts(out, " (");
		add_signed_percent(out, signed_share(before_ns, after_ns, before_ns));
		str_putc(out, ')');
	}
	add_noise(diff);
	str_puts(out, " &#183; ");
	add_call_pair(out, before->call_cnt, after->call_cnt);
	str_puts(out, " calls</p>\n");
}

// A profile without the function has no time to show.
static void add_time(struct str *out, uint64_t call_cnt, uint64_t ns)
{
	str_puts(out, "<td align=\"right\">");
	if (call_cnt)
		html_time(out, (double)ns);
	else
		str_puts(out, "&#8211;");
	str_puts(out, "</td>");
}

static void add_times(const struct diff *diff, const struct diff_row *row,
		      const struct change *change)
{
	add_time(diff->out, row->call_cnt[BEFORE], change->before_ns);
	add_time(diff->out, row->call_cnt[AFTER], change->after_ns);
	str_puts(diff->out, "<td align=\"right\">");
	if (is_noise(diff, change))
		str_puts(diff->out, "<i title=\"no more than runs differ\">&#8776;</i> ");
	html_change(diff->out, change->before_ns, change->after_ns);
	str_puts(diff->out, "</td>");
}

static void add_table_row(const struct diff *diff, const struct diff_row *row)
{
	const struct profile_function *function = &diff->both->functions[row->function];
	struct str *out = diff->out;

	str_puts(out, "<tr>");
	add_times(diff, row, &row->own);
	add_times(diff, row, &row->total);
	str_puts(out, "<td align=\"right\">");
	add_call_pair(out, row->call_cnt[BEFORE], row->call_cnt[AFTER]);
	str_puts(out, "</td>" HTML_LEFT("td") "<code>");
	text_html_escape(out, function->name);
	str_puts(out, "</code></td>" HTML_LEFT("td"));
	html_place(out, function);
	str_puts(out, "</td></tr>\n");
}

static void add_table(const struct diff *diff, size_t from, size_t to)
{
	static const char *const heads[] = {"own before", "after",        "change", "total before",
					    "after",      "total change", "calls"};

	str_puts(diff->out, "<table><thead><tr>");
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		str_printf(diff->out, "<th align=\"right\">%s</th>", heads[i]);
	str_puts(diff->out, HTML_LEFT("th") "function</th>" HTML_LEFT(
				"th") "where</th></tr></thead><tbody>\n");
	for (size_t i = from; i < to && i < diff->row_cnt; i++)
		add_table_row(diff, &diff->rows[i]);
	str_puts(diff->out, "</tbody></table>\n");
}

static void add_tables(const struct diff *diff)
{
	struct str *out = diff->out;
	size_t end = ROW_LIMIT + STATIC_TABLE_ROWS;

	add_table(diff, 0, ROW_LIMIT);
	if (diff->row_cnt <= ROW_LIMIT)
		return;
	str_puts(out, "<details><summary>");
	html_grouped(out, diff->row_cnt - ROW_LIMIT);
	str_puts(out, " more</summary>\n");
	add_table(diff, ROW_LIMIT, end);
	if (diff->row_cnt > end) {
		str_puts(out, "<p>");
		html_grouped(out, diff->row_cnt - end);
		str_puts(out, " more are not shown here.</p>\n");
	}
	str_puts(out, "</details>\n");
}

static void add_picture(const struct diff *diff)
{
	const struct picture picture = {
	    .profile = diff->both,
	    .all_ns = diff->all_ns[BEFORE] + diff->all_ns[AFTER],
	    .owner = diff,
	    .colour = box_colour,
	    .label = add_box_label,
	};

	picture_html(&picture, diff->out);
}

static void add_rows(struct str *json, const struct diff *diff)
{
	str_puts(json, ",\n\"rows\":[");
	for (size_t i = 0; i < diff->row_cnt; i++) {
		const struct diff_row *row = &diff->rows[i];

		str_printf(json, "%s[%u,%llu,%llu,%llu,%llu,%llu,%llu,%d,%d]", i ? "," : "",
			   row->function, (unsigned long long)row->call_cnt[BEFORE],
			   (unsigned long long)row->own.before_ns,
			   (unsigned long long)row->total.before_ns,
			   (unsigned long long)row->call_cnt[AFTER],
			   (unsigned long long)row->own.after_ns,
			   (unsigned long long)row->total.after_ns, is_noise(diff, &row->own),
			   is_noise(diff, &row->total));
	}
	str_putc(json, ']');
}

static void add_nodes(struct str *json, const struct diff *diff)
{
	const struct profile *both = diff->both;

	str_puts(json, ",\n\"nodes\":[");
	for (size_t i = 0; i < both->node_cnt; i++) {
		long long parent = i ? (long long)both->nodes[i].parent : -1;

		str_printf(json, "%s%lld,%u", i ? "," : "", parent, both->nodes[i].function);
		for (int lane = BEFORE; lane < LANE_CNT; lane++)
			str_printf(json, ",%llu,%llu",
				   (unsigned long long)diff->match->lane[lane][i].call_cnt,
				   (unsigned long long)diff->match->lane[lane][i].total_ns);
	}
	str_putc(json, ']');
}

static void add_data(struct str *json, const struct diff *diff)
{
	str_puts(json, "{\"cell\":");
	text_json_escape(json, diff->both->cell);
	str_printf(json, ",\"lanes\":2,\"limit\":%d,\"isTableFirst\":false,\n", ROW_LIMIT);
	colour_json(json, COLOUR_CHANGE);
	str_puts(json, ",\n");
	page_functions(json, diff->both);
	add_rows(json, diff);
	add_nodes(json, diff);
	str_putc(json, '}');
}

void view_diff_html(const struct stats *before, const struct stats *after, enum view_script script,
		    struct str *out)
{
	struct match *match = match_new(before->profile, after->profile);
	struct diff diff = {
	    .stats = {before, after},
	    .match = match,
	    .both = match->both,
	    .all_ns = {html_all_ns(before->profile), html_all_ns(after->profile)},
	    .out = out,
	};
	struct str json = {0};
	uint64_t id = page_begin(out);

	collect_rows(&diff);
	add_summary(&diff);
	add_picture(&diff);
	add_tables(&diff);
	add_data(&json, &diff);
	page_end(out, id, &json, script);
	str_release(&json);
	free(diff.rows);
	match_free(match);
}
