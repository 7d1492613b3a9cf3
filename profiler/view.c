// profiler/view.c - a profile as HTML: the table and the picture, readable without scripts.
//
// 1. What is written first is plain HTML that survives the front ends' sanitisers: the picture
//    as nested lists (profiler/view/picture.c), the table as a table. JupyterLab's sanitiser
//    drops <style>, <script> and <svg>, and keeps lists, tables, title and most of style.
// 2. Where scripts run, the script replaces all that by the live view (profiler/view/).
// 3. Names are hostile: they only pass through text_html_escape() and text_json_escape().
#include "profiler/view.h"

#include <stdbool.h>

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "profiler/change.h"
#include "profiler/identities.h"
#include "profiler/selection.h"
#include "profiler/view/colour.h"
#include "profiler/view/html.h"
#include "profiler/view/page.h"
#include "profiler/view/picture.h"

// Rows of the static table behind those shown at first.
#define STATIC_TABLE_ROWS 200

// Limits of the live part: a notebook keeps every output as text, and 100,000 boxes take some 2 MB.
#define NODE_MAX 131072
#define DEPTH_MAX 500 // unbounded recursion makes a hundred thousand rows, one like the other

// What the parts of one output share.
struct view {
	const struct stats *stats;
	const struct profile *profile;
	const struct view_options *options;
	uint64_t all_ns; // what shares are of
	struct str *out;
	struct selection selection;      // what the live picture holds
	struct function_change *changes; // owned, by function; NULL without an earlier profile
};

static bool has_bytes(const struct profile *profile)
{
	for (size_t i = 0; i < profile->node_cnt; i++)
		if (profile->nodes[i].bytes)
			return true;
	return false;
}

static void add_probe_share(const struct view *view)
{
	double probes_ns = view->profile->probe_ns * (double)view->stats->call_cnt;
	double share =
	    view->profile->wall_ns ? 100 * probes_ns / (double)view->profile->wall_ns : 0;

	if (share > 0 && share < 100)
		str_printf(view->out,
			   share < 0.5 ? " &#183; probes &lt; 1&#160;%% of it"
				       : " &#183; probes %.0f&#160;%% of it",
			   share);
}

// What is not drawn is said: it only happens to deep recursion and to very big trees.
static void add_left_out(const struct view *view)
{
	size_t cnt = view->profile->node_cnt;

	if (view->selection.cnt == cnt)
		return;
	str_puts(view->out, " &#183; drawn: ");
	html_grouped(view->out, view->selection.cnt);
	str_puts(view->out, " of ");
	html_grouped(view->out, cnt);
	str_puts(view->out, " boxes, without the deepest and smallest");
}

static bool has_timing(const struct profile *profile, enum profile_timing timing)
{
	for (size_t i = 0; i < profile->function_cnt; i++)
		if (profile->functions[i].timing == timing)
			return true;
	return false;
}

// How sure the times are.
static void add_doubt(const struct view *view)
{
	const struct profile *profile = view->profile;

	if (has_timing(profile, PROFILE_COUNTED)) {
		str_puts(view->out, " &#183; calls counted, not timed");
	} else if (profile->clock_step_ns > 0) {
		str_puts(view->out, " &#183; exact to ");
		html_time(view->out, profile->clock_step_ns);
		if (has_timing(profile, PROFILE_SAMPLED))
			str_puts(view->out, ", <i>short calls</i> by samples");
	}
}

// The numbers are checked on every profile that is shown; what does not hold is told.
static void add_identities(const struct view *view)
{
	struct str explanation = {0};
	int held_cnt = profile_identities(view->profile, &explanation);

	str_puts(view->out, " &#183; <span title=\"");
	text_html_escape(view->out, explanation.len
					? str_text(&explanation)
					: "sum of own times, edges, balance, clock, root");
	str_printf(view->out, "\">%d of %d identities hold</span>", held_cnt, PROFILE_IDENTITY_CNT);
	str_release(&explanation);
}

static void add_spread(const struct view *view)
{
	if (view->profile->run_cnt == 1)
		return;
	str_puts(view->out, " &#177; ");
	html_time(view->out, (double)view->profile->wall_deviation_ns);
	str_printf(view->out, ", mean of %u runs", view->profile->run_cnt);
}

static void add_change(const struct view *view)
{
	const struct stats *before = view->options->before;

	if (!before)
		return;
	str_puts(view->out, " &#183; ");
	change_in_words(before->profile, view->profile, view->out);
}

