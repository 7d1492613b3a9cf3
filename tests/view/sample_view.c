// tests/view/sample_view.c - prints a page with sample profiles, for tests/browser/test_view.py.
//
// usage: sample_view SAMPLE [table|picture] ...     each pair is one output of the page
//        sample_view sort+edited ...                two samples: what differs between them
//        sample_view sort:runs ...                  two samples: the later one, with what changed
//        sample_view sort picture,shares ...        an output that carries no script
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "profiler/mean.h"
#include "profiler/model.h"
#include "profiler/stats.h"
#include "profiler/view.h"

#define ROW_LIMIT 20

static uint32_t add(struct profile *profile, uint32_t parent, const char *file, uint32_t line,
		    const char *name, uint64_t call_cnt, uint64_t total_ns)
{
	uint32_t function = profile_function(profile, file, line, name);
	uint32_t node = profile_child(profile, parent, function);

	profile_record(profile, node, call_cnt, total_ns);
	return node;
}

static struct profile *begin(const char *title, const char *cell, uint64_t wall_ns)
{
	struct profile *profile = profile_new("sample.ipynb", title, cell);

	profile->wall_ns = wall_ns;
	profile->clock_step_ns = 10;
	profile->probe_ns = 18.7;
	profile_record(profile, 0, 0, wall_ns);
	return profile;
}

// A run over several cells and the library, with two small functions beside the large ones.
static struct profile *sample_sort(void)
{
	struct profile *profile = begin("sort_all(1000000)", "In[5]", 38200000);
	uint32_t cell = add(profile, 0, "In[5]", 1, "<cell>", 1, 38190000);
	uint32_t all = add(profile, cell, "In[3]", 4, "sort_all", 1, 38120000);
	uint32_t fill = add(profile, all, "In[2]", 9, "fill", 1, 9100000);
	uint32_t sort = add(profile, all, "In[3]", 22, "quicksort", 1, 27900000);
	uint32_t left = add(profile, sort, "In[3]", 22, "quicksort", 40960, 17300000);

	add(profile, fill, "In[2]", 2, "next_random", 81932, 4010000);
	add(profile, fill, "~", 0, "malloc", 12, 310000);
	add(profile, sort, "In[3]", 12, "partition", 1, 9200000);
	add(profile, left, "In[3]", 12, "partition", 40960, 11400000);
	add(profile, left, "In[4]", 7, "swap", 409600, 3277000);
	add(profile, all, "In[4]", 31, "is_sorted", 1, 812000);
	add(profile, all, "~", 0, "printf", 3, 43000);
	add(profile, all, "In[4]", 40, "tiny", 1, 90);
	add(profile, all, "In[4]", 41, "tinier", 3, 12);
	return profile;
}

// The same after an edit: other cells, the library's sort instead of quicksort, fill slower.
static struct profile *sample_edited(void)
{
	struct profile *profile = begin("sort_all(1000000)", "In[8]", 31500000);
	uint32_t cell = add(profile, 0, "In[8]", 1, "<cell>", 1, 31480000);
	uint32_t all = add(profile, cell, "In[7]", 4, "sort_all", 1, 31400000);
	uint32_t fill = add(profile, all, "In[6]", 9, "fill", 1, 14200000);
	uint32_t sort = add(profile, all, "~", 0, "qsort", 1, 16200000);

	add(profile, fill, "In[6]", 2, "next_random", 163864, 8010000);
	add(profile, fill, "~", 0, "malloc", 12, 330000);
	add(profile, sort, "In[7]", 12, "compare", 409600, 5200000);
	add(profile, all, "In[4]", 31, "is_sorted", 1, 811000);
	add(profile, all, "~", 0, "printf", 3, 43000);
	return profile;
}

// Names that need more than themselves to be matched: two of a name, one of which moved.
static struct profile *sample_twins(const char *file, uint64_t first_ns, uint64_t second_ns)
{
	struct profile *profile = begin("twins()", "In[3]", first_ns + second_ns);

