// profiler/marshal.c - the .prof file: pstats' dictionary, and the exact tree behind it.
//
// The file is, in this order:
// 1. One object of Python's marshal format, in the subset that every Python from 2.7 on reads:
//    '{' key value ... '0' (dict), '(' u32 count (tuple), 'i' i32, 'l' i32 count and 15-bit
//    digits in u16, 'g' double, 'u' u32 length and UTF-8. All little-endian. Readers of
//    profiles stop here: they read one object.
//       {(file, line, name): (cc, nc, tt, ct, {(file, line, name): (nc, cc, tt, ct)})}
//    Mind the order: cc, nc for a function, but nc, cc for a caller. Times are seconds.
// 2. TREE_MAGIC, whose digit is the version of what follows.
// 3. The tree, packed (base/pack.h): text title, text cell, u64 wall ns, u64 bits of the double
//    clock step in ns, u64 bits of the double probe cost in ns, u64 folded calls, u32 threads, u32
//    runs, u64 deviation of the wall time between them in ns;
//    u32 function count, then per function text file, u32 line, text name, u32 enum
//    profile_timing, with enum profile_tier from bit 8 on, u64 min ns, u64 max ns, u64 deviation of
//    own and u64 of total ns between runs, u64 of a bit per group of durations, and u64 calls of
//    each group whose bit is set; u32 node count, then per node u32 parent, u32 function, u64
//    calls, u64 total ns, u64 bytes; u32 count of calls in time, then per call u32 node, u64 start
//    ns, u64 ns that it lasted; u64 ns that they lasted at least; and, where more is known, u32
//    count of sources, then per source u32 function, text, u32 count of its lines' times, and per
//    line u64 hits, u64 ns; and, where it is known, per function that tier cc would make faster u32
//    function, u32 enum profile_basis, u64 ns saved. The first function and node are the root's.
// 4. u64 length of 3, and TREE_MAGIC again: the tree is found from the end of the file.
#include "profiler/stats.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pack.h"

// Ten million paths; more is no profile.
#define FILE_MAX ((size_t)1 << 30)
// Of a function, in the number that says how it was timed.
#define TIER_SHIFT 8

static const char TREE_MAGIC[] = "CICLE3\n";

enum {
	MAGIC_LEN = sizeof TREE_MAGIC - 1,
	TRAILER_LEN = 8 + MAGIC_LEN,
	PACKED_FUNCTION_MIN = 56, // bytes: with two empty texts
	PACKED_NODE_LEN = 32,     // bytes
	PACKED_SPAN_LEN = 20,     // bytes
	PACKED_LINE_LEN = 16,     // bytes
	PACKED_SAVING_LEN = 16,   // bytes
};

static uint64_t double_bits(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits;
}

// Writes what does not fit in 31 bits as Python's long: digits to the base 2^15, least first.
static void put_long(struct str *out, uint64_t value)
{
	uint32_t digit_cnt = 0;

	for (uint64_t rest = value; rest; rest >>= 15)
		digit_cnt++;
	str_putc(out, 'l');
	pack_u32(out, digit_cnt);
	for (; value; value >>= 15) {
		str_putc(out, (char)(value & 0xFF));
		str_putc(out, (char)(value >> 8 & 0x7F));
	}
}

static void put_integer(struct str *out, uint64_t value)
{
	if (value > INT32_MAX) {
		put_long(out, value);
		return;
	}
	str_putc(out, 'i');
	pack_u32(out, (uint32_t)value);
}

// Python multiplies by the factor too, so the doubles are the same to the last bit.
static void put_seconds(struct str *out, uint64_t ns)
{
	str_putc(out, 'g');
	pack_u64(out, double_bits(1e-9 * (double)ns));
}

static void put_text(struct str *out, const char *text)
{
	str_putc(out, 'u');
	pack_text(out, text);
}

static void put_tuple(struct str *out, uint32_t item_cnt)
{
	str_putc(out, '(');
	pack_u32(out, item_cnt);
}

