// profiler/view/match.c - finds the functions and calls of one profile in a later one.
#include "profiler/view/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// A profile's functions in the order of their names, and which of the other one's each is.
struct side {
	const struct profile *profile;
	uint32_t *order; // owned
	uint32_t *twin;  // by function; MATCH_NONE where there is none; owned
};

// The functions of one name on both sides: places in the orders, ends excluded.
struct group {
	size_t from[LANE_CNT], to[LANE_CNT];
};

static int compare_names(const void *left, const void *right, void *profile)
{
	const struct profile_function *functions = ((const struct profile *)profile)->functions;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	int order = strcmp(functions[a].name, functions[b].name);

	return order ? order : a < b ? -1 : a > b;
}

static void open_side(struct side *side, const struct profile *profile)
{
	size_t cnt = profile->function_cnt;

	side->profile = profile;
	side->order = mem_grow(NULL, cnt, sizeof *side->order);
	side->twin = mem_grow(NULL, cnt, sizeof *side->twin);
	for (size_t i = 0; i < cnt; i++) {
		side->order[i] = (uint32_t)i;
		side->twin[i] = MATCH_NONE;
	}
	qsort_r(side->order, cnt, sizeof *side->order, compare_names, (void *)profile);
}

static void close_side(struct side *side)
{
	free(side->order);
	free(side->twin);
}

static const struct profile_function *at(const struct side *side, size_t place)
{
	return &side->profile->functions[side->order[place]];
}

static void pair(struct side *sides, size_t before, size_t after)
{
	uint32_t a = sides[BEFORE].order[before], b = sides[AFTER].order[after];

	sides[BEFORE].twin[a] = b;
	sides[AFTER].twin[b] = a;
}

static bool is_free(const struct side *side, size_t place)
{
	return side->twin[side->order[place]] == MATCH_NONE;
}

static bool is_same_place(const struct profile_function *a, const struct profile_function *b,
			  bool does_line_count)
{
	return !strcmp(a->file, b->file) && (!does_line_count || a->line == b->line);
}

static void pair_by_place(struct side *sides, const struct group *group, bool does_line_count)
{
	for (size_t i = group->from[BEFORE]; i < group->to[BEFORE]; i++) {
		for (size_t j = group->from[AFTER]; j < group->to[AFTER]; j++) {
			if (is_free(&sides[BEFORE], i) && is_free(&sides[AFTER], j) &&
			    is_same_place(at(&sides[BEFORE], i), at(&sides[AFTER], j),
					  does_line_count))
				pair(sides, i, j);
		}
	}
}

// Gives the place of the only function that is left, or the group's end.
static size_t only_free(const struct side *side, size_t from, size_t to)
{
	size_t found = to;

	for (size_t i = from; i < to; i++) {
		if (!is_free(side, i))
			continue;
		if (found != to)
			return to;
		found = i;
	}
	return found;
}

static void pair_group(struct side *sides, const struct group *group)
{
	size_t left[LANE_CNT];

	pair_by_place(sides, group, true);
	pair_by_place(sides, group, false);
	for (int lane = BEFORE; lane < LANE_CNT; lane++)
		left[lane] = only_free(&sides[lane], group->from[lane], group->to[lane]);
	if (left[BEFORE] != group->to[BEFORE] && left[AFTER] != group->to[AFTER])
		pair(sides, left[BEFORE], left[AFTER]);
}

static size_t end_of_name(const struct side *side, size_t from, const char *name)
{
	size_t to = from;

	while (to < side->profile->function_cnt && !strcmp(at(side, to)->name, name))
		to++;
	return to;
}

// Steps through both orders at once: functions of a name stand together in each.
static void pair_all(struct side *sides)
{
	size_t i = 0, j = 0;

	while (i < sides[BEFORE].profile->function_cnt && j < sides[AFTER].profile->function_cnt) {
		const char *name = at(&sides[BEFORE], i)->name;
		int order = strcmp(name, at(&sides[AFTER], j)->name);
		struct group group = {
		    .from = {i, j},
		    .to = {end_of_name(&sides[BEFORE], i, name),
			   end_of_name(&sides[AFTER], j, at(&sides[AFTER], j)->name)},
		};

		if (order == 0)
			pair_group(sides, &group);
		if (order <= 0)
			i = group.to[BEFORE];
		if (order >= 0)
			j = group.to[AFTER];
	}
}

