// profiler/model.c - one profile: functions, and the exact tree of calls between them.
#include "profiler/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "profiler/name.h"

struct function_key {
	const struct profile *profile;
	const char *file;
	uint32_t line;
	const char *name;
};

struct child_key {
	const struct profile *profile;
	uint32_t parent;
	uint32_t function;
};

static bool is_function(const void *key, uint32_t item)
{
	const struct function_key *wanted = key;
	const struct profile_function *function = &wanted->profile->functions[item];

	return function->line == wanted->line && strcmp(function->name, wanted->name) == 0 &&
	       strcmp(function->file, wanted->file) == 0;
}

static bool is_child(const void *key, uint32_t item)
{
	const struct child_key *wanted = key;
	const struct profile_node *node = &wanted->profile->nodes[item];

	return node->parent == wanted->parent && node->function == wanted->function;
}

static uint32_t function_hash(const struct function_key *key)
{
	return lookup_hash_text(lookup_hash_text(key->line, key->file), key->name);
}

static uint32_t add_function(struct profile *profile, const struct function_key *key)
{
	uint32_t index = (uint32_t)profile->function_cnt;

	if (profile->function_cnt == profile->function_cap) {
		profile->function_cap = profile->function_cap ? profile->function_cap * 2 : 16;
		profile->functions =
		    mem_grow(profile->functions, profile->function_cap, sizeof *profile->functions);
	}
	profile->functions[profile->function_cnt++] = (struct profile_function){
	    .file = mem_strdup(key->file),
	    .line = key->line,
	    .name = mem_strdup(key->name),
	};
	lookup_add(&profile->function_index, function_hash(key), index);
	return index;
}

uint32_t profile_function(struct profile *profile, const char *file, uint32_t line,
			  const char *name)
{
	struct str safe_file = {0}, safe_name = {0};
	struct function_key key = {.profile = profile, .line = line};
	uint32_t index;

	name_safe(&safe_file, file);
	name_safe(&safe_name, name);
	key.file = str_text(&safe_file);
	key.name = str_text(&safe_name);
	index = lookup_find(&profile->function_index, function_hash(&key), is_function, &key);
	if (index == LOOKUP_NONE)
		index = add_function(profile, &key);
	str_release(&safe_file);
	str_release(&safe_name);
	return index;
}

static uint32_t add_node(struct profile *profile, uint32_t parent, uint32_t function)
{
	if (profile->node_cnt == profile->node_cap) {
		profile->node_cap = profile->node_cap ? profile->node_cap * 2 : 64;
		profile->nodes =
		    mem_grow(profile->nodes, profile->node_cap, sizeof *profile->nodes);
	}
	profile->nodes[profile->node_cnt] =
	    (struct profile_node){.function = function, .parent = parent};
	return (uint32_t)profile->node_cnt++;
}

uint32_t profile_child(struct profile *profile, uint32_t parent, uint32_t function)
{
	struct child_key key = {.profile = profile, .parent = parent, .function = function};
	uint32_t hash = lookup_hash_pair(parent, function);
	uint32_t index = lookup_find(&profile->child_index, hash, is_child, &key);

	if (index == LOOKUP_NONE) {
		index = add_node(profile, parent, function);
		lookup_add(&profile->child_index, hash, index);
	}
	return index;
}

struct profile *profile_new(const char *session_name, const char *title, const char *cell)
{
	struct profile *profile = mem_zalloc(sizeof *profile);

	profile->title = mem_strdup(title);
	profile->cell = mem_strdup(cell);
	profile->run_cnt = 1;
	add_node(profile, NO_PARENT, profile_function(profile, session_name, 0, "<session>"));
	profile->nodes[0].call_cnt = 1;
	return profile;
}

void profile_free(struct profile *profile)
{
	if (!profile)
		return;
	for (size_t i = 0; i < profile->function_cnt; i++) {
		free(profile->functions[i].file);
		free(profile->functions[i].name);
		free(profile->functions[i].durations);
		source_free(profile->functions[i].source);
	}
	lookup_release(&profile->function_index);
	lookup_release(&profile->child_index);
	free(profile->functions);
	free(profile->nodes);
	free(profile->spans);
	free(profile->title);
	free(profile->cell);
	free(profile);
}

void profile_record(struct profile *profile, uint32_t node, uint64_t call_cnt, uint64_t total_ns)
{
	uint32_t parent = profile->nodes[node].parent;

	profile->nodes[node].call_cnt += call_cnt;
	profile->nodes[node].total_ns += total_ns;
	if (parent != NO_PARENT)
		profile->nodes[parent].children_ns += total_ns;
}

const char *profile_tier_name(enum profile_tier tier)
{
	static const char *const names[] = {"", "tcc", "cc"};

	return names[tier];
}

const char *profile_basis_name(enum profile_basis basis)
{
	static const char *const names[] = {"", "measured", "about"};

	return names[basis];
}