static void put_key(struct str *out, const struct profile_function *function)
{
	put_tuple(out, 3);
	put_text(out, function->file);
	put_integer(out, function->line);
	put_text(out, function->name);
}

static void put_edge(struct str *out, const struct profile *profile, const struct stats_edge *edge)
{
	put_key(out, &profile->functions[edge->caller]);
	put_tuple(out, 4);
	put_integer(out, edge->call_cnt);
	put_integer(out, edge->primitive_cnt);
	put_seconds(out, edge->own_ns);
	put_seconds(out, edge->cumulative_ns);
}

static void put_row(struct str *out, const struct profile *profile, const struct stats_row *row)
{
	put_key(out, &profile->functions[row->function]);
	put_tuple(out, 5);
	put_integer(out, row->primitive_cnt);
	put_integer(out, row->call_cnt);
	put_seconds(out, row->own_ns);
	put_seconds(out, row->cumulative_ns);
	str_putc(out, '{');
	for (size_t i = 0; i < row->edge_cnt; i++)
		put_edge(out, profile, &row->edges[i]);
	str_putc(out, '0');
}

// The dictionary's order is that of first sight, however the rows are sorted: pstats' order of
// equal rows depends on it.
static void put_rows(struct str *out, const struct stats *stats)
{
	const struct stats_row **by_function = mem_grow(NULL, stats->row_cnt, sizeof *by_function);

	for (size_t i = 0; i < stats->row_cnt; i++)
		by_function[stats->rows[i].function] = &stats->rows[i];
	str_putc(out, '{');
	for (size_t i = 0; i < stats->row_cnt; i++) {
		if (by_function[i]->call_cnt > 0)
			put_row(out, stats->profile, by_function[i]);
	}
	str_putc(out, '0');
	free(by_function);
}

static void put_timing(struct str *out, const struct profile_function *function)
{
	uint64_t used = 0;

	for (int i = 0; function->durations && i < PROFILE_DURATION_CNT; i++)
		used |= (uint64_t)(function->durations[i] > 0) << i;
	pack_u32(out, (uint32_t)function->timing | (uint32_t)function->tier << TIER_SHIFT);
	pack_u64(out, function->min_ns);
	pack_u64(out, function->max_ns);
	pack_u64(out, function->own_deviation_ns);
	pack_u64(out, function->total_deviation_ns);
	pack_u64(out, used);
	for (int i = 0; i < PROFILE_DURATION_CNT; i++)
		if (used >> i & 1)
			pack_u64(out, function->durations[i]);
}

static void put_spans(struct str *out, const struct profile *profile)
{
	pack_u32(out, (uint32_t)profile->span_cnt);
	for (size_t i = 0; i < profile->span_cnt; i++) {
		pack_u32(out, profile->spans[i].node);
		pack_u64(out, profile->spans[i].start_ns);
		pack_u64(out, profile->spans[i].duration_ns);
	}
	pack_u64(out, profile->span_least_ns);
}

static void put_source(struct str *out, uint32_t function, const struct source *source)
{
	uint32_t cnt = source->lines ? source->line_cnt : 0;

	pack_u32(out, function);
	pack_text(out, source->text);
	pack_u32(out, cnt);
	for (uint32_t i = 0; i < cnt; i++) {
		pack_u64(out, source->lines[i].hit_cnt);
		pack_u64(out, source->lines[i].time_ns);
	}
}

static void put_savings(struct str *out, const struct profile *profile)
{
	for (uint32_t i = 0; i < profile->function_cnt; i++) {
		const struct profile_function *function = &profile->functions[i];

		if (!function->basis)
			continue;
		pack_u32(out, i);
		pack_u32(out, (uint32_t)function->basis);
		pack_u64(out, function->saved_ns);
	}
}

