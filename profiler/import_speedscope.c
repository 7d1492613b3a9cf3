// profiler/import_speedscope.c - reads speedscope's JSON, profiles of samples and of events.
//
// Keys come in any order, so the text is looked over first and read at the places found. Several
// profiles in one file stand side by side below the root under their names; those of bytes or
// of no unit are left out. An event's opening is a call; samples tell no calls.
#include "profiler/import_formats.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct frame {
	struct str file, name;
	uint64_t line;
};

// Where the parts of one profile are, and what its times are in.
struct part {
	struct json_reader samples, weights, events; // at NULL: not there
	struct str name;
	double ns_per_unit; // 0: no time
};

struct open_call {
	uint32_t node, function;
	uint64_t at_ns;
};

struct reading {
	const struct import_source *source;
	struct json_reader frames, profiles; // at NULL: not there
	struct profile *profile;
	uint32_t *functions; // by frame
	size_t frame_cnt, frame_cap;
	struct open_call *calls; // the open ones, innermost last
	size_t call_cnt, call_cap;
	struct str key, title;
	struct err *err;
};

static bool is_key(const struct reading *r, const char *key)
{
	return strcmp(str_text(&r->key), key) == 0;
}

// Looks for the frames in what all profiles share.
static void find_frames(struct reading *r, struct json_reader *in)
{
	json_open_object(in);
	while (json_next_key(in, &r->key)) {
		if (is_key(r, "frames"))
			r->frames = *in;
		json_skip(in);
	}
}

static void find_parts(struct reading *r, struct json_reader *in)
{
	json_open_object(in);
	while (json_next_key(in, &r->key)) {
		if (is_key(r, "shared")) {
			find_frames(r, in);
		} else if (is_key(r, "name")) {
			json_text(in, &r->title);
		} else {
			if (is_key(r, "profiles"))
				r->profiles = *in;
			json_skip(in);
		}
	}
	if (!r->frames.at || !r->profiles.at)
		json_fail(in, "frames or profiles are missing");
}

// Reads a frame; file and line may be missing or null.
static void get_frame(struct reading *r, struct json_reader *in, struct frame *frame)
{
	str_clear(&frame->file);
	str_clear(&frame->name);
	frame->line = 0;
	json_open_object(in);
	while (json_next_key(in, &r->key)) {
		if (is_key(r, "name"))
			json_text(in, &frame->name);
		else if (is_key(r, "file") && !json_null(in))
			json_text(in, &frame->file);
		else if (is_key(r, "line") && !json_null(in))
			frame->line = json_integer(in, UINT32_MAX);
		else if (!is_key(r, "file") && !is_key(r, "line"))
			json_skip(in);
	}
	if (frame->file.len == 0)
		str_puts(&frame->file, "~");
}

// Makes the profile, with the root of the frames when they have one.
static void make_profile(struct reading *r, struct frame *frame)
{
	struct json_reader in = r->frames;
	const char *root = r->source->name;

	json_open_array(&in);
	while (root == r->source->name && json_next_item(&in)) {
		get_frame(r, &in, frame);
		if (import_is_root(str_text(&frame->name), frame->line))
			root = str_text(&frame->file);
	}
	r->profile = profile_new(root, r->title.len ? str_text(&r->title) : r->source->name, "");
}

static void add_frame(struct reading *r, const struct frame *frame, struct json_reader *in)
{
	if (r->frame_cnt == IMPORT_NODE_MAX) {
		json_fail(in, "there are too many frames");
		return;
	}
	if (r->frame_cnt == r->frame_cap) {
		r->frame_cap = r->frame_cap ? r->frame_cap * 2 : 64;
		r->functions = mem_grow(r->functions, r->frame_cap, sizeof *r->functions);
	}
	r->functions[r->frame_cnt++] = profile_function(
	    r->profile, str_text(&frame->file), (uint32_t)frame->line, str_text(&frame->name));
}

static void get_frames(struct reading *r)
{
	struct frame frame = {0};
	struct json_reader *in = &r->frames;

	make_profile(r, &frame);
	json_open_array(in);
	while (json_next_item(in)) {
		get_frame(r, in, &frame);
		add_frame(r, &frame, in);
	}
	str_release(&frame.file);
	str_release(&frame.name);
}