const char *profile_timing_name(enum profile_timing timing)
{
	static const char *const names[] = {"exact", "sampled", "counted"};

	return names[timing];
}

void profile_time(struct profile *profile, uint32_t function, enum profile_timing timing,
		  uint64_t min_ns, uint64_t max_ns)
{
	struct profile_function *at = &profile->functions[function];

	if (timing > at->timing)
		at->timing = timing;
	if (max_ns == 0)
		return;
	if (at->max_ns == 0 || min_ns < at->min_ns)
		at->min_ns = min_ns;
	if (max_ns > at->max_ns)
		at->max_ns = max_ns;
}

void profile_durations(struct profile *profile, uint32_t function, const uint64_t *counts)
{
	struct profile_function *at = &profile->functions[function];

	if (!at->durations)
		at->durations = mem_zalloc(PROFILE_DURATION_CNT * sizeof *at->durations);
	for (int i = 0; i < PROFILE_DURATION_CNT; i++)
		at->durations[i] += counts[i];
}

void profile_put_source(struct profile *profile, uint32_t function, struct source **source)
{
	struct profile_function *at = &profile->functions[function];

	if (at->source)
		source_free(*source);
	else
		at->source = *source;
	*source = NULL;
}

void profile_time_lines(struct profile *profile, const char *name, const struct source *timed)
{
	for (size_t i = 0; i < profile->function_cnt; i++) {
		struct profile_function *at = &profile->functions[i];

		if (at->source && !strcmp(at->name, name) && !strcmp(at->source->text, timed->text))
			source_time(at->source, timed->lines);
	}
}

static int compare_spans(const void *left, const void *right)
{
	const struct profile_span *a = left, *b = right;

	if (a->start_ns != b->start_ns)
		return a->start_ns < b->start_ns ? -1 : 1;
	return a->node < b->node ? -1 : a->node > b->node; // callers have smaller numbers
}

void profile_put_spans(struct profile *profile, struct profile_span **spans, size_t cnt,
		       uint64_t least_ns)
{
	free(profile->spans);
	profile->spans = *spans;
	profile->span_cnt = cnt;
	profile->span_least_ns = least_ns;
	*spans = NULL;
	if (cnt)
		qsort(profile->spans, cnt, sizeof *profile->spans, compare_spans);
}