	add(profile, 0, "In[1]", 5, "twin", 1, first_ns);
	add(profile, 0, file, 9, "twin", 2, second_ns);
	return profile;
}

static struct profile *sample_twins_before(void)
{
	return sample_twins("In[2]", 3000000, 1000000);
}

static struct profile *sample_twins_after(void)
{
	return sample_twins("In[4]", 3000000, 5000000);
}

// is_even and is_odd call each other.
static struct profile *sample_mutual(void)
{
	struct profile *profile = begin("is_even(6)", "In[2]", 7000);
	uint32_t node = add(profile, 0, "In[2]", 1, "<cell>", 1, 7000);

	for (unsigned level = 0; level < 6; level++)
		node = add(profile, node, "In[1]", 1 + level % 2, level % 2 ? "is_odd" : "is_even",
			   1, 6000 - level * 1000);
	return profile;
}

// fib(30): one chain of thirty calls, each level with fewer calls and less time.
static struct profile *sample_fib(void)
{
	struct profile *profile = begin("fib(30)", "In[2]", 125600000);
	uint32_t node = add(profile, 0, "In[2]", 1, "<cell>", 1, 125500000);
	uint64_t call_cnt = 1, total_ns = 125400000;

	for (int level = 0; level < 30; level++) {
		node = add(profile, node, "In[1]", 1, "fib", call_cnt, total_ns);
		call_cnt += call_cnt - call_cnt / 4;
		total_ns -= total_ns / 9;
	}
	return profile;
}

// a and b call c and d: a spends 4:1 in them, b 1:4.
static struct profile *sample_shares(void)
{
	struct profile *profile = begin("run()", "In[3]", 10000000);
	uint32_t cell = add(profile, 0, "In[3]", 1, "<cell>", 1, 10000000);
	uint32_t a = add(profile, cell, "In[1]", 3, "a", 10, 5000000);
	uint32_t b = add(profile, cell, "In[1]", 4, "b", 10, 5000000);
	uint32_t c = add(profile, a, "In[1]", 1, "c", 40, 4000000);

	add(profile, a, "In[1]", 2, "d", 10, 1000000);
	add(profile, b, "In[1]", 1, "c", 10, 1000000);
	add(profile, b, "In[1]", 2, "d", 40, 4000000);
	profile_time(profile, profile->nodes[c].function, PROFILE_EXACT, 80000, 300000);
	profile_durations(profile, profile->nodes[c].function,
			  (const uint64_t[PROFILE_DURATION_CNT]){[16] = 40, [17] = 8, [18] = 2});
	profile->nodes[a].bytes = 1000;
	profile->nodes[b].bytes = 1000000;
	profile->nodes[c].bytes = 3000000;
	return profile;
}

// work is called three times, 1 ms apart, each longer than the one before.
static struct profile *sample_timeline(void)
{
	struct profile *profile = begin("loop()", "In[4]", 10000000);
	uint32_t cell = add(profile, 0, "In[4]", 1, "<cell>", 1, 10000000);
	uint32_t work = add(profile, cell, "In[1]", 1, "work", 3, 6000000);
	uint32_t part = add(profile, work, "In[1]", 5, "part", 3, 3000000);
	const struct profile_span calls[] = {
	    {work, 1000000, 1000000}, {work, 3000000, 2000000}, {work, 6000000, 3000000},
	    {part, 1000000, 500000},  {part, 4000000, 1000001}, {part, 6000000, 1500000},
	};
	struct profile_span *spans = malloc(sizeof calls);

	memcpy(spans, calls, sizeof calls);
	profile_put_spans(profile, &spans, sizeof calls / sizeof *calls, 400000);
	return profile;
}

static void put_source(struct profile *profile, uint32_t node, const char *text,
		       const struct line_count *lines)
{
	struct source *source = source_new(text, strlen(text));

	if (lines)
		source_time(source, lines);
	profile_put_source(profile, profile->nodes[node].function, &source);
}

