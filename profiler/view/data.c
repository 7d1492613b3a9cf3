// profiler/view/data.c - a profile as the JSON that the live view reads.
#include "profiler/view/output.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "profiler/view/colour.h"
#include "profiler/view/page.h"

static bool has_bytes(const struct profile *profile)
{
	for (size_t i = 0; i < profile->node_cnt; i++)
		if (profile->nodes[i].bytes)
			return true;
	return false;
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

// What tier cc would save: function, ns, and whether that was measured, of each that has it.
static void add_savings(struct str *json, const struct profile *profile)
{
	const char *comma = "";

	str_puts(json, ",\n\"savings\":[");
	for (size_t i = 0; i < profile->function_cnt; i++) {
		const struct profile_function *function = &profile->functions[i];

		if (!function->basis)
			continue;
		str_printf(json, "%s[%zu,%llu,%d]", comma, i,
			   (unsigned long long)function->saved_ns,
			   function->basis == PROFILE_MEASURED);
		comma = ",";
	}
	str_putc(json, ']');
}

static void add_rows(struct str *json, const struct view *view)
{
	const char *comma = "";

	str_puts(json, ",\n\"rows\":[");
	for (size_t i = 0; i < view->stats->row_cnt; i++) {
		const struct stats_row *row = &view->stats->rows[i];

		if (!view_shows(row))
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

// Calls in time: node, start, duration of each. Those of nodes that are left out are left out, too.
static void add_spans(struct str *json, const struct view *view)
{
	const struct profile *profile = view->profile;
	const char *comma = "";

	if (!profile->span_cnt)
		return;
	str_printf(json, ",\n\"spanLeast\":%llu,\"spans\":[",
		   (unsigned long long)profile->span_least_ns);
	for (size_t i = 0; i < profile->span_cnt; i++) {
		const struct profile_span *span = &profile->spans[i];
		uint32_t number = view->selection.numbers[span->node];

		if (number == NOT_SELECTED)
			continue;
		str_printf(json, "%s%u,%llu,%llu", comma, number,
			   (unsigned long long)span->start_ns,
			   (unsigned long long)span->duration_ns);
		comma = ",";
	}
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

void view_data(const struct view *view, struct str *json)
{
	str_puts(json, "{\"cell\":");
	text_json_escape(json, view->profile->cell);
	str_printf(json, ",\"lanes\":1,\"limit\":%zu,\"isTableFirst\":%s,\"step\":%.3f,\n",
		   view->options->row_limit,
		   view->options->order == VIEW_TABLE_FIRST ? "true" : "false",
		   view->profile->clock_step_ns);
	str_printf(json, "\"runs\":%u,\"hasBefore\":%s,\"width\":\"%s\",\n", view->profile->run_cnt,
		   view->changes ? "true" : "false",
		   view->options->is_by_bytes && has_bytes(view->profile) ? "bytes" : "time");
	colour_json(json, COLOUR_PLACE);
	str_puts(json, ",\n");
	page_functions(json, view->profile);
	if (view->has_savings)
		add_savings(json, view->profile);
	add_rows(json, view);
	add_nodes(json, view);
	add_spans(json, view);
	view_sources(view, json);
	add_text(json, view->stats);
	str_putc(json, '}');
}
