// profiler/import_json.c - reads cicle's own JSON (profiler/export_json.c says what is in it).
#include "profiler/import_formats.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct reading {
	struct json_reader functions, nodes;             // where they are; at NULL: not there
	struct str key, file, name, timing, tier, saved; // what was read last
	struct str text;                                 // the function's source
	struct line_count *lines;                        // of it; owned, line_cap long
	size_t line_cnt, line_cap;
	struct profile_function function; // its numbers
	uint64_t durations[PROFILE_DURATION_CNT];
	uint32_t thread_cnt, run_cnt;
	struct str title, cell;
	uint64_t wall_ns, wall_deviation_ns, folded_cnt;
	double clock_step_ns, probe_ns;
};

static void get_value(struct reading *r, struct json_reader *in)
{
	const char *key = str_text(&r->key);

	if (strcmp(key, "title") == 0) {
		json_text(in, &r->title);
	} else if (strcmp(key, "cell") == 0) {
		json_text(in, &r->cell);
	} else if (strcmp(key, "wall_ns") == 0) {
		r->wall_ns = json_integer(in, UINT64_MAX);
	} else if (strcmp(key, "folded_calls") == 0) {
		r->folded_cnt = json_integer(in, UINT64_MAX);
	} else if (strcmp(key, "threads") == 0) {
		r->thread_cnt = (uint32_t)json_integer(in, UINT32_MAX);
	} else if (strcmp(key, "runs") == 0) {
		r->run_cnt = (uint32_t)json_integer(in, UINT32_MAX);
	} else if (strcmp(key, "wall_deviation_ns") == 0) {
		r->wall_deviation_ns = json_integer(in, UINT64_MAX);
	} else if (strcmp(key, "clock_step_ns") == 0) {
		r->clock_step_ns = json_double(in);
	} else if (strcmp(key, "probe_ns") == 0) {
		r->probe_ns = json_double(in);
	} else {
		if (strcmp(key, "functions") == 0)
			r->functions = *in;
		else if (strcmp(key, "nodes") == 0)
			r->nodes = *in;
		json_skip(in);
	}
}

static void get_head(struct reading *r, struct json_reader *in)
{
	json_open_object(in);
	while (json_next_key(in, &r->key))
		get_value(r, in);
	if (!r->functions.at || !r->nodes.at)
		json_fail(in, "functions or nodes are missing");
}

static void get_durations(struct reading *r, struct json_reader *in)
{
	size_t cnt = 0;

	json_open_array(in);
	while (json_next_item(in)) {
		uint64_t call_cnt = json_integer(in, INT64_MAX);

		if (cnt == PROFILE_DURATION_CNT)
			json_fail(in, "there are too many durations");
		else
			r->durations[cnt++] = call_cnt;
	}
}

// lines: [[hits, ns], ...]
static void get_line(struct reading *r, struct json_reader *in)
{
	uint64_t numbers[2] = {0};
	size_t cnt = 0;

	json_open_array(in);
	while (json_next_item(in)) {
		uint64_t number = json_integer(in, INT64_MAX);

		if (cnt < 2)
			numbers[cnt] = number;
		cnt++;
	}
	if (cnt != 2)
		json_fail(in, "a line has no hits and time");
	r->lines[r->line_cnt++] = (struct line_count){numbers[0], numbers[1]};
}

static void get_lines(struct reading *r, struct json_reader *in)
{
	json_open_array(in);
	while (json_next_item(in)) {
		if (r->line_cnt == r->line_cap) {
			r->line_cap = r->line_cap ? r->line_cap * 2 : 64;
			r->lines = mem_grow(r->lines, r->line_cap, sizeof *r->lines);
		}
		get_line(r, in);
	}
}

// Reads one of a function's numbers, or passes over what is none.
static void get_number(struct reading *r, struct json_reader *in)
{
	const struct {
		const char *key;
		uint64_t *to;
	} numbers[] = {
	    {"min_ns", &r->function.min_ns},
	    {"max_ns", &r->function.max_ns},
	    {"saved_ns", &r->function.saved_ns},
	    {"own_deviation_ns", &r->function.own_deviation_ns},
	    {"total_deviation_ns", &r->function.total_deviation_ns},
	};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (strcmp(str_text(&r->key), numbers[i].key) == 0) {
			*numbers[i].to = json_integer(in, UINT64_MAX);
			return;
		}
	}
	json_skip(in);
}