static void add_summary(const struct view *view)
{
	const struct stats *stats = view->stats;
	struct str *out = view->out;
	uint64_t time_ns = view->profile->wall_ns ? view->profile->wall_ns : view->all_ns;

	str_puts(out, "<p class=\"cicle-summary\" style=\"margin: 0 0 6px 0\"><code>");
	text_html_escape(out, view->profile->title);
	str_puts(out, "</code> &#183; ");
	html_calls(out, stats->call_cnt);
	if (stats->primitive_cnt != stats->call_cnt) {
		str_puts(out, " (");
		html_grouped(out, stats->primitive_cnt);
		str_puts(out, " primitive)");
	}
	str_puts(out, " &#183; <b title=\"");
	html_grouped(out, time_ns);
	str_puts(out, " ns\">");
	html_time(out, (double)time_ns);
	str_puts(out, "</b>");
	add_spread(view);
	add_change(view);
	add_doubt(view);
	add_probe_share(view);
	add_identities(view);
	add_left_out(view);
	str_puts(out, "</p>\n");
}

static const char *box_colour(const void *owner, uint32_t node)
{
	const struct profile *profile = ((const struct view *)owner)->profile;

	return colour_light(colour_of(&profile->functions[profile->nodes[node].function]));
}

static void add_box_label(const void *owner, uint32_t node, struct str *out)
{
	const struct view *view = owner;
	uint64_t total_ns = node ? view->profile->nodes[node].total_ns : view->all_ns;

	text_html_escape(out, html_node_name(view->profile, node));
	str_putc(out, ' ');
	html_time(out, (double)total_ns);
	str_putc(out, ' ');
	html_percent(out, total_ns, view->all_ns);
}

static void add_picture(const struct view *view)
{
	const struct picture picture = {
	    .profile = view->profile,
	    .all_ns = view->all_ns,
	    .owner = view,
	    .colour = box_colour,
	    .label = add_box_label,
	};

	picture_html(&picture, view->out);
}

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
	str_puts(view->out,
		 HTML_LEFT("th") "function</th>" HTML_LEFT("th") "where</th></tr></thead>");
}

// The synthetic root (function 0) is no call that anyone made: it has no row, as little as a
// function that was never called.
static bool is_shown(const struct stats_row *row)
{
	return row->function != 0 && row->call_cnt > 0;
}

