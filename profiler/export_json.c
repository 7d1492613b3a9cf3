// profiler/export_json.c - everything that is known of a profile, as JSON that is easy to read.
//
//     {"format": "cicle-profile", "version": 1, "title": ..., "cell": ..., "wall_ns": ...,
//      "clock_step_ns": ..., "probe_ns": ..., "folded_calls": ...,
//      "threads": ..., "runs": ..., "wall_deviation_ns": ...,
//      "functions": [{"file": ..., "line": ..., "name": ..., "calls": ...,
//                     "primitive_calls": ..., "own_ns": ..., "cumulative_ns": ...,
//                     "tier": "tcc" or "cc" (left out when not known),
//                     "saved_ns": what tier cc would save of own_ns (left out when not known),
//                     "saved": "measured" or "about", with it,
//                     "timing": "exact", "sampled" or "counted", "min_ns": ..., "max_ns": ...,
//                     "own_deviation_ns": ..., "total_deviation_ns": ..., "durations": [...],
//                     "source": ..., "lines": [[hits, ns], ...]}],
//      "nodes": [{"parent": ..., "function": ..., "calls": ..., "own_ns": ..., "total_ns": ...,
//                 "bytes": ...}]}
// Deviations are between runs, of which all numbers are the mean. Number i of durations is how many
// timed calls lasted 2^i to 2^(i + 1) ns. Lines are those of the source, from its first on, as a
// line-profiled run counted and timed them. All these, and bytes, stand there when they are known.
// A node's parent stands before it; the root's is null. Numbers of functions and nodes count from
// 0. Counts and times are integers of up to 64 bits.
#include "profiler/export_formats.h"

#include <inttypes.h>

#include "base/text.h"
#include "profiler/stats.h"

static void put_text(const char *key, const char *text, struct str *out)
{
	str_printf(out, "\"%s\": ", key);
	text_json_escape(out, text);
	str_puts(out, ", ");
}

static void put_head(const struct profile *profile, struct str *out)
{
	str_puts(out, "{\"format\": \"cicle-profile\", \"version\": 1,\n");
	put_text("title", profile->title, out);
	put_text("cell", profile->cell, out);
	str_printf(out, "\"wall_ns\": %" PRIu64 ",\n", profile->wall_ns);
	// 17 digits bring every double back.
	str_printf(out, "\"clock_step_ns\": %.17g, \"probe_ns\": %.17g, ", profile->clock_step_ns,
		   profile->probe_ns);
	str_printf(out,
		   "\"folded_calls\": %" PRIu64 ", \"threads\": %" PRIu32 ", \"runs\": %" PRIu32
		   ", \"wall_deviation_ns\": %" PRIu64 ",\n",
		   profile->folded_cnt, profile->thread_cnt, profile->run_cnt,
		   profile->wall_deviation_ns);
}

// The groups behind the last that has calls are left out.
static void put_durations(const uint64_t *durations, struct str *out)
{
	int cnt = PROFILE_DURATION_CNT;

	while (cnt && !durations[cnt - 1])
		cnt--;
	str_puts(out, ", \"durations\": [");
	for (int i = 0; i < cnt; i++)
		str_printf(out, "%s%" PRIu64, i ? ", " : "", durations[i]);
	str_putc(out, ']');
}

static void put_timing(const struct profile *profile, const struct profile_function *function,
		       struct str *out)
{
	str_printf(out, ", \"timing\": \"%s\", \"min_ns\": %" PRIu64 ", \"max_ns\": %" PRIu64,
		   profile_timing_name(function->timing), function->min_ns, function->max_ns);
	if (function->tier)
		str_printf(out, ", \"tier\": \"%s\"", profile_tier_name(function->tier));
	if (function->basis)
		str_printf(out, ", \"saved_ns\": %" PRIu64 ", \"saved\": \"%s\"",
			   function->saved_ns, profile_basis_name(function->basis));
	if (profile->run_cnt > 1)
		str_printf(out,
			   ", \"own_deviation_ns\": %" PRIu64 ", \"total_deviation_ns\": %" PRIu64,
			   function->own_deviation_ns, function->total_deviation_ns);
	if (function->durations)
		put_durations(function->durations, out);
}

static void put_source(const struct source *source, struct str *out)
{
	str_puts(out, ", \"source\": ");
	text_json_escape(out, source->text);
	if (!source->lines)
		return;
	str_puts(out, ", \"lines\": [");
	for (uint32_t i = 0; i < source->line_cnt; i++)
		str_printf(out, "%s[%" PRIu64 ", %" PRIu64 "]", i ? ", " : "",
			   source->lines[i].hit_cnt, source->lines[i].time_ns);
	str_putc(out, ']');
}

// The rows are in the order of functions, as stats_new() makes them.
static void put_functions(const struct profile *profile, struct str *out)
{
	struct stats *stats = stats_new(profile);

	for (size_t i = 0; i < stats->row_cnt; i++) {
		const struct profile_function *function = &profile->functions[i];
		const struct stats_row *row = &stats->rows[i];

		str_puts(out, i ? ",\n{" : "\n{");
		put_text("file", function->file, out);
		str_printf(out, "\"line\": %" PRIu32 ", ", function->line);
		put_text("name", function->name, out);
		str_printf(out,
			   "\"calls\": %" PRIu64 ", \"primitive_calls\": %" PRIu64
			   ", \"own_ns\": %" PRIu64 ", \"cumulative_ns\": %" PRIu64,
			   row->call_cnt, row->primitive_cnt, row->own_ns, row->cumulative_ns);
		put_timing(profile, function, out);
		if (function->source)
			put_source(function->source, out);
		str_putc(out, '}');
	}
	stats_free(stats);
}

static void put_nodes(const struct profile *profile, struct str *out)
{
	for (uint32_t i = 0; i < profile->node_cnt; i++) {
		const struct profile_node *node = &profile->nodes[i];

		if (i == 0)
			str_puts(out, "\n{\"parent\": null");
		else
			str_printf(out, ",\n{\"parent\": %" PRIu32, node->parent);
		str_printf(out,
			   ", \"function\": %" PRIu32 ", \"calls\": %" PRIu64
			   ", \"own_ns\": %" PRIu64 ", \"total_ns\": %" PRIu64,
			   node->function, node->call_cnt, profile_self_ns(profile, i),
			   node->total_ns);
		if (node->bytes)
			str_printf(out, ", \"bytes\": %" PRIu64, node->bytes);
		str_putc(out, '}');
	}
}

int export_json(const struct profile *profile, struct str *out, struct err *err)
{
	(void)err;
	put_head(profile, out);
	str_puts(out, "\"functions\": [");
	put_functions(profile, out);
	str_puts(out, "],\n\"nodes\": [");
	put_nodes(profile, out);
	str_puts(out, "]}\n");
	return 0;
}