static double ns_per_unit(const char *unit)
{
	static const struct {
		const char *unit;
		double ns;
	} units[] = {
	    {"nanoseconds", 1}, {"microseconds", 1e3}, {"milliseconds", 1e6}, {"seconds", 1e9}};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(units[i].unit, unit) == 0)
			return units[i].ns;
	}
	return 0;
}

static void find_part(struct reading *r, struct json_reader *in, struct part *part)
{
	struct str unit = {0};

	part->samples.at = part->weights.at = part->events.at = NULL;
	str_clear(&part->name);
	json_open_object(in);
	while (json_next_key(in, &r->key)) {
		if (is_key(r, "name")) {
			json_text(in, &part->name);
		} else if (is_key(r, "unit")) {
			json_text(in, &unit);
		} else {
			if (is_key(r, "samples"))
				part->samples = *in;
			else if (is_key(r, "weights"))
				part->weights = *in;
			else if (is_key(r, "events"))
				part->events = *in;
			json_skip(in);
		}
	}
	part->ns_per_unit = ns_per_unit(str_text(&unit));
	str_release(&unit);
}

static uint32_t get_function(struct reading *r, struct json_reader *in)
{
	uint64_t frame = json_integer(in, UINT32_MAX);

	if (!in->failure && frame >= r->frame_cnt)
		json_fail(in, "there is no frame of this number");
	return in->failure ? 0 : r->functions[frame];
}

// Goes one call down from a node. The root's own frame, met at the base, is the base.
static uint32_t step_down(struct reading *r, uint32_t node, uint32_t function, bool is_base,
			  struct json_reader *in)
{
	uint32_t child;

	if (in->failure || (is_base && function == 0))
		return node;
	child = import_child(r->profile, node, function, r->err);
	if (child != NO_PARENT)
		return child;
	json_fail(in, "there are too many paths");
	return node;
}

static uint32_t get_stack(struct reading *r, struct json_reader *in, uint32_t base)
{
	uint32_t node = base;
	bool is_base = true;

	json_open_array(in);
	while (json_next_item(in)) {
		node = step_down(r, node, get_function(r, in), is_base, in);
		is_base = false;
	}
	return node;
}

static void get_samples(struct reading *r, struct part *part, uint32_t base)
{
	struct json_reader *in = &part->samples, *weights = &part->weights;

	json_open_array(in);
	json_open_array(weights);
	while (json_next_item(in)) {
		uint32_t node = get_stack(r, in, base);
		uint64_t ns = 0;

		if (json_next_item(weights))
			ns = json_scaled(weights, part->ns_per_unit);
		else
			json_fail(in, "there are more samples than weights");
		if (!in->failure && import_add_own(r->profile, node, ns, r->err))
			json_fail(in, "the times are out of range");
	}
	if (!in->failure && json_next_item(weights))
		json_fail(weights, "there are more weights than samples");
}

static void push(struct reading *r, struct open_call call)
{
	if (r->call_cnt == r->call_cap) {
		r->call_cap = r->call_cap ? r->call_cap * 2 : 64;
		r->calls = mem_grow(r->calls, r->call_cap, sizeof *r->calls);
	}
	r->calls[r->call_cnt++] = call;
}

static void open_call(struct reading *r, uint32_t base, uint32_t function, uint64_t at_ns,
		      struct json_reader *in)
{
	uint32_t above = r->call_cnt ? r->calls[r->call_cnt - 1].node : base;
	uint32_t node = step_down(r, above, function, r->call_cnt == 0, in);

	push(r, (struct open_call){node, function, at_ns});
}

// An outermost call brings its time to all above it; an inner one's is in that around it.
static void close_call(struct reading *r, uint32_t base, uint64_t at_ns, struct json_reader *in)
{
	struct open_call call = r->calls[--r->call_cnt];
	uint64_t ns = at_ns - call.at_ns;

	if (r->call_cnt == 0 && import_add_own(r->profile, call.node, ns, r->err))
		json_fail(in, "the times are out of range");
	if (r->call_cnt > 0)
		profile_record(r->profile, call.node, 1, ns);
	else if (call.node != base)
		profile_record(r->profile, call.node, 1, 0);
}

