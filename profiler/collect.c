// profiler/collect.c - makes a profile from what the runner's probes packed.
#include "profiler/collect.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "profiler/runtime/probe.h"

_Static_assert((int)PROFILE_EXACT == PROBE_TIMED_ALL && (int)PROFILE_SAMPLED == PROBE_TIMED_SOME &&
		   (int)PROFILE_COUNTED == PROBE_TIMED_NONE,
	       "the runner tells timing by other numbers than a profile");
_Static_assert(PROFILE_DURATION_CNT == PROBE_DURATION_CNT,
	       "the runner groups durations in another way than a profile");

enum {
	PACKED_NODE_LEN = 44, // bytes: three u32, four u64
	PACKED_SPAN_LEN = 20, // bytes: u32, two u64
};

struct collecting {
	struct profile *profile;
	const struct collect_function *numbers; // of the session
	size_t number_cnt;
	char **library_names; // owned, each too
	size_t library_cnt;
	uint32_t *functions; // the session's, then the library's: index in the profile, once met
	uint32_t *places;    // by packed node: index in the profile
	uint32_t place_cnt;
};

static uint32_t add_own_function(struct collecting *c, const struct collect_function *function)
{
	uint32_t index =
	    profile_function(c->profile, function->file, function->line, function->name);
	struct source *source = NULL;

	c->profile->functions[index].tier = function->tier;
	if (function->text && function->line)
		source = source_of_lines(function->text, function->line, function->line_cnt);
	profile_put_source(c->profile, index, &source);
	return index;
}

static uint32_t add_function(struct collecting *c, size_t at)
{
	struct str name = {0};
	uint32_t index;

	if (at < c->number_cnt)
		return add_own_function(c, &c->numbers[at]);
	str_printf(&name, "<built-in %s>", c->library_names[at - c->number_cnt]);
	index = profile_function(c->profile, "~", 0, name.data);
	str_release(&name);
	return index;
}

// Gives the index of a numbered function in the profile, LOOKUP_NONE when the number is nobody's.
static uint32_t place_function(struct collecting *c, uint32_t number)
{
	bool is_library = number >= PROBE_LIBRARY;
	size_t at = is_library ? number - PROBE_LIBRARY : number;

	if (at >= (is_library ? c->library_cnt : c->number_cnt))
		return LOOKUP_NONE;
	if (is_library)
		at += c->number_cnt;
	else if (!c->numbers[at].name)
		return LOOKUP_NONE;
	assert(c->functions); // there is a function, so there is room for its index
	if (c->functions[at] == LOOKUP_NONE)
		c->functions[at] = add_function(c, at);
	return c->functions[at];
}

static int collect_node(struct collecting *c, struct unpack *in, uint32_t index, struct err *err)
{
	uint32_t parent = unpack_u32(in), number = unpack_u32(in), timing = unpack_u32(in);
	uint64_t call_cnt = unpack_u64(in), total_ns = unpack_u64(in);
	uint64_t min_ns = unpack_u64(in), max_ns = unpack_u64(in);
	uint32_t function = place_function(c, number), place = 0;

	if (parent != NO_PARENT && parent >= index)
		return err_set(err, ERR_FORMAT, "call %u stands before its caller", index);
	if (function == LOOKUP_NONE)
		return err_set(err, ERR_FORMAT, "call %u is of an unknown function", index);
	if (timing > PROFILE_COUNTED || min_ns > max_ns)
		return err_set(err, ERR_FORMAT, "call %u was timed in no known way", index);
	if (parent != NO_PARENT)
		place = c->places[parent];
	else
		profile_record(c->profile, 0, 0, total_ns);
	c->places[index] = profile_child(c->profile, place, function);
	profile_record(c->profile, c->places[index], call_cnt, total_ns);
	profile_time(c->profile, function, (enum profile_timing)timing, min_ns, max_ns);
	return 0;
}

// Reads the names of library functions, and makes room for all functions.
static int collect_names(struct collecting *c, struct unpack *in, struct err *err)
{
	uint32_t cnt = unpack_u32(in);
	size_t function_cnt;

	if ((size_t)(in->end - in->at) / sizeof cnt < cnt) {
		err_set(err, ERR_FORMAT, "the list of library functions is cut off");
		return -1;
	}
	c->library_names = mem_zalloc((cnt + (size_t)1) * sizeof *c->library_names);
	while (c->library_cnt < cnt)
		c->library_names[c->library_cnt++] = unpack_text(in);
	function_cnt = c->number_cnt + cnt;
	c->functions = mem_zalloc((function_cnt + 1) * sizeof *c->functions);
	for (size_t i = 0; i < function_cnt; i++)
		c->functions[i] = LOOKUP_NONE;
	return 0;
}