// Writes at most row_cnt rows from row *at on and moves *at behind them.
static void add_table(const struct view *view, size_t *at, size_t row_cnt)
{
	str_puts(view->out, "<table>");
	add_table_head(view);
	str_puts(view->out, "<tbody>\n");
	for (; *at < view->stats->row_cnt && row_cnt; ++*at) {
		if (!is_shown(&view->stats->rows[*at]))
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
		cnt += is_shown(&stats->rows[at]);
	return cnt;
}

static void add_tables(const struct view *view)
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

// What is known of a row beyond its own numbers: deviations, then the last run's times and whether
// the changes are noise. A function that the last run did not have has -1 there.
static void add_row_extras(struct str *json, const struct view *view, uint32_t function)
{
	const struct profile_function *at = &view->profile->functions[function];
	const struct function_change *change;
	uint32_t run_cnt = view->profile->run_cnt, before_run_cnt;

	if (run_cnt > 1)
		str_printf(json, ",%llu,%llu", (unsigned long long)at->own_deviation_ns,
			   (unsigned long long)at->total_deviation_ns);
	if (!view->changes)
		return;
	change = &view->changes[function];
	if (!change->is_known) {
		str_puts(json, ",-1,-1,0,0");
		return;
	}
	before_run_cnt = view->options->before->profile->run_cnt;
	str_printf(json, ",%llu,%llu,%d,%d", (unsigned long long)change->own.before_ns,
		   (unsigned long long)change->total.before_ns,
		   change_is_noise(&change->own, before_run_cnt, run_cnt),
		   change_is_noise(&change->total, before_run_cnt, run_cnt));
}

static void add_rows(struct str *json, const struct view *view)
{
	const char *comma = "";

	str_puts(json, ",\n\"rows\":[");
	for (size_t i = 0; i < view->stats->row_cnt; i++) {
		const struct stats_row *row = &view->stats->rows[i];

		if (!is_shown(row))
			continue;
		str_printf(json, "%s[%u,%llu,%llu,%llu,%llu", comma, row->function,
			   (unsigned long long)row->call_cnt,
			   (unsigned long long)row->primitive_cnt, (unsigned long long)row->own_ns,
			   (unsigned long long)row->cumulative_ns);
		add_row_extras(json, view, row->function);
		str_putc(json, ']');
		comma = ",";
	}
	str_putc(json, ']');
}

// Gives by selected node the bytes of what is left out below it. The caller frees.
static uint64_t *cut_bytes(const struct profile *profile, const struct selection *selection)
{
	uint64_t *bytes = mem_zalloc((selection->cnt + 1) * sizeof *bytes);
	uint32_t *holder = mem_grow(NULL, profile->node_cnt, sizeof *holder);

	for (size_t i = 0; i < profile->node_cnt; i++) {
		bool is_there = selection->numbers[i] != NOT_SELECTED;

		holder[i] = is_there ? selection->numbers[i] : holder[profile->nodes[i].parent];
		if (!is_there)
			bytes[holder[i]] += profile->nodes[i].bytes;
	}
	free(holder);
	return bytes;
}

// Nodes whose children are left out get one that has their time, so that all sums stay right.
static void add_cuts(struct str *json, const struct view *view, bool tells_bytes)
{
	const struct profile *profile = view->profile;
	const struct selection *selection = &view->selection;
	uint64_t *bytes = cut_bytes(profile, selection);

	for (size_t i = 0; i < profile->node_cnt; i++) {
		uint32_t number = selection->numbers[i];

		if (number == NOT_SELECTED || (!selection->cut_ns[i] && !bytes[number]))
			continue;
		str_printf(json, ",%u,%zu,0,%llu", number, profile->function_cnt,
			   (unsigned long long)selection->cut_ns[i]);
		if (tells_bytes)
			str_printf(json, ",%llu", (unsigned long long)bytes[number]);
	}
	free(bytes);
}

static void add_nodes(struct str *json, const struct view *view)
{
	const struct profile *profile = view->profile;
	const uint32_t *numbers = view->selection.numbers;
	bool tells_bytes = has_bytes(profile);

	str_printf(json, ",\n\"hasBytes\":%s,\"nodes\":[", tells_bytes ? "true" : "false");
	for (size_t i = 0; i < profile->node_cnt; i++) {
		const struct profile_node *node = &profile->nodes[i];
		long long parent = i ? (long long)numbers[node->parent] : -1;

		if (numbers[i] == NOT_SELECTED)
			continue;
		str_printf(json, "%s%lld,%u,%llu,%llu", i ? "," : "", parent, node->function,
			   (unsigned long long)node->call_cnt, (unsigned long long)node->total_ns);
		if (tells_bytes)
			str_printf(json, ",%llu", (unsigned long long)node->bytes);
	}
	add_cuts(json, view, tells_bytes);
	str_putc(json, ']');
}

// What is copied is pstats' table, from where the .prof file's numbers come too.
static void add_text(struct str *json, const struct stats *stats)
{
	struct str text = {0};
	struct err err = {0};

	if (stats_print(stats, NULL, 0, &text, &err) == 0) {
		str_puts(json, ",\n\"text\":");
		text_json_escape(json, str_text(&text));
	}
	str_release(&text);
}

static void add_data(struct str *json, const struct view *view)
{
	str_puts(json, "{\"cell\":");
	text_json_escape(json, view->profile->cell);
	str_printf(json, ",\"lanes\":1,\"limit\":%zu,\"isTableFirst\":%s,\"step\":%.3f,\n",
		   view->options->row_limit,
		   view->options->order == VIEW_TABLE_FIRST ? "true" : "false",
		   view->profile->clock_step_ns);
	str_printf(json, "\"runs\":%u,\"hasBefore\":%s,\n", view->profile->run_cnt,
		   view->changes ? "true" : "false");
	colour_json(json, COLOUR_PLACE);
	str_puts(json, ",\n");
	page_functions(json, view->profile);
	add_rows(json, view);
	add_nodes(json, view);
	add_text(json, view->stats);
	str_putc(json, '}');
}

void view_html(const struct stats *stats, const struct view_options *options, struct str *out)
{
	struct view view = {
	    .stats = stats,
	    .profile = stats->profile,
	    .options = options,
	    .all_ns = html_all_ns(stats->profile),
	    .out = out,
	};
	struct str json = {0};
	uint64_t id = page_begin(out);

	if (options->before)
		view.changes = changes_new(options->before, stats);
	selection_init(&view.selection, view.profile, NODE_MAX, DEPTH_MAX);
	add_summary(&view);
	if (options->order == VIEW_PICTURE_FIRST)
		add_picture(&view);
	add_tables(&view);
	if (options->order == VIEW_TABLE_FIRST)
		add_picture(&view);
	add_data(&json, &view);
	page_end(out, id, &json, options->script);
	str_release(&json);
	selection_release(&view.selection);
	free(view.changes);
}