struct event {
	char type; // 'O' or 'C'
	uint32_t function;
	uint64_t at_ns;
};

static struct event get_event(struct reading *r, struct json_reader *in, double ns)
{
	struct event event = {0};
	struct str type = {0};

	json_open_object(in);
	while (json_next_key(in, &r->key)) {
		if (is_key(r, "type"))
			json_text(in, &type);
		else if (is_key(r, "frame"))
			event.function = get_function(r, in);
		else if (is_key(r, "at"))
			event.at_ns = json_scaled(in, ns);
		else
			json_skip(in);
	}
	event.type = type.len == 1 ? type.data[0] : '\0';
	str_release(&type);
	return event;
}

static void get_events(struct reading *r, struct part *part, uint32_t base)
{
	struct json_reader *in = &part->events;
	uint64_t now_ns = 0;

	r->call_cnt = 0;
	json_open_array(in);
	while (json_next_item(in)) {
		struct event event = get_event(r, in, part->ns_per_unit);
		bool is_inner =
		    r->call_cnt > 0 && r->calls[r->call_cnt - 1].function == event.function;

		if (event.at_ns < now_ns)
			json_fail(in, "an event lies before the one ahead of it");
		if (in->failure)
			break;
		now_ns = event.at_ns;
		if (event.type == 'O')
			open_call(r, base, event.function, now_ns, in);
		else if (event.type == 'C' && is_inner)
			close_call(r, base, now_ns, in);
		else
			json_fail(in, "an event closes what is not the innermost call");
	}
	while (r->call_cnt > 0 && !in->failure)
		close_call(r, base, now_ns, in); // a file that was cut by a crash
}

static int get_part(struct reading *r, struct part *part, uint32_t base)
{
	if (part->events.at)
		get_events(r, part, base);
	else if (part->samples.at && part->weights.at)
		get_samples(r, part, base);
	if (import_json_end(r->source, &part->events, r->err) ||
	    import_json_end(r->source, &part->samples, r->err) ||
	    import_json_end(r->source, &part->weights, r->err))
		return -1;
	return 0;
}

static size_t count_profiles(struct json_reader in)
{
	size_t cnt = 0;

	json_open_array(&in);
	for (; json_next_item(&in); cnt++)
		json_skip(&in);
	return cnt;
}

// Gives the node below which a profile goes: the root for the only one.
static uint32_t find_base(struct reading *r, const struct part *part, size_t cnt)
{
	if (cnt > 1)
		return import_child(
		    r->profile, 0,
		    profile_function(r->profile, r->source->name, 0, str_text(&part->name)),
		    r->err);
	free(r->profile->cell);
	r->profile->cell = mem_strdup(part->name.len ? str_text(&part->name) : r->source->name);
	return 0;
}

static int get_profiles(struct reading *r)
{
	struct part part = {0};
	size_t cnt = count_profiles(r->profiles), timed_cnt = 0;
	int result = 0;

	json_open_array(&r->profiles);
	while (result == 0 && json_next_item(&r->profiles)) {
		uint32_t base;

		find_part(r, &r->profiles, &part);
		if (r->profiles.failure || part.ns_per_unit == 0)
			continue;
		timed_cnt++;
		base = find_base(r, &part, cnt);
		result = base == NO_PARENT ? -1 : get_part(r, &part, base);
	}
	str_release(&part.name);
	if (result == 0 && import_json_end(r->source, &r->profiles, r->err))
		result = -1;
	if (result == 0 && timed_cnt == 0)
		result = err_set(r->err, ERR_FORMAT, "no profile in it is of time");
	return result;
}

static int read_all(struct reading *r)
{
	struct json_reader in = json_from(r->source->bytes, r->source->len);

	find_parts(r, &in);
	if (import_json_end(r->source, &in, r->err))
		return -1;
	get_frames(r);
	if (import_json_end(r->source, &r->frames, r->err))
		return -1;
	return get_profiles(r);
}

struct profile *import_speedscope(const struct import_source *source, struct err *err)
{
	struct reading r = {.source = source, .err = err};

	if (read_all(&r)) {
		profile_free(r.profile);
		r.profile = NULL;
	}
	free(r.functions);
	free(r.calls);
	str_release(&r.key);
	str_release(&r.title);
	return r.profile;
}