static uint32_t get_function(struct reading *r, struct json_reader *in)
{
	uint64_t line = 0;

	str_clear(&r->file);
	str_clear(&r->name);
	str_clear(&r->timing);
	str_clear(&r->tier);
	str_clear(&r->saved);
	str_clear(&r->text);
	r->line_cnt = 0;
	r->function = (struct profile_function){0};
	memset(r->durations, 0, sizeof r->durations);
	json_open_object(in);
	while (json_next_key(in, &r->key)) {
		if (strcmp(str_text(&r->key), "file") == 0)
			json_text(in, &r->file);
		else if (strcmp(str_text(&r->key), "name") == 0)
			json_text(in, &r->name);
		else if (strcmp(str_text(&r->key), "line") == 0)
			line = json_integer(in, UINT32_MAX);
		else if (strcmp(str_text(&r->key), "timing") == 0)
			json_text(in, &r->timing);
		else if (strcmp(str_text(&r->key), "tier") == 0)
			json_text(in, &r->tier);
		else if (strcmp(str_text(&r->key), "saved") == 0)
			json_text(in, &r->saved);
		else if (strcmp(str_text(&r->key), "durations") == 0)
			get_durations(r, in);
		else if (strcmp(str_text(&r->key), "source") == 0)
			json_text(in, &r->text);
		else if (strcmp(str_text(&r->key), "lines") == 0)
			get_lines(r, in);
		else
			get_number(r, in);
	}
	return (uint32_t)line;
}

// Gives the function that was read last its source.
static void set_source(const struct reading *r, struct profile *profile, uint32_t index,
		       struct json_reader *in)
{
	struct source *source;

	if (!r->text.len && !r->line_cnt)
		return;
	source = source_new(str_text(&r->text), r->text.len);
	if (r->line_cnt && r->line_cnt != source->line_cnt)
		json_fail(in, "a source has other lines than are counted");
	else if (r->line_cnt)
		source_time(source, r->lines);
	profile_put_source(profile, index, &source);
}

// Sets how the function that was read last was timed; a file that does not say so means exactly.
static void set_timing(const struct reading *r, struct profile *profile, uint32_t index)
{
	static const uint64_t none[PROFILE_DURATION_CNT];
	struct profile_function *function = &profile->functions[index];

	for (int i = PROFILE_EXACT; i <= PROFILE_COUNTED; i++)
		if (strcmp(str_text(&r->timing), profile_timing_name((enum profile_timing)i)) == 0)
			function->timing = (enum profile_timing)i;
	for (int i = PROFILE_TCC; i <= PROFILE_CC; i++)
		if (strcmp(str_text(&r->tier), profile_tier_name((enum profile_tier)i)) == 0)
			function->tier = (enum profile_tier)i;
	for (int i = PROFILE_MEASURED; i <= PROFILE_ABOUT; i++)
		if (strcmp(str_text(&r->saved), profile_basis_name((enum profile_basis)i)) == 0)
			function->basis = (enum profile_basis)i;
	function->saved_ns = function->basis ? r->function.saved_ns : 0;
	function->min_ns = r->function.min_ns;
	function->max_ns = r->function.max_ns;
	function->own_deviation_ns = r->function.own_deviation_ns;
	function->total_deviation_ns = r->function.total_deviation_ns;
	if (memcmp(r->durations, none, sizeof none) != 0)
		profile_durations(profile, index, r->durations);
}

// The first function is the root.
static struct profile *get_root(struct reading *r, struct json_reader *in)
{
	struct profile *profile;
	uint32_t line = 0;
	bool is_there;

	json_open_array(in);
	is_there = json_next_item(in);
	if (is_there)
		line = get_function(r, in);
	if (!is_there || !import_is_root(str_text(&r->name), line))
		json_fail(in, "the first function is not the root");
	profile = profile_new(str_text(&r->file), str_text(&r->title), str_text(&r->cell));
	set_timing(r, profile, 0);
	set_source(r, profile, 0, in);
	return profile;
}

