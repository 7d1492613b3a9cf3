// profiler/export_callgrind.c - a profile as callgrind's text, with ns and calls as its events.
//
// The format knows functions and who called whom, not paths. A reader adds to a function's own
// cost that of its calls; for recursion that counts the inner calls again. So calls inside of
// another call of the same function count for a function of their own, fib'2, as valgrind does:
// what is said of fib is then exact, and only fib'2 may call itself.
//
// Both numbers of each row and edge come from stats.c: once for the tree as it is, and once for
// the same tree with calls in the place of ns.
#include "profiler/export_formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "profiler/stats.h"
#include "profiler/walk.h"

struct leveling {
	const struct profile *profile;
	uint32_t *active_cnts; // by function
	bool *is_inner;        // by node: below a node of the same function
};

static void step_in(void *context, uint32_t at)
{
	struct leveling *leveling = context;

	leveling->is_inner[at] = leveling->active_cnts[leveling->profile->nodes[at].function]++ > 0;
}

static void step_out(void *context, uint32_t at)
{
	struct leveling *leveling = context;

	leveling->active_cnts[leveling->profile->nodes[at].function]--;
}

static bool *find_inner(const struct profile *profile)
{
	struct leveling leveling = {.profile = profile};

	leveling.active_cnts = mem_zalloc(profile->function_cnt * sizeof *leveling.active_cnts);
	leveling.is_inner = mem_zalloc(profile->node_cnt * sizeof *leveling.is_inner);
	walk_tree(profile, step_in, step_out, &leveling);
	free(leveling.active_cnts);
	return leveling.is_inner;
}

// Gives each node's calls with all those below it.
static uint64_t *sum_calls(const struct profile *profile)
{
	uint64_t *sums = mem_zalloc(profile->node_cnt * sizeof *sums);

	for (size_t i = profile->node_cnt; i-- > 0;) {
		sums[i] += profile->nodes[i].call_cnt;
		if (i)
			sums[profile->nodes[i].parent] += sums[i];
	}
	return sums;
}

static uint64_t *copy_times(const struct profile *profile)
{
	uint64_t *times = mem_grow(NULL, profile->node_cnt, sizeof *times);

	for (size_t i = 0; i < profile->node_cnt; i++)
		times[i] = profile->nodes[i].total_ns;
	return times;
}

static uint32_t level_function(const struct profile *from, uint32_t function, bool is_inner,
			       struct profile *into)
{
	const struct profile_function *at = &from->functions[function];
	struct str name = {0};
	uint32_t index;

	str_puts(&name, export_name(at->name));
	if (is_inner)
		str_puts(&name, "'2");
	index = profile_function(into, at->file, at->line, str_text(&name));
	str_release(&name);
	return index;
}

// Gives the same tree with functions by level, and other costs than ns when they are given.
static struct profile *level_tree(const struct profile *from, const bool *is_inner,
				  const uint64_t *costs)
{
	struct profile *into = profile_new(from->functions[0].file, from->title, from->cell);
	uint32_t *places = mem_zalloc(from->node_cnt * sizeof *places);

	profile_record(into, 0, 0, costs[0]);
	for (size_t i = 1; i < from->node_cnt; i++) {
		const struct profile_node *node = &from->nodes[i];
		uint32_t function = level_function(from, node->function, is_inner[i], into);

		places[i] = profile_child(into, places[node->parent], function);
		profile_record(into, places[i], node->call_cnt, costs[i]);
	}
	free(places);
	return into;
}

struct call {
	uint32_t caller, callee;
	const struct stats_edge *times, *counts;
};

struct writing {
	const struct profile *profile;
	const struct stats *times, *counts; // rows by function, the same in both
	struct call *calls;                 // by caller
	size_t call_cnt;
	uint32_t *file_ids;      // by function: the first function with this file
	bool *is_file_known;     // by file id
	bool *is_function_known; // by function
	struct str *out;
};

static bool is_same_file(const void *key, uint32_t item)
{
	const struct profile_function *const *at = key;

	return strcmp(at[0]->file, at[1][item].file) == 0;
}

static void find_files(struct writing *w)
{
	struct lookup seen = {0};

	for (uint32_t i = 0; i < w->profile->function_cnt; i++) {
		const struct profile_function *key[] = {&w->profile->functions[i],
							w->profile->functions};
		uint32_t hash = lookup_hash_text(0, key[0]->file);

		w->file_ids[i] = lookup_find(&seen, hash, is_same_file, key);
		if (w->file_ids[i] == LOOKUP_NONE) {
			w->file_ids[i] = i;
			lookup_add(&seen, hash, i);
		}
	}
	lookup_release(&seen);
}

