// profiler/view.c - a profile as HTML: the table and the icicle, readable without scripts.
//
// 1. What is written first is plain HTML that survives the front ends' sanitisers: the picture
//    as nested lists whose inline styles make boxes of them (where even those are taken away, an
//    indented tree of calls is left), the table as a table. JupyterLab's sanitiser drops <style>,
//    <script> and <svg>, and keeps lists, tables, title and most of style.
// 2. Where scripts run, the script replaces all that by the live view (profiler/view/).
// 3. Names are hostile: they only pass through text_html_escape() and text_json_escape().
// 4. An output finds itself by a random class, so that many may stand in one page, and one
//    output in several places of it.
#include "profiler/view.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"
#include "profiler/selection.h"

extern const char view_css[], view_css_end[], view_js[], view_js_end[];

// Limits of the static part: what a reader without scripts can take in.
#define STATIC_ROWS 12    // of the picture
#define STATIC_SHARE 0.01 // of all time: narrower boxes are left out
#define STATIC_TABLE_ROWS 200

// Limits of the live part: a notebook keeps every output as text, so one should stay below 1 MB.
#define NODE_MAX 20000
#define DEPTH_MAX 500 // unbounded recursion makes a hundred thousand rows, one like the other

#define PLACE_CNT 6
#define LIBRARY_PLACE (PLACE_CNT - 1)
#define SHADE_CNT 5

// A row for each place (hue: blue, orange, teal, magenta, yellow; grey for the library) in five
// shades, made in OKLCH with steady lightness, for a light and a dark theme. Dark labels have a
// contrast of at least 7.3 and 5.3 on them. No two hues are closer than an OKLab distance of 0.014
// in simulated colour blindness (protanopia: teal and grey), and most stay above 0.04.
static const char light[PLACE_CNT * SHADE_CNT][8] = {
    "#86bbe8", "#8fbfef", "#97c3f5", "#a0c7fb", "#a9cbff", //
    "#efac7e", "#f3b280", "#f7b983", "#fabf86", "#fdc689", //
    "#90d7c6", "#94dccf", "#98e2d7", "#9ce7e0", "#a0ece8", //
    "#d49cc3", "#dca0c5", "#e3a5c7", "#eaaac9", "#f1aeca", //
    "#e8cc7c", "#ead381", "#ebda87", "#ece18e", "#eee895", //
    "#ced4da", "#d4d9df", "#dadee5", "#dfe4ea", "#e5e9f0",
};
static const char dark[PLACE_CNT * SHADE_CNT][8] = {
    "#6495be", "#6d99c4", "#759dca", "#7da1d0", "#85a5d6", //
    "#c3865c", "#c78c5e", "#ca9260", "#ce9863", "#d19f66", //
    "#6aac9d", "#6eb1a5", "#71b6ad", "#75bbb5", "#79c0bd", //
    "#ac799d", "#b37d9f", "#ba82a1", "#c186a3", "#c88ba5", //
    "#bba156", "#bca75b", "#beae61", "#bfb567", "#c1bb6e", //
    "#a2a8ad", "#a8acb2", "#adb1b7", "#b2b6bc", "#b8bbc2",
};

// A cell of the static table that holds text: front ends align as style says, or as align does.
#define LEFT(tag) "<" tag " align=\"left\" style=\"text-align: left\">"

// What the parts of one output share.
struct view {
	const struct stats *stats;
	const struct profile *profile;
	uint64_t all_ns; // what shares are of
	size_t row_limit;
	struct str *out;
	uint32_t *kids; // nodes by parent, those of node i from kid_start[i] to kid_start[i + 1]
	size_t *kid_start;
	struct selection selection; // what the live picture holds
};

// FNV-1a: the same colour for the same name in every output.
static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash ^ hash >> 15;
}

// Neighbouring cells get different hues; other files whichever their name gives.
static unsigned place_of(const char *file)
{
	if (!strcmp(file, "~"))
		return LIBRARY_PLACE;
	if (!strncmp(file, "In[", 3))
		return (unsigned)strtoul(file + 3, NULL, 10) % LIBRARY_PLACE;
	return hash_text(file) % LIBRARY_PLACE;
}

static unsigned colour_of(const struct profile_function *function)
{
	return place_of(function->file) * SHADE_CNT + hash_text(function->name) % SHADE_CNT;
}

