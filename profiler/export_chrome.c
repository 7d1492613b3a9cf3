// profiler/export_chrome.c - a profile as Chrome's trace events: the tree laid out as a time line.
//
// Each path is a pair of events, begin and end ("B" and "E"), as far apart as its total time;
// children stand at the start of their parent, one after the other, and its own time is what they
// leave. The line stands for sums over the run, not for the order of calls.
//
// - Complete events ("X") would be shorter, but a reader adds their start and length as floating
//   numbers, and a sum off in the last bit lets a child end after its parent: speedscope then
//   lost 11 % of a demo's time. Here both ends are written, the same digits for the same time.
// - A path below the clock's step has no length and no event: at the same time as the beginning
//   of a longer one, readers disagree which is in which.
// - Calls are not told: speedscope takes events for one function only when all that they tell is
//   the same.
#include "profiler/export_formats.h"

#include <inttypes.h>

#include "base/text.h"
#include "profiler/walk.h"

struct tracing {
	const struct profile *profile;
	struct str *out;
	uint64_t now_ns; // end of what was written so far
};

// Appends an event. The unit of the format is microseconds.
static void put_event(const struct tracing *tracing, char phase, uint32_t at)
{
	const struct profile_node *node = &tracing->profile->nodes[at];
	const struct profile_function *function = &tracing->profile->functions[node->function];

	str_printf(tracing->out,
		   ",\n{\"ph\":\"%c\",\"cat\":\"call\",\"pid\":1,\"tid\":1,\"ts\":%" PRIu64
		   ".%03u,\"name\":",
		   phase, tracing->now_ns / 1000, (unsigned)(tracing->now_ns % 1000));
	text_json_escape(tracing->out, export_name(function->name));
	str_puts(tracing->out, ",\"args\":{\"file\":");
	text_json_escape(tracing->out, function->file);
	str_printf(tracing->out, ",\"line\":%" PRIu32 "}}", function->line);
}

static void enter(void *context, uint32_t at)
{
	struct tracing *tracing = context;

	if (tracing->profile->nodes[at].total_ns > 0)
		put_event(tracing, 'B', at);
}

static void leave(void *context, uint32_t at)
{
	struct tracing *tracing = context;

	tracing->now_ns += profile_self_ns(tracing->profile, at);
	if (tracing->profile->nodes[at].total_ns > 0)
		put_event(tracing, 'E', at);
}

int export_chrome(const struct profile *profile, struct str *out, struct err *err)
{
	struct tracing tracing = {.profile = profile, .out = out};

	(void)err;
	str_puts(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
		      "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"tid\":1,"
		      "\"args\":{\"name\":\"cicle\"}},\n"
		      "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":1,"
		      "\"args\":{\"name\":");
	text_json_escape(out, profile->title);
	str_puts(out, "}}");
	walk_tree(profile, enter, leave, &tracing);
	str_puts(out, "]}\n");
	return 0;
}