uint64_t profile_self_ns(const struct profile *profile, uint32_t node)
{
	const struct profile_node *at = &profile->nodes[node];

	return at->total_ns > at->children_ns ? at->total_ns - at->children_ns : 0;
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

// Adds what is known of a function of another profile. Gives its index in this one.
static uint32_t merge_function(struct profile *into, const struct profile_function *from)
{
	uint32_t index = profile_function(into, from->file, from->line, from->name);
	struct source *source = source_copy(from->source);

	if (from->tier)
		into->functions[index].tier = from->tier;
	profile_put_source(into, index, &source);
	profile_time(into, index, from->timing, from->min_ns, from->max_ns);
	if (from->durations)
		profile_durations(into, index, from->durations);
	return index;
}

static void merge_nodes(struct profile *into, const struct profile *from)
{
	uint32_t *place = mem_grow(NULL, from->node_cnt, sizeof *place);
	uint32_t *functions = mem_grow(NULL, from->function_cnt, sizeof *functions);

	for (size_t i = 0; i < from->function_cnt; i++)
		functions[i] = LOOKUP_NONE;
	place[0] = 0;
	for (size_t i = 1; i < from->node_cnt; i++) {
		const struct profile_node *node = &from->nodes[i];
		uint32_t *function = &functions[node->function];

		if (*function == LOOKUP_NONE)
			*function = merge_function(into, &from->functions[node->function]);
		place[i] = profile_child(into, place[node->parent], *function);
		profile_record(into, place[i], node->call_cnt, node->total_ns);
		into->nodes[place[i]].bytes += node->bytes;
	}
	free(functions);
	free(place);
}

void profile_merge(struct profile *into, const struct profile *from)
{
	profile_record(into, 0, 0, from->nodes[0].total_ns);
	into->nodes[0].bytes += from->nodes[0].bytes;
	merge_nodes(into, from);
	into->wall_ns += from->wall_ns;
	into->folded_cnt += from->folded_cnt;
	if (from->thread_cnt > into->thread_cnt)
		into->thread_cnt = from->thread_cnt;
	into->clock_step_ns = larger(into->clock_step_ns, from->clock_step_ns);
	into->probe_ns = larger(into->probe_ns, from->probe_ns);
}

static int check_root(const struct profile *profile, struct err *err)
{
	if (profile->node_cnt == 0 || profile->function_cnt == 0)
		return err_set(err, ERR_FORMAT, "the profile has no root");
	if (profile->node_cnt >= NO_PARENT || profile->function_cnt >= NO_PARENT)
		return err_set(err, ERR_FORMAT, "the profile has too many nodes");
	if (profile->nodes[0].parent != NO_PARENT || profile->nodes[0].function != 0)
		return err_set(err, ERR_FORMAT, "the profile's first node is not its root");
	if (profile->run_cnt == 0)
		return err_set(err, ERR_FORMAT, "the profile is of no run");
	return 0;
}

// What all nodes have together.
struct node_sum {
	uint64_t call_cnt, bytes;
};

// Checks what a node says about itself, and adds it to the sum.
static int check_node(const struct profile *profile, size_t i, struct node_sum *sum,
		      struct err *err)
{
	const struct profile_node *node = &profile->nodes[i];

	if (__builtin_add_overflow(sum->bytes, node->bytes, &sum->bytes) || sum->bytes > INT64_MAX)
		return err_set(err, ERR_FORMAT, "node %zu of the profile has impossible bytes", i);
	if (node->function >= profile->function_cnt)
		return err_set(err, ERR_FORMAT, "node %zu of the profile has no function", i);
	if (i > 0 && node->parent >= i)
		return err_set(err, ERR_FORMAT, "node %zu of the profile stands before its parent",
			       i);
	if (node->call_cnt == 0 ||
	    __builtin_add_overflow(sum->call_cnt, node->call_cnt, &sum->call_cnt) ||
	    sum->call_cnt > INT64_MAX)
		return err_set(err, ERR_FORMAT, "node %zu of the profile has an impossible count",
			       i);
	return 0;
}

static int check_nodes(const struct profile *profile, struct err *err)
{
	struct node_sum sum = {0};

	for (size_t i = 0; i < profile->node_cnt; i++) {
		if (check_node(profile, i, &sum, err))
			return -1;
	}
	return 0;
}

static int check_times(const struct profile *profile, struct err *err)
{
	uint64_t *children_ns = mem_zalloc(profile->node_cnt * sizeof *children_ns);
	bool is_good = true;

	for (size_t i = profile->node_cnt; i-- > 0 && is_good;) {
		const struct profile_node *node = &profile->nodes[i];
		uint64_t *above = i ? &children_ns[node->parent] : NULL;

		is_good = children_ns[i] <= node->total_ns && children_ns[i] == node->children_ns;
		if (above && __builtin_add_overflow(*above, node->total_ns, above))
			is_good = false;
	}
	free(children_ns);
	return is_good ? 0 : err_set(err, ERR_FORMAT, "the times in the profile do not add up");
}

static int check_children(const struct profile *profile, struct err *err)
{
	struct lookup seen = {0};
	bool is_good = true;

	for (uint32_t i = 1; i < profile->node_cnt && is_good; i++) {
		const struct profile_node *node = &profile->nodes[i];
		struct child_key key = {profile, node->parent, node->function};
		uint32_t hash = lookup_hash_pair(node->parent, node->function);

		is_good = lookup_find(&seen, hash, is_child, &key) == LOOKUP_NONE;
		lookup_add(&seen, hash, i);
	}
	lookup_release(&seen);
	return is_good ? 0 : err_set(err, ERR_FORMAT, "the profile has one path twice");
}

static bool is_timing_possible(const struct profile_function *function)
{
	uint64_t call_cnt = 0;

	for (int i = 0; function->durations && i < PROFILE_DURATION_CNT; i++)
		if (__builtin_add_overflow(call_cnt, function->durations[i], &call_cnt))
			return false;
	return function->timing <= PROFILE_COUNTED && function->saved_ns <= INT64_MAX &&
	       function->min_ns <= function->max_ns && call_cnt <= INT64_MAX &&
	       (!function->source || source_is_possible(function->source));
}

static int check_functions(const struct profile *profile, struct err *err)
{
	struct lookup seen = {0};
	bool is_good = true;

	for (uint32_t i = 0; i < profile->function_cnt && is_good; i++) {
		const struct profile_function *at = &profile->functions[i];
		struct function_key key = {profile, at->file, at->line, at->name};

		if (!is_timing_possible(at)) {
			lookup_release(&seen);
			return err_set(err, ERR_FORMAT, "function %u was timed in no known way", i);
		}
		is_good = lookup_find(&seen, function_hash(&key), is_function, &key) == LOOKUP_NONE;
		lookup_add(&seen, function_hash(&key), i);
	}
	lookup_release(&seen);
	return is_good ? 0 : err_set(err, ERR_FORMAT, "the profile has one function twice");
}

static int check_spans(const struct profile *profile, struct err *err)
{
	for (size_t i = 0; i < profile->span_cnt; i++) {
		const struct profile_span *span = &profile->spans[i];

		if (span->node >= profile->node_cnt || span->start_ns > INT64_MAX ||
		    span->duration_ns > INT64_MAX)
			return err_set(err, ERR_FORMAT, "call %zu in time is not possible", i);
	}
	return 0;
}

int profile_check(const struct profile *profile, struct err *err)
{
	if (check_root(profile, err) || check_nodes(profile, err) || check_times(profile, err) ||
	    check_children(profile, err) || check_functions(profile, err) ||
	    check_spans(profile, err))
		return -1;
	return 0;
}
