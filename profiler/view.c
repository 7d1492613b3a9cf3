// profiler/view.c - a profile as HTML: the summary, the picture, and what puts the parts together.
//
// 1. What is written first is plain HTML that survives the front ends' sanitisers: the picture
//    as nested lists (profiler/view/picture.c), the table as a table (rows.c). JupyterLab's
//    sanitiser drops <style>, <script> and <svg>, and keeps lists, tables, title and most of style.
// 2. Where scripts run, the script replaces all that by the live view (profiler/view/).
// 3. Names are hostile: they only pass through text_html_escape() and text_json_escape().
#include "profiler/view.h"

#include <stdlib.h>

#include "base/text.h"
#include "profiler/identities.h"
#include "profiler/view/colour.h"
#include "profiler/view/html.h"
#include "profiler/view/output.h"
#include "profiler/view/page.h"
#include "profiler/view/picture.h"

// Limits of the live part: a notebook keeps every output as text, and 100,000 boxes take some 2 MB.
#define NODE_MAX 131072
#define DEPTH_MAX 500 // unbounded recursion makes a hundred thousand rows, one like the other

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

static void find_tiers(struct view *view)
{
	for (size_t i = 0; i < view->profile->function_cnt; i++) {
		const struct profile_function *function = &view->profile->functions[i];

		view->has_tiers |= function->tier != PROFILE_NO_TIER;
		view->has_savings |= function->basis != PROFILE_NO_BASIS;
	}
}

void view_html(const struct stats *stats, const struct view_options *options, struct str *out)
{
	struct function_change *changes =
	    options->before ? changes_new(options->before, stats) : NULL;
	struct view view = {
	    .stats = stats,
	    .profile = stats->profile,
	    .options = options,
	    .all_ns = html_all_ns(stats->profile),
	    .out = out,
	    .changes = changes,
	};
	struct str json = {0};
	uint64_t id = page_begin(out);

	find_tiers(&view);
	selection_init(&view.selection, view.profile, NODE_MAX, DEPTH_MAX);
	add_summary(&view);
	if (options->order == VIEW_PICTURE_FIRST)
		add_picture(&view);
	view_tables(&view);
	if (options->order == VIEW_TABLE_FIRST)
		add_picture(&view);
	view_data(&view, &json);
	page_end(out, id, &json, options->script);
	str_release(&json);
	selection_release(&view.selection);
	free(changes);
}