static int collect_nodes(struct collecting *c, struct unpack *in, struct err *err)
{
	uint32_t node_cnt = unpack_u32(in);

	if (node_cnt == 0 || (size_t)(in->end - in->at) / PACKED_NODE_LEN < node_cnt)
		return err_set(err, ERR_FORMAT, "the tree of calls is cut off");
	c->places = mem_grow(NULL, node_cnt, sizeof *c->places);
	c->place_cnt = node_cnt;
	for (uint32_t i = 0; i < node_cnt; i++) {
		if (collect_node(c, in, i, err))
			return -1;
	}
	return 0;
}

// Reads how long the calls of a function on one thread lasted.
static int collect_durations(struct collecting *c, struct unpack *in, struct err *err)
{
	uint32_t function = place_function(c, unpack_u32(in));
	uint64_t used = unpack_u64(in), counts[PROFILE_DURATION_CNT] = {0};

	for (int i = 0; i < PROFILE_DURATION_CNT; i++) {
		if (used >> i & 1)
			counts[i] = unpack_u64(in);
	}
	if (in->has_failed)
		return err_set(err, ERR_FORMAT, "the list of durations is cut off");
	if (function == LOOKUP_NONE || used >> PROFILE_DURATION_CNT)
		return err_set(err, ERR_FORMAT, "durations are of no known call");
	profile_durations(c->profile, function, counts);
	return 0;
}

static int collect_all_durations(struct collecting *c, struct unpack *in, struct err *err)
{
	uint32_t row_cnt = unpack_u32(in);

	for (uint32_t i = 0; i < row_cnt; i++) {
		if (collect_durations(c, in, err))
			return -1;
	}
	return 0;
}

// The statement's thread has the packed tree's first nodes.
static int collect_spans(struct collecting *c, struct unpack *in, struct err *err)
{
	uint32_t cnt = unpack_u32(in);
	struct profile_span *spans;

	if ((size_t)(in->end - in->at) / PACKED_SPAN_LEN < cnt)
		return err_set(err, ERR_FORMAT, "the list of calls in time is cut off");
	spans = mem_grow(NULL, cnt + (size_t)1, sizeof *spans);
	for (uint32_t i = 0; i < cnt; i++) {
		uint32_t node = unpack_u32(in);

		if (node >= c->place_cnt) {
			free(spans);
			return err_set(err, ERR_FORMAT, "a call in time is of an unknown path");
		}
		spans[i].node = c->places[node];
		spans[i].start_ns = unpack_u64(in);
		spans[i].duration_ns = unpack_u64(in);
	}
	profile_put_spans(c->profile, &spans, cnt, unpack_u64(in));
	return 0;
}

static int collect_tail(struct profile *profile, struct unpack *in, struct err *err)
{
	profile->wall_ns = unpack_u64(in);
	profile->clock_step_ns = (double)unpack_u64(in) / 1e3;
	profile->probe_ns = (double)unpack_u64(in) / 1e3;
	profile->folded_cnt = unpack_u64(in);
	profile->thread_cnt = unpack_u32(in);
	if (in->has_failed)
		return err_set(err, ERR_FORMAT, "the tree of calls is cut off");
	return profile_check(profile, err);
}

struct profile *collect_profile(struct unpack *in, const struct collect_function *numbers,
				size_t number_cnt, const char *session_name, const char *title,
				const char *cell, struct err *err)
{
	struct collecting c = {.numbers = numbers, .number_cnt = number_cnt};

	c.profile = profile_new(session_name, title, cell);
	if (collect_names(&c, in, err) || collect_nodes(&c, in, err) ||
	    collect_all_durations(&c, in, err) || collect_spans(&c, in, err) ||
	    collect_tail(c.profile, in, err)) {
		profile_free(c.profile);
		c.profile = NULL;
	}
	for (size_t i = 0; i < c.library_cnt; i++)
		free(c.library_names[i]);
	free(c.library_names);
	free(c.functions);
	free(c.places);
	return c.profile;
}
