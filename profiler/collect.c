// profiler/collect.c - makes a profile from what the runner's probes packed.
#include "profiler/collect.h"

#include <stdlib.h>

#include "base/mem.h"

enum { PACKED_NODE_LEN = 24 }; // bytes: two u32, two u64

struct collecting {
	struct profile *profile;
	uint32_t *functions; // by number: index in the profile, made when first met
	size_t number_cnt;
	uint32_t *places; // by packed node: index in the profile
};

static uint32_t place_function(struct collecting *c, const struct collect_function *numbers,
			       uint32_t number)
{
	const struct collect_function *at = &numbers[number];

	if (c->functions[number] == LOOKUP_NONE)
		c->functions[number] = profile_function(c->profile, at->file, at->line, at->name);
	return c->functions[number];
}

static int collect_node(struct collecting *c, const struct collect_function *numbers,
			struct unpack *in, uint32_t index, struct err *err)
{
	uint32_t parent = unpack_u32(in), number = unpack_u32(in);
	uint64_t call_cnt = unpack_u64(in), total_ns = unpack_u64(in);
	uint32_t place = 0;

	if (parent != NO_PARENT && parent >= index)
		return err_set(err, ERR_FORMAT, "call %u stands before its caller", index);
	if (number >= c->number_cnt || !numbers[number].name)
		return err_set(err, ERR_FORMAT, "call %u is of an unknown function", index);
	if (parent != NO_PARENT)
		place = c->places[parent];
	else
		profile_record(c->profile, 0, 0, total_ns);
	c->places[index] = profile_child(c->profile, place, place_function(c, numbers, number));
	profile_record(c->profile, c->places[index], call_cnt, total_ns);
	return 0;
}

static int collect_nodes(struct collecting *c, const struct collect_function *numbers,
			 struct unpack *in, struct err *err)
{
	uint32_t node_cnt = unpack_u32(in);

	if (node_cnt == 0 || (size_t)(in->end - in->at) / PACKED_NODE_LEN < node_cnt)
		return err_set(err, ERR_FORMAT, "the tree of calls is cut off");
	c->places = mem_grow(NULL, node_cnt, sizeof *c->places);
	for (uint32_t i = 0; i < node_cnt; i++) {
		if (collect_node(c, numbers, in, i, err))
			return -1;
	}
	return 0;
}

static int collect_tail(struct profile *profile, struct unpack *in, struct err *err)
{
	profile->wall_ns = unpack_u64(in);
	profile->clock_step_ns = (double)unpack_u64(in) / 1e3;
	profile->probe_ns = (double)unpack_u64(in) / 1e3;
	profile->folded_cnt = unpack_u64(in);
	if (in->has_failed)
		return err_set(err, ERR_FORMAT, "the tree of calls is cut off");
	return profile_check(profile, err);
}

struct profile *collect_profile(struct unpack *in, const struct collect_function *numbers,
				size_t number_cnt, const char *session_name, const char *title,
				const char *cell, struct err *err)
{
	struct collecting c = {.number_cnt = number_cnt};

	c.profile = profile_new(session_name, title, cell);
	c.functions = mem_grow(NULL, number_cnt, sizeof *c.functions);
	for (size_t i = 0; i < number_cnt; i++)
		c.functions[i] = LOOKUP_NONE;
	if (collect_nodes(&c, numbers, in, err) || collect_tail(c.profile, in, err)) {
		profile_free(c.profile);
		c.profile = NULL;
	}
	free(c.functions);
	free(c.places);
	return c.profile;
}