static void add_grouped(struct str *out, uint64_t number)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_putc(out, ',');
		str_putc(out, digits[i]);
	}
}

// Three significant digits and the unit that fits, as profiler/view/format.js does.
static void add_time(struct str *out, double ns)
{
	static const char *const units[] = {"ns", "&#181;s", "ms", "s"};
	bool is_whole = ns < 999.5 && ns == (double)(uint64_t)ns;
	unsigned unit = 0;
	int decimals;

	for (; ns >= 999.5 && unit < 3; unit++)
		ns /= 1000;
	decimals = is_whole || ns >= 99.95 ? 0 : ns >= 9.995 ? 1 : 2;
	if (ns >= 999.5)
		add_grouped(out, (uint64_t)(ns + 0.5));
	else
		str_printf(out, "%.*f", decimals, ns);
	str_printf(out, " %s", units[unit]);
}

static double percent_of(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void add_percent(struct str *out, uint64_t part, uint64_t whole)
{
	double percent = percent_of(part, whole);

	if (percent > 0 && percent < 0.05)
		str_puts(out, "&lt; 0.1 %");
	else
		str_printf(out, "%.*f %%", percent >= 99.95 ? 0 : 1, percent);
}

// The place of a function as a person says it: "In[3]:12", "library".
static void add_place(struct str *out, const struct profile_function *function)
{
	if (!strcmp(function->file, "~")) {
		str_puts(out, "library");
		return;
	}
	text_html_escape(out, function->file);
	if (function->line)
		str_printf(out, ":%u", function->line);
}

// A cell's own statements go by the cell's name, the root by where the profile was taken.
static const char *node_name(const struct view *view, uint32_t node)
{
	const struct profile *profile = view->profile;
	const struct profile_function *function;

	if (!node)
		return profile->cell;
	function = &profile->functions[profile->nodes[node].function];
	return strcmp(function->name, "<cell>") ? function->name : function->file;
}

// Counts, then places: two passes give each node's children without a list per node.
static void index_kids(struct view *view)
{
	const struct profile *profile = view->profile;
	size_t *start = mem_zalloc((profile->node_cnt + 2) * sizeof(*start));

	view->kids = mem_zalloc((profile->node_cnt + 1) * sizeof(*view->kids));
	for (size_t i = 1; i < profile->node_cnt; i++)
		start[profile->nodes[i].parent + 2]++;
	for (size_t i = 2; i < profile->node_cnt + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 1; i < profile->node_cnt; i++)
		view->kids[start[profile->nodes[i].parent + 1]++] = (uint32_t)i;
	view->kid_start = start;
}

static uint64_t measured_ns(const struct profile *profile)
{
	uint64_t sum_ns = 0;

	for (size_t i = 1; i < profile->node_cnt; i++)
		if (!profile->nodes[i].parent)
			sum_ns += profile->nodes[i].total_ns;
	return sum_ns > profile->nodes[0].total_ns ? sum_ns : profile->nodes[0].total_ns;
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
	add_grouped(view->out, view->selection.cnt);
	str_puts(view->out, " of ");
	add_grouped(view->out, cnt);
	str_puts(view->out, " boxes, without the deepest and smallest");
}

static void add_summary(const struct view *view)
{
	const struct stats *stats = view->stats;
	struct str *out = view->out;
	uint64_t time_ns = view->profile->wall_ns ? view->profile->wall_ns : view->all_ns;

	str_puts(out, "<p class=\"cicle-summary\" style=\"margin: 0 0 6px 0\"><code>");
	text_html_escape(out, view->profile->title);
	str_puts(out, "</code> &#183; ");
	add_grouped(out, stats->call_cnt);
	str_puts(out, stats->call_cnt == 1 ? " call" : " calls");
	if (stats->primitive_cnt != stats->call_cnt) {
		str_puts(out, " (");
		add_grouped(out, stats->primitive_cnt);
		str_puts(out, " primitive)");
	}
	str_puts(out, " &#183; <b title=\"");
	add_grouped(out, time_ns);
	str_puts(out, " ns\">");
	add_time(out, (double)time_ns);
	str_puts(out, "</b>");
	if (view->profile->clock_step_ns > 0) {
		str_puts(out, " &#183; exact to ");
		add_time(out, view->profile->clock_step_ns);
	}
	add_probe_share(view);
	add_left_out(view);
	str_puts(out, "</p>\n");
}

static int compare_kids(const void *left, const void *right, void *profile)
{
	const struct profile_node *nodes = ((const struct profile *)profile)->nodes;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	if (nodes[a].total_ns != nodes[b].total_ns)
		return nodes[a].total_ns < nodes[b].total_ns ? 1 : -1;
	return a < b ? -1 : a > b;
}

static void add_box_text(const struct view *view, uint32_t node)
{
	const struct profile_node *at = &view->profile->nodes[node];
	uint64_t total_ns = node ? at->total_ns : view->all_ns;
	struct str *out = view->out;

	text_html_escape(out, node_name(view, node));
	str_puts(out, " ");
	add_time(out, (double)total_ns);
	str_puts(out, " ");
	add_percent(out, total_ns, view->all_ns);
}

static void add_box(const struct view *view, uint32_t node, double width)
{
	const struct profile_node *at = &view->profile->nodes[node];
	struct str *out = view->out;

	str_printf(out,
		   "<li style=\"float: left; width: %.3f%%; margin: 0; padding: 0; "
		   "list-style-type: none\"><div style=\"height: 17px; margin: 0 1px 1px 0; "
		   "padding: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; "
		   "text-indent: 4px; font-size: 11px; line-height: 17px; color: #16191d; "
		   "background-color: %s\" title=\"",
		   width, light[colour_of(&view->profile->functions[at->function])]);
	add_box_text(view, node);
	str_puts(out, ", ");
	add_grouped(out, at->call_cnt);
	str_puts(out, at->call_cnt == 1 ? " call" : " calls");
	str_puts(out, "\">");
	add_box_text(view, node);
	str_puts(out, "</div>");
}

static void add_static_boxes(const struct view *view, uint32_t parent, unsigned rows);

// A box and those below it; its width is a share of its parent's, rounded down so that a row
// of floating boxes never wraps.
static void add_static_box(const struct view *view, uint32_t node, uint64_t whole_ns, unsigned rows)
{
	uint64_t total_ns = node ? view->profile->nodes[node].total_ns : view->all_ns;

	add_box(view, node, percent_of(total_ns, whole_ns) * 0.9999);
	if (rows > 1)
		add_static_boxes(view, node, rows - 1);
	str_puts(view->out, "</li>\n");
}

static void add_static_boxes(const struct view *view, uint32_t parent, unsigned rows)
{
	const struct profile_node *nodes = view->profile->nodes;
	uint32_t *kids = view->kids + view->kid_start[parent];
	size_t kid_cnt = view->kid_start[parent + 1] - view->kid_start[parent];
	uint64_t parent_ns = parent ? nodes[parent].total_ns : view->all_ns;
	double least_ns = STATIC_SHARE * (double)view->all_ns;

	qsort_r(kids, kid_cnt, sizeof(*kids), compare_kids, (void *)view->profile);
	if (!kid_cnt || (double)nodes[kids[0]].total_ns < least_ns)
		return;
	str_puts(view->out, "<ul style=\"margin: 0; padding: 0\">");
	for (size_t i = 0; i < kid_cnt && (double)nodes[kids[i]].total_ns >= least_ns; i++)
		add_static_box(view, kids[i], parent_ns, rows);
	str_puts(view->out, "</ul>");
}

// The picture starts at the root's only call, as the live one does.
static void add_picture(const struct view *view)
{
	uint32_t top = view->kid_start[1] - view->kid_start[0] == 1 ? view->kids[0] : 0;
	uint64_t top_ns = top ? view->profile->nodes[top].total_ns : view->all_ns;

	if (!top_ns)
		return;
	str_puts(view->out, "<div style=\"overflow: hidden; margin: 0 0 10px 0\">"
			    "<ul style=\"margin: 0; padding: 0\">\n");
	add_static_box(view, top, top_ns, STATIC_ROWS);
	str_puts(view->out, "</ul></div>\n");
}

static void add_time_cell(struct str *out, double ns)
{
	str_puts(out, "<td align=\"right\">");
	add_time(out, ns);
	str_puts(out, "</td>");
}

static void add_percent_cell(const struct view *view, uint64_t part_ns)
{
	str_printf(view->out, "<td align=\"right\">%.1f</td>", percent_of(part_ns, view->all_ns));
}

static double per_call(uint64_t time_ns, uint64_t call_cnt)
{
	return call_cnt ? (double)time_ns / (double)call_cnt : 0;
}

static void add_table_row(const struct view *view, const struct stats_row *row)
{
	const struct profile_function *function = &view->profile->functions[row->function];
	struct str *out = view->out;

	str_puts(out, "<tr><td align=\"right\">");
	add_grouped(out, row->call_cnt);
	if (row->primitive_cnt != row->call_cnt) {
		str_putc(out, '/');
		add_grouped(out, row->primitive_cnt);
	}
	str_puts(out, "</td>");
	add_time_cell(out, (double)row->own_ns);
	add_percent_cell(view, row->own_ns);
	add_time_cell(out, per_call(row->own_ns, row->call_cnt));
	add_time_cell(out, (double)row->cumulative_ns);
	add_percent_cell(view, row->cumulative_ns);
	add_time_cell(out, per_call(row->cumulative_ns, row->primitive_cnt));
	str_puts(out, LEFT("td") "<code>");
	text_html_escape(out, function->name);
	str_puts(out, "</code></td>" LEFT("td"));
	add_place(out, function);
	str_puts(out, "</td></tr>\n");
}

// The synthetic root (function 0) is no call that anyone made: it has no row.
static bool is_shown(const struct stats_row *row)
{
	return row->function != 0;
}

// Writes at most row_cnt rows from row *at on and moves *at behind them.
static void add_table(const struct view *view, size_t *at, size_t row_cnt)
{
	str_puts(view->out,
		 "<table><thead><tr><th align=\"right\">calls</th><th align=\"right\">own time</th>"
		 "<th align=\"right\">%</th><th align=\"right\">per call</th>"
		 "<th align=\"right\">total</th><th align=\"right\">%</th>"
		 "<th align=\"right\">per call</th>" LEFT("th") "function</th>" LEFT(
		     "th") "where</th></tr></thead><tbody>\n");
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

	add_table(view, &at, view->row_limit);
	rest_cnt = shown_from(view->stats, at);
	if (!rest_cnt)
		return;
	str_puts(out, "<details><summary>");
	add_grouped(out, rest_cnt);
	str_puts(out, " more</summary>\n");
	add_table(view, &at, STATIC_TABLE_ROWS);
	rest_cnt = shown_from(view->stats, at);
	if (rest_cnt) {
		str_puts(out, "<p>");
		add_grouped(out, rest_cnt);
		str_puts(out, " more are not shown here.</p>\n");
	}
	str_puts(out, "</details>\n");
}

static void add_palette(struct str *out, const char *key, const char (*colours)[8])
{
	str_printf(out, ",\"%s\":[", key);
	for (unsigned i = 0; i < PLACE_CNT * SHADE_CNT; i++)
		str_printf(out, "%s\"%s\"", i ? "," : "", colours[i]);
	str_putc(out, ']');
}

static void add_functions(struct str *out, const struct profile *profile)
{
	str_puts(out, ",\n\"functions\":[");
	for (size_t i = 0; i < profile->function_cnt; i++) {
		str_puts(out, i ? ",\n[" : "[");
		text_json_escape(out, profile->functions[i].name);
		str_putc(out, ',');
		text_json_escape(out, profile->functions[i].file);
		str_printf(out, ",%u,%u]", profile->functions[i].line,
			   colour_of(&profile->functions[i]));
	}
	str_putc(out, ']');
}

static void add_rows(struct str *out, const struct stats *stats)
{
	const char *comma = "";

	str_puts(out, ",\n\"rows\":[");
	for (size_t i = 0; i < stats->row_cnt; i++) {
		const struct stats_row *row = &stats->rows[i];

		if (!is_shown(row))
			continue;
		str_printf(out, "%s[%u,%llu,%llu,%llu,%llu]", comma, row->function,
			   (unsigned long long)row->call_cnt,
			   (unsigned long long)row->primitive_cnt, (unsigned long long)row->own_ns,
			   (unsigned long long)row->cumulative_ns);
		comma = ",";
	}
	str_putc(out, ']');
}

static void add_nodes(const struct view *view)
{
	const struct profile *profile = view->profile;
	const uint32_t *numbers = view->selection.numbers;
	struct str *out = view->out;

	str_puts(out, ",\n\"nodes\":[");
	for (size_t i = 0; i < profile->node_cnt; i++) {
		const struct profile_node *node = &profile->nodes[i];
		long long parent = i ? (long long)numbers[node->parent] : -1;

		if (numbers[i] == NOT_SELECTED)
			continue;
		str_printf(out, "%s%lld,%u,%llu,%llu", i ? "," : "", parent, node->function,
			   (unsigned long long)node->call_cnt, (unsigned long long)node->total_ns);
	}
	str_putc(out, ']');
}

// Pairs: a node's number, and the time of its children that are not there.
static void add_cuts(const struct view *view)
{
	struct str *out = view->out;
	const struct selection *selection = &view->selection;
	const char *comma = "";

	str_puts(out, ",\n\"cuts\":[");
	for (size_t i = 0; i < view->profile->node_cnt; i++) {
		if (!selection->cut_ns[i])
			continue;
		str_printf(out, "%s%u,%llu", comma, selection->numbers[i],
			   (unsigned long long)selection->cut_ns[i]);
		comma = ",";
	}
	str_putc(out, ']');
}

static void add_data(const struct view *view, enum view_order order)
{
	struct str *out = view->out;

	str_puts(out, "{\"cell\":");
	text_json_escape(out, view->profile->cell);
	str_printf(out, ",\"limit\":%zu,\"isTableFirst\":%s,\"step\":%.3f", view->row_limit,
		   order == VIEW_TABLE_FIRST ? "true" : "false", view->profile->clock_step_ns);
	add_palette(out, "light", light);
	add_palette(out, "dark", dark);
	add_functions(out, view->profile);
	add_rows(out, view->stats);
	add_nodes(view);
	add_cuts(view);
	str_putc(out, '}');
}

static bool is_comment(const char *line, size_t len)
{
	return len >= 2 && line[0] == '/' && line[1] == '/';
}

// Writes a source file without indentation, empty lines and comment lines: it goes into every
// output of a notebook.
static void add_asset(struct str *out, const char *at, const char *end)
{
	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		if (!line_end)
			line_end = end;
		while (at < line_end && (*at == '\t' || *at == ' '))
			at++;
		if (at < line_end && !is_comment(at, (size_t)(line_end - at))) {
			str_add(out, at, (size_t)(line_end - at));
			str_putc(out, '\n');
		}
		at = line_end < end ? line_end + 1 : end;
	}
}