static void get_functions(struct reading *r, struct json_reader *in, struct profile *profile)
{
	while (json_next_item(in)) {
		size_t expected = profile->function_cnt;
		uint32_t line = get_function(r, in);

		if (expected >= IMPORT_NODE_MAX)
			json_fail(in, "there are too many functions");
		else if (profile_function(profile, str_text(&r->file), line, str_text(&r->name)) !=
			 expected)
			json_fail(in, "one function stands there twice");
		if (in->failure)
			return;
		set_timing(r, profile, (uint32_t)expected);
		set_source(r, profile, (uint32_t)expected, in);
	}
}

struct node {
	bool is_root;
	uint64_t parent, function, call_cnt, total_ns, bytes;
};

static struct node get_node(struct reading *r, struct json_reader *in)
{
	struct node node = {.parent = NO_PARENT};

	json_open_object(in);
	while (json_next_key(in, &r->key)) {
		const char *key = str_text(&r->key);

		if (strcmp(key, "parent") == 0) {
			node.is_root = json_null(in);
			if (!node.is_root)
				node.parent = json_integer(in, UINT32_MAX);
		} else if (strcmp(key, "function") == 0) {
			node.function = json_integer(in, UINT32_MAX);
		} else if (strcmp(key, "calls") == 0) {
			node.call_cnt = json_integer(in, INT64_MAX);
		} else if (strcmp(key, "total_ns") == 0) {
			node.total_ns = json_integer(in, UINT64_MAX);
		} else if (strcmp(key, "bytes") == 0) {
			node.bytes = json_integer(in, INT64_MAX);
		} else {
			json_skip(in);
		}
	}
	return node;
}

// Adds a node, which must be new to the profile and get this index.
static void put_node(struct profile *profile, size_t index, const struct node *node,
		     struct json_reader *in)
{
	uint64_t call_cnt = node->call_cnt;

	if (index == 0) {
		if (!node->is_root || node->function != 0 || call_cnt != 1)
			json_fail(in, "the first node is not the root");
		call_cnt = 0; // it has its one call
	} else if (index >= IMPORT_NODE_MAX || node->parent >= index || call_cnt == 0 ||
		   node->function >= profile->function_cnt ||
		   profile_child(profile, (uint32_t)node->parent, (uint32_t)node->function) !=
		       index) {
		json_fail(in, "a node is not possible");
	}
	if (in->failure)
		return;
	profile_record(profile, (uint32_t)index, call_cnt, node->total_ns);
	profile->nodes[index].bytes = node->bytes;
}

static void get_nodes(struct reading *r, struct json_reader *in, struct profile *profile)
{
	size_t cnt = 0;

	json_open_array(in);
	while (json_next_item(in)) {
		struct node node = get_node(r, in);

		put_node(profile, cnt++, &node, in);
	}
	if (cnt == 0)
		json_fail(in, "there are no nodes");
}

static struct profile *get_profile(struct reading *r, const struct import_source *source,
				   struct err *err)
{
	struct json_reader in = json_from(source->bytes, source->len);
	struct profile *profile;

	get_head(r, &in);
	if (import_json_end(source, &in, err))
		return NULL;
	profile = get_root(r, &r->functions);
	get_functions(r, &r->functions, profile);
	if (!r->functions.failure)
		get_nodes(r, &r->nodes, profile);
	if (import_json_end(source, &r->functions, err) ||
	    import_json_end(source, &r->nodes, err)) {
		profile_free(profile);
		return NULL;
	}
	profile->wall_ns = r->wall_ns;
	profile->folded_cnt = r->folded_cnt;
	profile->thread_cnt = r->thread_cnt;
	profile->run_cnt = r->run_cnt;
	profile->wall_deviation_ns = r->wall_deviation_ns;
	profile->clock_step_ns = r->clock_step_ns;
	profile->probe_ns = r->probe_ns;
	return profile;
}

struct profile *import_json(const struct import_source *source, struct err *err)
{
	struct reading r = {.run_cnt = 1};
	struct profile *profile = get_profile(&r, source, err);

	str_release(&r.key);
	str_release(&r.file);
	str_release(&r.name);
	str_release(&r.timing);
	str_release(&r.tier);
	str_release(&r.saved);
	str_release(&r.text);
	free(r.lines);
	str_release(&r.title);
	str_release(&r.cell);
	return profile;
}
