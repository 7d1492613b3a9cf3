// profiler/export_speedscope.c - a profile as speedscope's JSON.
//
// One sample per path with its own time: speedscope's Left Heavy and Sandwich views are then
// exact. A sample spells out its path, so deep recursion would take the square of its depth;
// such trees are written as events, one pair a path and as long as its total time, which show the
// same. Both stand for sums over the run, not for the order of calls in time.
#include "profiler/export_formats.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "profiler/walk.h"

// About 16 MB of samples. Trees that people look at have a hundredth of this.
#define SAMPLED_FRAME_MAX 2000000u

static void put_frames(const struct profile *profile, struct str *out)
{
	for (size_t i = 0; i < profile->function_cnt; i++) {
		const struct profile_function *function = &profile->functions[i];

		str_puts(out, i ? ",\n{\"name\":" : "\n{\"name\":");
		text_json_escape(out, function->name);
		str_puts(out, ",\"file\":");
		text_json_escape(out, function->file);
		str_printf(out, ",\"line\":%" PRIu32 "}", function->line);
	}
}

static void put_samples(const struct profile *profile, struct str *out)
{
	uint32_t *path = NULL;
	size_t cap = 0;

	for (uint32_t i = 0; i < profile->node_cnt; i++) {
		size_t depth = export_path(profile, i, &path, &cap);

		str_puts(out, i ? ",\n[" : "\n[");
		for (size_t level = 0; level < depth; level++)
			str_printf(out, "%s%" PRIu32, level ? "," : "",
				   profile->nodes[path[level]].function);
		str_putc(out, ']');
	}
	free(path);
}

static void put_weights(const struct profile *profile, struct str *out)
{
	for (uint32_t i = 0; i < profile->node_cnt; i++)
		str_printf(out, "%s%" PRIu64, i ? "," : "", profile_self_ns(profile, i));
}

struct events {
	const struct profile *profile;
	struct str *out;
	uint64_t now_ns; // end of what was written so far
};

static void put_event(const struct events *events, char type, uint32_t node)
{
	str_printf(events->out, "%s{\"type\":\"%c\",\"frame\":%" PRIu32 ",\"at\":%" PRIu64 "}",
		   type == 'O' && node == 0 ? "\n" : ",\n", type,
		   events->profile->nodes[node].function, events->now_ns);
}

static void open_node(void *context, uint32_t node)
{
	put_event(context, 'O', node);
}

// A node's own time comes after its children.
static void close_node(void *context, uint32_t node)
{
	struct events *events = context;

	events->now_ns += profile_self_ns(events->profile, node);
	put_event(events, 'C', node);
}

static void put_evented(const struct profile *profile, struct str *out)
{
	struct events events = {.profile = profile, .out = out};

	str_puts(out, ",\"events\":[");
	walk_tree(profile, open_node, close_node, &events);
	str_puts(out, "]}");
}

static void put_sampled(const struct profile *profile, struct str *out)
{
	str_puts(out, ",\"samples\":[");
	put_samples(profile, out);
	str_puts(out, "],\n\"weights\":[");
	put_weights(profile, out);
	str_puts(out, "]}");
}

int export_speedscope(const struct profile *profile, struct str *out, struct err *err)
{
	bool is_sampled = export_frame_cnt(profile) <= SAMPLED_FRAME_MAX;

	(void)err;
	str_puts(out, "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\","
		      "\"exporter\":\"cicle\",\"name\":");
	text_json_escape(out, profile->title);
	str_puts(out, ",\"activeProfileIndex\":0,\n\"shared\":{\"frames\":[");
	put_frames(profile, out);
	str_printf(out, "]},\n\"profiles\":[{\"type\":\"%s\",\"name\":",
		   is_sampled ? "sampled" : "evented");
	text_json_escape(out, profile->cell);
	str_printf(out, ",\"unit\":\"nanoseconds\",\"startValue\":0,\"endValue\":%" PRIu64,
		   profile->nodes[0].total_ns);
	if (is_sampled)
		put_sampled(profile, out);
	else
		put_evented(profile, out);
	str_puts(out, "]}\n");
	return 0;
}