static void put_sources(struct str *out, const struct profile *profile)
{
	uint32_t cnt = 0;
	bool has_savings = false;

	for (size_t i = 0; i < profile->function_cnt; i++) {
		cnt += profile->functions[i].source != NULL;
		has_savings |= profile->functions[i].basis != PROFILE_NO_BASIS;
	}
	if (!cnt && !has_savings)
		return;
	pack_u32(out, cnt);
	for (uint32_t i = 0; i < profile->function_cnt; i++)
		if (profile->functions[i].source)
			put_source(out, i, profile->functions[i].source);
}

static void put_tree(struct str *out, const struct profile *profile)
{
	pack_text(out, profile->title);
	pack_text(out, profile->cell);
	pack_u64(out, profile->wall_ns);
	pack_u64(out, double_bits(profile->clock_step_ns));
	pack_u64(out, double_bits(profile->probe_ns));
	pack_u64(out, profile->folded_cnt);
	pack_u32(out, profile->thread_cnt);
	pack_u32(out, profile->run_cnt);
	pack_u64(out, profile->wall_deviation_ns);
	pack_u32(out, (uint32_t)profile->function_cnt);
	for (size_t i = 0; i < profile->function_cnt; i++) {
		const struct profile_function *function = &profile->functions[i];

		pack_text(out, function->file);
		pack_u32(out, function->line);
		pack_text(out, function->name);
		put_timing(out, function);
	}
	pack_u32(out, (uint32_t)profile->node_cnt);
	for (size_t i = 0; i < profile->node_cnt; i++) {
		pack_u32(out, profile->nodes[i].parent);
		pack_u32(out, profile->nodes[i].function);
		pack_u64(out, profile->nodes[i].call_cnt);
		pack_u64(out, profile->nodes[i].total_ns);
		pack_u64(out, profile->nodes[i].bytes);
	}
	put_spans(out, profile);
	put_sources(out, profile);
	put_savings(out, profile);
}

void stats_marshal(const struct stats *stats, struct str *out)
{
	size_t tree_at;

	put_rows(out, stats);
	str_add(out, TREE_MAGIC, MAGIC_LEN);
	tree_at = out->len;
	put_tree(out, stats->profile);
	pack_u64(out, out->len - tree_at);
	str_add(out, TREE_MAGIC, MAGIC_LEN);
}

int stats_dump(const struct stats *stats, const char *path, struct err *err)
{
	struct str bytes = {0};
	int result;

	stats_marshal(stats, &bytes);
	result = file_replace(path, bytes.data, bytes.len, err);
	str_release(&bytes);
	return result;
}

// Finds the packed tree in a file's bytes. Returns -1 when there is none.
static int find_tree(const unsigned char *bytes, size_t len, struct unpack *tree)
{
	struct unpack trailer;
	uint64_t tree_len;
	size_t rest;

	if (len < TRAILER_LEN + MAGIC_LEN)
		return -1;
	rest = len - TRAILER_LEN - MAGIC_LEN;
	trailer = unpack_from(bytes + len - TRAILER_LEN, 8);
	tree_len = unpack_u64(&trailer);
	if (memcmp(bytes + len - MAGIC_LEN, TREE_MAGIC, MAGIC_LEN) != 0 || tree_len > rest ||
	    memcmp(bytes + rest - tree_len, TREE_MAGIC, MAGIC_LEN) != 0)
		return -1;
	*tree = unpack_from(bytes + rest - tree_len + MAGIC_LEN, tree_len);
	return 0;
}

static size_t bytes_left(const struct unpack *in)
{
	return in->has_failed ? 0 : (size_t)(in->end - in->at);
}

static double get_double(struct unpack *in)
{
	uint64_t bits = unpack_u64(in);
	double value;

	memcpy(&value, &bits, sizeof value);
	return value >= 0 && value < 1e18 ? value : 0;
}