// Sources: of one function a line-profiled run timed the lines; another names one callee on one
// line, one on two lines, one in a comment and a text only; one is recursive.
static struct profile *sample_source(void)
{
	static const struct line_count times[] = {{0, 0}, {0, 0}, {1, 100}, {1000, 900}, {0, 0}};
	struct profile *profile = begin("work()", "In[2]", 10000000);
	uint32_t cell = add(profile, 0, "In[2]", 1, "<cell>", 1, 10000000);
	uint32_t work = add(profile, cell, "In[1]", 10, "work", 2, 9000000);
	uint32_t sum = add(profile, work, "In[1]", 3, "sum", 5, 4000000);

	add(profile, work, "~", 0, "<built-in printf>", 3, 1000000);
	add(profile, work, "In[1]", 30, "quiet", 4, 500000);
	add(profile, work, "In[1]", 10, "work", 6, 100000);
	add(profile, work, "In[1]", 35, "twice", 8, 2000000);
	put_source(profile, cell, "work();\n", NULL);
	put_source(profile, sum,
		   "int sum(const int *a)\n{\n\tint s = 0; // <b>\n\tfor (...) s += *a;\n}\n",
		   times);
	put_source(profile, work,
		   "int work(void)\n{\n\tint s = sum(a); // quiet();\n"
		   "\tprintf(\"quiet(</script><!--\\n\", s);\n\t/* work(\n\t*/ work();\n"
		   "\ttwice();\n\treturn twice();\n}\n",
		   NULL);
	return profile;
}

// The mean of three runs of what "sort" ran once: swap is slower, the rest within what runs differ.
static struct profile *sample_runs(void)
{
	struct profile *runs[3], *mean;

	for (unsigned i = 0; i < 3; i++) {
		uint64_t ns = 38200000 + (i - 1) * 500000;

		runs[i] = begin("sort_all(1000000)", "In[6]", ns);
		uint32_t cell = add(runs[i], 0, "In[6]", 1, "<cell>", 1, ns - 10000);
		uint32_t all = add(runs[i], cell, "In[3]", 4, "sort_all", 1, ns - 80000);
		uint32_t fill = add(runs[i], all, "In[2]", 9, "fill", 1, 9000000 + i * 100000);

		add(runs[i], fill, "In[2]", 2, "next_random", 81932, 4000000 + i * 10000);
		add(runs[i], all, "In[4]", 7, "swap", 409600, 9000000 + i * 1000);
	}
	mean = profile_mean(runs, 3);
	for (unsigned i = 0; i < 3; i++)
		profile_free(runs[i]);
	return mean;
}

static struct profile *sample_hostile(void)
{
	struct profile *profile =
	    begin("puts(\"</script><script>window.owned = 1</script>\xE2\x28\")", "In[\"'<b>\xFF]",
		  5000000);
	uint32_t top =
	    add(profile, 0, "In[1]", 1, "<img src=x onerror=\"window.owned=1\">", 1, 4900000);

	add(profile, 0, "In[1]", 20, "second", 1, 50000);
	add(profile, top, "~", 0, "</script><script>window.owned=1</script>", 2, 1000000);
	add(profile, top, "a&b\"c'd.c", 3, "bad \xFF\xC3( bytes \x01", 3, 900000);
	add(profile, top, "In[1]", 9,
	    "gr\xC3\xB6\xC3\x9F"
	    "e_\xE2\x80\xA8_\xF0\x9F\x90\x8C",
	    4, 800000);
	add(profile, top, "In[1]", 10, "<!--<script>", 5, 700000);
	add(profile, top, "In[1]", 11, "constructor", 6, 600000);
	add(profile, top, "In[1]", 12, "semi;colon \"quoted\" 'name'\nnext line", 7, 500000);
	return profile;
}

// A hundred thousand nodes: wide and of all sizes, so that most boxes must be merged.
static struct profile *sample_big(void)
{
	struct profile *profile = begin("big()", "In[9]", 4000000000);
	uint32_t top = add(profile, 0, "In[9]", 1, "big", 1, 4000000000);
	char name[32];

