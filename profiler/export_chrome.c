// profiler/export_chrome.c - a profile as Chrome's trace events: the tree laid out as a time line.
//
// Each path is one complete event ("X") as long as its total time; children stand at the start of
// their parent, one after the other, and its own time is what they leave. The line stands for
// sums over the run, not for the order of calls. A path below the clock's step has no length and
// no event: beside a longer one at the same time a reader would take it for its parent.
#include "profiler/export_formats.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "profiler/walk.h"

struct tracing {
	const struct profile *profile;
	struct str *out;
	uint64_t *free_ns; // by node: where its next child begins
};

// Appends ns as microseconds, the unit of the format, without loss.
static void put_us(const char *key, uint64_t ns, struct str *out)
{
	str_printf(out, ",\"%s\":%" PRIu64 ".%03u", key, ns / 1000, (unsigned)(ns % 1000));
}

static void put_event(const struct tracing *tracing, uint32_t at, uint64_t start_ns)
{
	const struct profile_node *node = &tracing->profile->nodes[at];
	const struct profile_function *function = &tracing->profile->functions[node->function];

	str_puts(tracing->out, ",\n{\"ph\":\"X\",\"cat\":\"call\",\"pid\":1,\"tid\":1");
	put_us("ts", start_ns, tracing->out);
	put_us("dur", node->total_ns, tracing->out);
	str_puts(tracing->out, ",\"name\":");
	text_json_escape(tracing->out, export_name(function->name));
	str_puts(tracing->out, ",\"args\":{\"file\":");
	text_json_escape(tracing->out, function->file);
	str_printf(tracing->out,
		   ",\"line\":%" PRIu32 ",\"calls\":%" PRIu64 ",\"own_ns\":%" PRIu64 "}}",
		   function->line, node->call_cnt, profile_self_ns(tracing->profile, at));
}

static void enter(void *context, uint32_t at)
{
	struct tracing *tracing = context;
	const struct profile_node *node = &tracing->profile->nodes[at];
	uint64_t start_ns = 0;

	if (node->parent != NO_PARENT) {
		start_ns = tracing->free_ns[node->parent];
		tracing->free_ns[node->parent] += node->total_ns;
	}
	tracing->free_ns[at] = start_ns;
	if (node->total_ns > 0)
		put_event(tracing, at, start_ns);
}

int export_chrome(const struct profile *profile, struct str *out, struct err *err)
{
	struct tracing tracing = {.profile = profile, .out = out};

	(void)err;
	tracing.free_ns = mem_grow(NULL, profile->node_cnt, sizeof *tracing.free_ns);
	str_puts(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
		      "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"tid\":1,"
		      "\"args\":{\"name\":\"cicle\"}},\n"
		      "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":1,"
		      "\"args\":{\"name\":");
	text_json_escape(out, profile->title);
	str_puts(out, "}}");
	walk_tree(profile, enter, NULL, &tracing);
	str_puts(out, "]}\n");
	free(tracing.free_ns);
	return 0;
}