// Writes a name with its number the first time, and the number alone from then on: some readers
// refuse the name twice. Numbers count from 1.
static void put_name(struct writing *w, const char *key, uint32_t id, const char *name,
		     bool *is_known)
{
	str_printf(w->out, "%s=(%" PRIu32 ")", key, id + 1);
	if (!*is_known)
		str_printf(w->out, " %s", name);
	str_putc(w->out, '\n');
	*is_known = true;
}

static void put_function(struct writing *w, uint32_t function, const char *file_key,
			 const char *function_key)
{
	const struct profile_function *at = &w->profile->functions[function];
	uint32_t file = w->file_ids[function];

	// ??? is the format's word for an unknown file.
	put_name(w, file_key, file, strcmp(at->file, "~") == 0 ? "???" : export_name(at->file),
		 &w->is_file_known[file]);
	put_name(w, function_key, function, at->name, &w->is_function_known[function]);
}

static void put_call(struct writing *w, const struct call *call)
{
	put_function(w, call->callee, "cfi", "cfn");
	str_printf(w->out, "calls=%" PRIu64 " %" PRIu32 "\n", call->times->call_cnt,
		   w->profile->functions[call->callee].line);
	str_printf(w->out, "%" PRIu32 " %" PRIu64 " %" PRIu64 "\n",
		   w->profile->functions[call->caller].line, call->times->cumulative_ns,
		   call->counts->cumulative_ns);
}

static void put_functions(struct writing *w)
{
	const struct call *call = w->calls, *end = w->calls + w->call_cnt;

	for (uint32_t i = 0; i < w->profile->function_cnt; i++) {
		str_putc(w->out, '\n');
		put_function(w, i, "fl", "fn");
		str_printf(w->out, "%" PRIu32 " %" PRIu64 " %" PRIu64 "\n",
			   w->profile->functions[i].line, w->times->rows[i].own_ns,
			   w->counts->rows[i].own_ns);
		for (; call < end && call->caller == i; call++)
			put_call(w, call);
	}
}

static int compare_calls(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	if (x->caller != y->caller)
		return x->caller < y->caller ? -1 : 1;
	return (x->callee > y->callee) - (x->callee < y->callee);
}

static void gather_calls(struct writing *w)
{
	size_t cnt = 0;

	for (size_t i = 0; i < w->times->row_cnt; i++)
		cnt += w->times->rows[i].edge_cnt;
	w->calls = mem_zalloc((cnt + 1) * sizeof *w->calls);
	for (uint32_t i = 0; i < w->times->row_cnt; i++) {
		const struct stats_row *row = &w->times->rows[i];

		for (size_t j = 0; j < row->edge_cnt; j++)
			w->calls[w->call_cnt++] = (struct call){
			    .caller = row->edges[j].caller,
			    .callee = i,
			    .times = &row->edges[j],
			    .counts = &w->counts->rows[i].edges[j],
			};
	}
	qsort(w->calls, w->call_cnt, sizeof *w->calls, compare_calls);
}

static void put_head(const struct profile *times, const struct profile *counts, struct str *out)
{
	str_puts(out, "# callgrind format\nversion: 1\ncreator: cicle\ncmd: ");
	// A title may have lines; this is one of the file's.
	for (const char *at = times->title; *at; at++)
		str_putc(out, *at == '\n' || *at == '\r' ? ' ' : *at);
	str_printf(out,
		   "\npositions: line\nevent: ns : Nanoseconds\nevent: Calls : Calls\n"
		   "events: ns Calls\nsummary: %" PRIu64 " %" PRIu64 "\n",
		   times->nodes[0].total_ns, counts->nodes[0].total_ns);
}

static void put_all(const struct profile *times, const struct profile *counts, struct str *out)
{
	struct stats *time_stats = stats_new(times), *count_stats = stats_new(counts);
	struct writing w = {.profile = times, .times = time_stats, .counts = count_stats};

	w.out = out;
	w.file_ids = mem_zalloc(times->function_cnt * sizeof *w.file_ids);
	w.is_file_known = mem_zalloc(times->function_cnt * sizeof *w.is_file_known);
	w.is_function_known = mem_zalloc(times->function_cnt * sizeof *w.is_function_known);
	find_files(&w);
	gather_calls(&w);
	put_head(times, counts, out);
	put_functions(&w);
	free(w.file_ids);
	free(w.is_file_known);
	free(w.is_function_known);
	free(w.calls);
	stats_free(time_stats);
	stats_free(count_stats);
}

int export_callgrind(const struct profile *profile, struct str *out, struct err *err)
{
	bool *is_inner = find_inner(profile);
	uint64_t *call_sums = sum_calls(profile), *ns = copy_times(profile);
	struct profile *times = level_tree(profile, is_inner, ns);
	struct profile *counts = level_tree(profile, is_inner, call_sums);

	(void)err;
	put_all(times, counts, out);
	profile_free(times);
	profile_free(counts);
	free(is_inner);
	free(call_sums);
	free(ns);
	return 0;
}