// Reads how a function was timed; profile_check() tells whether that can be.
static void get_timing(struct unpack *in, struct profile *profile, uint32_t index)
{
	struct profile_function *function = &profile->functions[index];
	uint64_t used, counts[PROFILE_DURATION_CNT] = {0};
	uint32_t timing;

	timing = unpack_u32(in);
	function->timing = (enum profile_timing)(timing & ((1u << TIER_SHIFT) - 1));
	function->tier = timing >> TIER_SHIFT <= PROFILE_CC
			     ? (enum profile_tier)(timing >> TIER_SHIFT)
			     : PROFILE_NO_TIER;
	function->min_ns = unpack_u64(in);
	function->max_ns = unpack_u64(in);
	function->own_deviation_ns = unpack_u64(in);
	function->total_deviation_ns = unpack_u64(in);
	used = unpack_u64(in);
	for (int i = 0; i < PROFILE_DURATION_CNT; i++)
		if (used >> i & 1)
			counts[i] = unpack_u64(in);
	if (used)
		profile_durations(profile, index, counts);
}

// Reads one function, which must be new to the profile and get this index. Returns -1 when not.
static int get_function(struct unpack *in, struct profile *profile, uint32_t index)
{
	char *file = unpack_text(in);
	uint32_t line = unpack_u32(in);
	char *name = unpack_text(in);
	int result = profile_function(profile, file, line, name) == index ? 0 : -1;

	free(file);
	free(name);
	if (result == 0)
		get_timing(in, profile, index);
	return result;
}

// Makes the profile from its first fields and its first function, the root.
static struct profile *get_head(struct unpack *in, uint32_t *function_cnt)
{
	char *title = unpack_text(in), *cell = unpack_text(in);
	uint64_t wall_ns = unpack_u64(in);
	double clock_step_ns = get_double(in), probe_ns = get_double(in);
	uint64_t folded_cnt = unpack_u64(in);
	uint32_t thread_cnt = unpack_u32(in), run_cnt = unpack_u32(in);
	uint64_t wall_deviation_ns = unpack_u64(in);
	char *root;
	struct profile *profile;

	*function_cnt = unpack_u32(in);
	root = unpack_text(in);
	profile = profile_new(root, title, cell);
	profile->wall_ns = wall_ns;
	profile->clock_step_ns = clock_step_ns;
	profile->probe_ns = probe_ns;
	profile->folded_cnt = folded_cnt;
	profile->thread_cnt = thread_cnt;
	profile->run_cnt = run_cnt;
	profile->wall_deviation_ns = wall_deviation_ns;
	free(title);
	free(cell);
	free(root);
	return profile;
}

static int get_functions(struct unpack *in, struct profile *profile, uint32_t function_cnt)
{
	uint32_t line = unpack_u32(in);
	char *name = unpack_text(in);
	bool is_root = line == 0 && strcmp(name, profile->functions[0].name) == 0;

	free(name);
	get_timing(in, profile, 0);
	if (!is_root || function_cnt > bytes_left(in) / PACKED_FUNCTION_MIN + 1)
		return -1;
	for (uint32_t i = 1; i < function_cnt; i++) {
		if (get_function(in, profile, i))
			return -1;
	}
	return 0;
}

// Reads one node, which must be new to the profile and get this index. Returns -1 when not.
static int get_node(struct unpack *in, struct profile *profile, uint32_t index)
{
	uint32_t parent = unpack_u32(in), function = unpack_u32(in);
	uint64_t call_cnt = unpack_u64(in), total_ns = unpack_u64(in), bytes = unpack_u64(in);

	if (index == 0) {
		profile_record(profile, 0, 0, total_ns);
		profile->nodes[0].bytes = bytes;
		return parent == NO_PARENT && function == 0 && call_cnt == 1 ? 0 : -1;
	}
	if (parent >= index || function >= profile->function_cnt ||
	    profile_child(profile, parent, function) != index)
		return -1;
	profile_record(profile, index, call_cnt, total_ns);
	profile->nodes[index].bytes = bytes;
	return 0;
}

static int get_nodes(struct unpack *in, struct profile *profile)
{
	uint32_t node_cnt = unpack_u32(in);

	if (node_cnt == 0 || node_cnt > bytes_left(in) / PACKED_NODE_LEN)
		return -1;
	for (uint32_t i = 0; i < node_cnt; i++) {
		if (get_node(in, profile, i))
			return -1;
	}
	return 0;
}