// Ids only have to differ within a page; the clock will do where there is no randomness yet.
static uint64_t new_id(void)
{
	uint64_t id;
	struct timespec now;

	if (getrandom(&id, sizeof(id), GRND_NONBLOCK) == (ssize_t)sizeof(id))
		return id;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void add_script(const struct view *view, enum view_order order, uint64_t id)
{
	str_puts(view->out, "<script>\n(() => {\n'use strict';\n");
	add_asset(view->out, view_js, view_js_end);
	str_printf(view->out, "start('%016llx', ", (unsigned long long)id);
	add_data(view, order);
	str_puts(view->out, ");\n})();\n</script>\n");
}

static void add_static_parts(const struct view *view, enum view_order order)
{
	if (order == VIEW_PICTURE_FIRST)
		add_picture(view);
	add_tables(view);
	if (order == VIEW_TABLE_FIRST)
		add_picture(view);
}

void view_html(const struct stats *stats, enum view_order order, size_t row_limit, struct str *out)
{
	struct view view = {
	    .stats = stats,
	    .profile = stats->profile,
	    .all_ns = measured_ns(stats->profile),
	    .row_limit = row_limit,
	    .out = out,
	};
	uint64_t id = new_id();

	index_kids(&view);
	selection_init(&view.selection, view.profile, NODE_MAX, DEPTH_MAX);
	str_puts(out, "<style>\n");
	add_asset(out, view_css, view_css_end);
	str_printf(out, "</style>\n<div class=\"cicle-profile cicle-%016llx\">\n",
		   (unsigned long long)id);
	add_summary(&view);
	add_static_parts(&view, order);
	str_puts(out, "</div>\n");
	add_script(&view, order, id);
	selection_release(&view.selection);
	free(view.kids);
	free(view.kid_start);
}