	for (uint32_t i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "group_%u", i);
		uint32_t group = add(profile, top, "In[9]", i + 2, name, 10, 39900000 - i * 1000);

		for (uint32_t j = 0; j < 1000; j++) {
			snprintf(name, sizeof(name), "leaf_%u", j);
			add(profile, group, "In[8]", j + 1, name, 1, 100 + 39000000 / (j + 7) / 6);
		}
	}
	return profile;
}

static struct profile *sample_empty(void)
{
	struct profile *profile = profile_new("sample.ipynb", ";", "In[1]");

	add(profile, 0, "In[1]", 1, "<cell>", 1, 0);
	return profile;
}

static struct profile *make_sample(const char *name)
{
	static const struct {
		const char *name;
		struct profile *(*make)(void);
	} samples[] = {
	    {"sort", sample_sort},          {"edited", sample_edited},
	    {"twins", sample_twins_before}, {"twins-moved", sample_twins_after},
	    {"mutual", sample_mutual},      {"fib", sample_fib},
	    {"hostile", sample_hostile},    {"big", sample_big},
	    {"empty", sample_empty},        {"shares", sample_shares},
	    {"runs", sample_runs},          {"timeline", sample_timeline},
	    {"source", sample_source},
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		if (!strcmp(samples[i].name, name))
			return samples[i].make();
	return NULL;
}

// Makes a sample's profile and its rows by own time, as %prun and %profile have it. The caller
// frees both. Returns NULL with err filled when there is no such sample.
static struct stats *make_stats(const char *sample, struct err *err)
{
	const char *const keys[] = {"time"};
	struct profile *profile = make_sample(sample);
	struct stats *stats;

	if (!profile) {
		err_set(err, ERR_USAGE, "no sample '%s'", sample);
		return NULL;
	}
	if (profile_check(profile, err))
		return NULL;
	stats = stats_new(profile);
	return stats_sort(stats, keys, 1, err) ? NULL : stats;
}

static void free_stats(struct stats *stats)
{
	struct profile *profile = (struct profile *)stats->profile;

	stats_free(stats);
	profile_free(profile);
}

// Two samples: their difference, or the later one with what changed since the earlier one.
static int add_pair(const char *before, const char *after, bool is_diff,
		    struct view_options options, struct str *out, struct err *err)
{
	struct stats *earlier = make_stats(before, err);
	struct stats *later = earlier ? make_stats(after, err) : NULL;

	if (!later)
		return -1;
	options.before = earlier;
	if (is_diff)
		view_diff_html(earlier, later, options.script, out);
	else
		view_html(later, &options, out);
	free_stats(earlier);
	free_stats(later);
	return 0;
}

static int add_output(const char *sample, const char *how, struct str *out, struct err *err)
{
	const struct view_options options = {
	    .order = strstr(how, "table") ? VIEW_TABLE_FIRST : VIEW_PICTURE_FIRST,
	    .script = strstr(how, "shares") ? VIEW_SHARES_SCRIPT : VIEW_CARRIES_SCRIPT,
	    .row_limit = ROW_LIMIT,
	};
	char before[32];
	const char *sign = strpbrk(sample, "+:");
	struct stats *stats;

	if (sign) {
		snprintf(before, sizeof before, "%.*s", (int)(sign - sample), sample);
		return add_pair(before, sign + 1, *sign == '+', options, out, err);
	}
	stats = make_stats(sample, err);
	if (!stats)
		return -1;
	view_html(stats, &options, out);
	free_stats(stats);
	return 0;
}

int main(int argc, char **argv)
{
	struct str out = {0};
	struct err err = {0};

	str_puts(&out,
		 "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
		 "<meta name=\"color-scheme\" content=\"light dark\"><title>sample</title>\n");
	for (int i = 1; i < argc; i += 2) {
		if (add_output(argv[i], i + 1 < argc ? argv[i + 1] : "picture", &out, &err)) {
			fprintf(stderr, "sample_view: %s\n", err.text);
			return 1;
		}
	}
	fwrite(out.data, 1, out.len, stdout);
	str_release(&out);
	return 0;
}