static int get_spans(struct unpack *in, struct profile *profile)
{
	uint32_t cnt = unpack_u32(in);
	struct profile_span *spans;

	if (cnt > bytes_left(in) / PACKED_SPAN_LEN)
		return -1;
	spans = mem_grow(NULL, cnt + (size_t)1, sizeof *spans);
	for (uint32_t i = 0; i < cnt; i++) {
		spans[i].node = unpack_u32(in);
		spans[i].start_ns = unpack_u64(in);
		spans[i].duration_ns = unpack_u64(in);
	}
	profile_put_spans(profile, &spans, cnt, unpack_u64(in));
	return 0;
}

// Reads the times of a source's lines, as many as it has or none.
static int get_lines(struct unpack *in, struct source *source)
{
	uint32_t cnt = unpack_u32(in);
	struct line_count *counts;

	if (!cnt)
		return 0;
	if (cnt != source->line_cnt || cnt > bytes_left(in) / PACKED_LINE_LEN)
		return -1;
	counts = mem_grow(NULL, cnt, sizeof *counts);
	for (uint32_t i = 0; i < cnt; i++)
		counts[i] = (struct line_count){unpack_u64(in), unpack_u64(in)};
	source_time(source, counts);
	free(counts);
	return 0;
}

static int get_source(struct unpack *in, struct profile *profile)
{
	uint32_t function = unpack_u32(in);
	char *text = unpack_text(in);
	struct source *source = source_new(text, strlen(text));
	int result = get_lines(in, source);

	free(text);
	if (result || function >= profile->function_cnt)
		source_free(source);
	else
		profile_put_source(profile, function, &source);
	return function < profile->function_cnt ? result : -1;
}

static int get_saving(struct unpack *in, struct profile *profile)
{
	uint32_t index = unpack_u32(in), basis = unpack_u32(in);
	uint64_t saved_ns = unpack_u64(in);

	if (index >= profile->function_cnt || basis == PROFILE_NO_BASIS || basis > PROFILE_ABOUT)
		return -1;
	profile->functions[index].basis = (enum profile_basis)basis;
	profile->functions[index].saved_ns = saved_ns;
	return 0;
}

// Reads what is last in the tree, when it is there.
static int get_sources(struct unpack *in, struct profile *profile)
{
	uint32_t cnt = bytes_left(in) ? unpack_u32(in) : 0;

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++)
		if (get_source(in, profile))
			return -1;
	while (bytes_left(in) >= PACKED_SAVING_LEN)
		if (get_saving(in, profile))
			return -1;
	return bytes_left(in) == 0 ? 0 : -1;
}

struct profile *profile_parse(const void *bytes, size_t len, struct err *err)
{
	struct unpack in;
	struct profile *profile;
	uint32_t function_cnt;

	if (find_tree(bytes, len, &in)) {
		err_set(err, ERR_FORMAT, "no profile of cicle's");
		return NULL;
	}
	profile = get_head(&in, &function_cnt);
	if (get_functions(&in, profile, function_cnt) || get_nodes(&in, profile) ||
	    get_spans(&in, profile) || get_sources(&in, profile) || in.has_failed ||
	    profile_check(profile, NULL)) {
		err_set(err, ERR_FORMAT, "the profile is damaged");
		profile_free(profile);
		return NULL;
	}
	return profile;
}

struct profile *profile_load(const char *path, struct err *err)
{
	struct str bytes = {0};
	struct err reason = {0};
	struct profile *profile = NULL;

	if (file_read(path, FILE_MAX, &bytes, err) == 0) {
		profile = profile_parse(str_text(&bytes), bytes.len, &reason);
		if (!profile)
			err_set(err, reason.code, "'%s': %s", path, reason.text);
	}
	str_release(&bytes);
	return profile;
}