static uint32_t *add_functions(struct profile *both, const struct profile *from)
{
	uint32_t *map = mem_grow(NULL, from->function_cnt, sizeof *map);

	map[0] = 0;
	for (size_t i = 1; i < from->function_cnt; i++) {
		const struct profile_function *function = &from->functions[i];

		map[i] = profile_function(both, function->file, function->line, function->name);
	}
	return map;
}

// The later profile's functions first: those of the earlier one that it has too stand there.
static void join_functions(struct match *match, const struct side *sides)
{
	const struct profile *before = sides[BEFORE].profile;
	uint32_t *after_map = add_functions(match->both, sides[AFTER].profile);
	uint32_t *map = mem_grow(NULL, before->function_cnt, sizeof *map);

	map[0] = 0;
	for (size_t i = 1; i < before->function_cnt; i++) {
		const struct profile_function *function = &before->functions[i];
		uint32_t twin = sides[BEFORE].twin[i];

		map[i] = twin != MATCH_NONE ? after_map[twin]
					    : profile_function(match->both, function->file,
							       function->line, function->name);
	}
	match->functions[BEFORE] = map;
	match->functions[AFTER] = after_map;
}

// Adds a profile's paths; gives its node -> that of both. The caller frees.
static uint32_t *add_paths(struct match *match, const struct profile *from,
			   const uint32_t *functions)
{
	uint32_t *map = mem_grow(NULL, from->node_cnt, sizeof *map);

	map[0] = 0;
	for (size_t i = 1; i < from->node_cnt; i++) {
		const struct profile_node *node = &from->nodes[i];

		map[i] = profile_child(match->both, map[node->parent], functions[node->function]);
		profile_record(match->both, map[i], node->call_cnt, node->total_ns);
	}
	profile_record(match->both, 0, 0, from->nodes[0].total_ns);
	return map;
}

static void fill_lane(struct match *match, enum match_lane lane, const struct profile *from,
		      const uint32_t *map)
{
	struct match_node *nodes = mem_zalloc(match->both->node_cnt * sizeof *nodes);

	for (size_t i = 0; i < from->node_cnt; i++) {
		nodes[map[i]].call_cnt += from->nodes[i].call_cnt;
		nodes[map[i]].total_ns += from->nodes[i].total_ns;
	}
	match->lane[lane] = nodes;
}

static void open_sides(struct side *sides, const struct profile *before,
		       const struct profile *after)
{
	open_side(&sides[BEFORE], before);
	open_side(&sides[AFTER], after);
	sides[BEFORE].twin[0] = sides[AFTER].twin[0] = 0;
	pair_all(sides);
}

uint32_t *match_functions(const struct profile *before, const struct profile *after)
{
	struct side sides[LANE_CNT];
	uint32_t *twins;

	open_sides(sides, before, after);
	twins = sides[AFTER].twin;
	sides[AFTER].twin = NULL;
	close_side(&sides[BEFORE]);
	close_side(&sides[AFTER]);
	return twins;
}

struct match *match_new(const struct profile *before, const struct profile *after)
{
	struct match *match = mem_zalloc(sizeof *match);
	const struct profile *profiles[LANE_CNT] = {before, after};
	struct side sides[LANE_CNT];
	uint32_t *maps[LANE_CNT];

	open_sides(sides, before, after);
	match->both = profile_new(after->functions[0].file, after->title, after->cell);
	join_functions(match, sides);
	for (int lane = BEFORE; lane < LANE_CNT; lane++)
		maps[lane] = add_paths(match, profiles[lane], match->functions[lane]);
	for (int lane = BEFORE; lane < LANE_CNT; lane++) {
		fill_lane(match, (enum match_lane)lane, profiles[lane], maps[lane]);
		free(maps[lane]);
		close_side(&sides[lane]);
	}
	return match;
}

void match_free(struct match *match)
{
	if (!match)
		return;
	for (int lane = BEFORE; lane < LANE_CNT; lane++) {
		free(match->functions[lane]);
		free(match->lane[lane]);
	}
	profile_free(match->both);
	free(match);
}
