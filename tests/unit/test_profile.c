// tests/unit/test_profile.c - the profile's model, its numbers, its table and its file.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profiler/identities.h"
#include "profiler/model.h"
#include "profiler/name.h"
#include "base/mem.h"
#include "profiler/stats.h"

// fib(2) called by a cell: three calls, 100 ns each for themselves, below 50 of the cell's own.
static struct profile *fib_profile(void)
{
	struct profile *profile = profile_new("nb.ipynb", "fib(2)", "In[1]");
	uint32_t statement = profile_function(profile, "In[1]", 7, "<cell>");
	uint32_t fib = profile_function(profile, "In[1]", 1, "fib");
	uint32_t cell = profile_child(profile, 0, statement);
	uint32_t outer = profile_child(profile, cell, fib);
	uint32_t inner = profile_child(profile, outer, fib);

	profile_record(profile, inner, 2, 200);
	profile_record(profile, outer, 1, 300);
	profile_record(profile, cell, 1, 350);
	profile_record(profile, 0, 0, 350);
	profile->wall_ns = 360;
	profile->clock_step_ns = 10;
	profile->probe_ns = 19.5;
	profile->folded_cnt = 4;
	return profile;
}

static void assert_safe(const char *text, const char *expected)
{
	struct str once = {0}, twice = {0};

	name_safe(&once, text);
	name_safe(&twice, str_text(&once));
	assert_string_equal(str_text(&once), expected);
	assert_string_equal(str_text(&twice), expected);
	str_release(&once);
	str_release(&twice);
}

static void test_names_are_made_safe(void **state)
{
	static const struct {
		const char *text, *safe;
	} cases[] = {
	    {"", ""},
	    {"fib", "fib"},
	    {"gr\xC3\xBC\xC3\x9F \xF0\x9F\x99\x82", "gr\xC3\xBC\xC3\x9F \xF0\x9F\x99\x82"},
	    {"a\nb\tc\x01", "a\\nb\\tc\\x01"},
	    {"back\\slash", "back\\slash"},
	    {"</script><!-- <b>", "<\\/script><\\!-- <b>"},
	    {"\xC3", "\\xc3"},
	    {"\xC0\x80", "\\xc0\\x80"},
	    {"\xE0\x80\x80", "\\xe0\\x80\\x80"},
	    {"\xED\xA0\x80", "\\xed\\xa0\\x80"},
	    {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
	    {"\xF8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80"},
	    {"\xE2\x80\xA8", "\\u2028"},
	    {"\xC2\x85", "\\x85"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_safe(cases[i].text, cases[i].safe);
}

static void test_functions_and_children_are_unique(void **state)
{
	struct profile *profile = profile_new("nb", "t", "In[1]");
	uint32_t f = profile_function(profile, "In[1]", 1, "f");
	uint32_t child = profile_child(profile, 0, f);

	(void)state;
	assert_int_equal(profile_function(profile, "In[1]", 1, "f"), f);
	assert_int_not_equal(profile_function(profile, "In[1]", 2, "f"), f);
	assert_int_not_equal(profile_function(profile, "In[2]", 1, "f"), f);
	assert_int_equal(profile_function(profile, "nb", 0, "<session>"), 0);
	assert_int_equal(profile_child(profile, 0, f), child);
	assert_int_not_equal(profile_child(profile, child, f), child);
	profile_free(profile);
	profile_free(NULL);
}

static void test_own_time_is_what_children_leave(void **state)
{
	struct profile *profile = fib_profile();

	(void)state;
	assert_int_equal(profile_self_ns(profile, 0), 0);
	assert_int_equal(profile_self_ns(profile, 1), 50);
	assert_int_equal(profile_self_ns(profile, 2), 100);
	assert_int_equal(profile_self_ns(profile, 3), 200);
	assert_int_equal(profile_check(profile, NULL), 0);
	profile_free(profile);
}

static void test_wide_and_deep_profiles_are_quick(void **state)
{
	enum { WIDE = 200000, DEEP = 200000 };
	struct profile *profile = profile_new("nb", "t", "In[1]");
	struct stats *stats;
	uint32_t at = 0;

	(void)state;
	for (uint32_t i = 0; i < WIDE; i++) {
		uint32_t child = profile_child(profile, 0, profile_function(profile, "x", i, "f"));

		profile_record(profile, child, 1, 1);
	}
	for (uint32_t i = 0; i < DEEP; i++) {
		at = profile_child(profile, at, profile_function(profile, "x", 1 + i % 2, "f"));
		profile_record(profile, at, 1, DEEP);
	}
	profile_record(profile, 0, 0, WIDE + DEEP);
	assert_int_equal(profile_check(profile, NULL), 0);
	stats = stats_new(profile);
	assert_int_equal(stats->call_cnt, WIDE + DEEP);
	assert_int_equal(stats->primitive_cnt, WIDE + 2);
	assert_int_equal(stats->own_ns, WIDE + DEEP);
	stats_free(stats);
	profile_free(profile);
}

static void test_merge_adds_path_by_path(void **state)
{
	struct profile *sum = profile_new("nb.ipynb", "session", "In[1]");
	struct profile *part = fib_profile();

	(void)state;
	profile_merge(sum, part);
	profile_durations(part, 2, (const uint64_t[PROFILE_DURATION_CNT]){[7] = 1});
	part->nodes[2].bytes = 100;
	profile_function(sum, "In[9]", 1, "between");
	profile_merge(sum, part);
	assert_int_equal(profile_check(sum, NULL), 0);
	assert_int_equal(sum->node_cnt, part->node_cnt);
	assert_int_equal(sum->nodes[0].call_cnt, 1);
	assert_int_equal(sum->nodes[0].total_ns, 700);
	assert_int_equal(sum->nodes[3].call_cnt, 4);
	assert_int_equal(sum->wall_ns, 720);
	assert_int_equal(sum->folded_cnt, 8);
	assert_int_equal(sum->functions[2].durations[7], 1);
	assert_int_equal(sum->nodes[2].bytes, 100);
	assert_true(sum->probe_ns == 19.5);
	profile_free(sum);
	profile_free(part);
}

enum damage {
	NO_ROOT,
	ROOT_HAS_PARENT,
	LATE_PARENT,
	NO_SUCH_FUNCTION,
	NO_CALLS,
	TOO_MANY_CALLS,
	CHILDREN_LONGER,
	TIMES_OVERFLOW,
	PATH_TWICE,
	FUNCTION_TWICE,
	NO_RUN,
	TOO_MANY_BYTES,
	TOO_MANY_TIMED,
	DAMAGE_CNT,
};

static void do_damage(struct profile *profile, enum damage damage)
{
	struct profile_node *nodes = profile->nodes;

	switch (damage) {
	case NO_ROOT:
		profile->node_cnt = 0;
		break;
	case ROOT_HAS_PARENT:
		nodes[0].parent = 0;
		break;
	case LATE_PARENT:
		nodes[2].parent = 3;
		break;
	case NO_SUCH_FUNCTION:
		nodes[2].function = 3;
		break;
	case NO_CALLS:
		nodes[3].call_cnt = 0;
		break;
	case TOO_MANY_CALLS:
		nodes[3].call_cnt = INT64_MAX;
		break;
	case CHILDREN_LONGER:
		profile_record(profile, 3, 0, 101);
		break;
	case TIMES_OVERFLOW:
		profile_record(profile, profile_child(profile, 1, 1), 1, UINT64_MAX);
		break;
	case PATH_TWICE:
		nodes[3].parent = 1;
		nodes[2].children_ns = 0;
		nodes[1].children_ns += 200;
		nodes[1].total_ns = nodes[0].total_ns = nodes[0].children_ns = 500;
		break;
	case FUNCTION_TWICE:
		profile->functions[2].line = 7;
		memcpy(profile->functions[1].name, "fib", sizeof "fib");
		break;
	case NO_RUN:
		profile->run_cnt = 0;
		break;
	case TOO_MANY_BYTES:
		nodes[2].bytes = INT64_MAX;
		nodes[3].bytes = 1;
		break;
	case TOO_MANY_TIMED:
		profile_durations(profile, 1, (const uint64_t[PROFILE_DURATION_CNT]){UINT64_MAX});
		break;
	case DAMAGE_CNT:
		break;
	}
}

static void test_check_finds_each_damage(void **state)
{
	static const char *const messages[DAMAGE_CNT] = {
	    [NO_ROOT] = "the profile has no root",
	    [ROOT_HAS_PARENT] = "the profile's first node is not its root",
	    [LATE_PARENT] = "node 2 of the profile stands before its parent",
	    [NO_SUCH_FUNCTION] = "node 2 of the profile has no function",
	    [NO_CALLS] = "node 3 of the profile has an impossible count",
	    [TOO_MANY_CALLS] = "node 3 of the profile has an impossible count",
	    [CHILDREN_LONGER] = "the times in the profile do not add up",
	    [TIMES_OVERFLOW] = "the times in the profile do not add up",
	    [PATH_TWICE] = "the profile has one path twice",
	    [FUNCTION_TWICE] = "the profile has one function twice",
	    [NO_RUN] = "the profile is of no run",
	    [TOO_MANY_BYTES] = "node 3 of the profile has impossible bytes",
	    [TOO_MANY_TIMED] = "function 1 was timed in no known way",
	};

	(void)state;
	for (int damage = 0; damage < DAMAGE_CNT; damage++) {
		struct profile *profile = fib_profile();
		struct err err = {0};

		do_damage(profile, damage);
		assert_int_equal(profile_check(profile, &err), -1);
		assert_string_equal(err.text, messages[damage]);
		profile_free(profile);
	}
}

static void test_recursion_counts_the_outermost(void **state)
{
	struct profile *profile = fib_profile();
	struct stats *stats = stats_new(profile);
	const struct stats_row *fib = &stats->rows[2];

	(void)state;
	assert_int_equal(stats->call_cnt, 4);
	assert_int_equal(stats->primitive_cnt, 2);
	assert_int_equal(stats->own_ns, 350);
	assert_int_equal(fib->call_cnt, 3);
	assert_int_equal(fib->primitive_cnt, 1);
	assert_int_equal(fib->own_ns, 300);
	assert_int_equal(fib->cumulative_ns, 300);
	assert_int_equal(fib->edge_cnt, 2);
	assert_int_equal(fib->edges[0].caller, 1);
	assert_int_equal(fib->edges[0].cumulative_ns, 300);
	assert_int_equal(fib->edges[1].caller, 2);
	assert_int_equal(fib->edges[1].call_cnt, 2);
	assert_int_equal(fib->edges[1].primitive_cnt, 2);
	assert_int_equal(fib->edges[1].own_ns, 200);
	stats_free(stats);
	stats_free(NULL);
	profile_free(profile);
}

static void test_sorting_is_stable_and_reversible(void **state)
{
	struct profile *profile = fib_profile();
	struct stats *stats = stats_new(profile);
	const char *by_calls[] = {"ncalls"}, *wrong[] = {"name", "cum"};
	struct err err = {0};

	(void)state;
	assert_int_equal(stats_sort(stats, by_calls, 1, &err), 0);
	assert_int_equal(stats->rows[0].function, 2);
	assert_int_equal(stats->rows[1].function, 0);
	assert_int_equal(stats->rows[2].function, 1);
	assert_int_equal(stats_sort(stats, wrong, 2, &err), -1);
	assert_non_null(strstr(err.text, "no sort key 'cum'; the keys are calls, ncalls, "));
	assert_string_equal(stats->order, "call count");
	assert_int_equal(stats_sort(stats, NULL, 0, NULL), 0);
	assert_int_equal(stats->rows[0].function, 0);
	assert_null(stats->order);
	stats_free(stats);
	profile_free(profile);
}

static void test_table_is_that_of_pstats(void **state)
{
	struct profile *profile = fib_profile();
	struct stats *stats = stats_new(profile);
	const char *keys[] = {"tottime", "name"}, *restrictions[] = {"2", "fib"};
	const char *wrong[] = {"(fib"};
	struct str text = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(stats_sort(stats, keys, 2, NULL), 0);
	assert_int_equal(stats_print(stats, restrictions, 2, &text, NULL), 0);
	assert_string_equal(str_text(&text),
			    "         5 function calls (3 primitive calls) in 0.000 seconds\n\n"
			    "   Ordered by: internal time, function name\n"
			    "   List reduced from 3 to 2 due to restriction <2>\n"
			    "   List reduced from 2 to 1 due to restriction <'fib'>\n\n"
			    "   ncalls  tottime  percall  cumtime  percall "
			    "filename:lineno(function)\n"
			    "      3/1    0.000    0.000    0.000    0.000 In[1]:1(fib)\n\n\n");
	str_clear(&text);
	assert_int_equal(stats_print(stats, wrong, 1, &text, &err), -1);
	assert_int_equal(text.len, 0);
	assert_non_null(strstr(err.text, "'(fib' is no regular expression: "));
	str_release(&text);
	stats_free(stats);
	profile_free(profile);
}

static void test_function_names_as_printed(void **state)
{
	static const struct {
		const char *file;
		uint32_t line;
		const char *name, *printed;
	} cases[] = {
	    {"In[3]", 5, "fib", "In[3]:5(fib)"},
	    {"~", 0, "<built-in printf>", "{built-in printf}"},
	    {"~", 0, "printf", "printf"},
	    {"~", 1, "<x>", "~:1(<x>)"},
	    {"~", 0, "<", "<"},
	};
	struct profile *profile = profile_new("nb", "t", "In[1]");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str name = {0};

		stats_function_name(
		    profile, profile_function(profile, cases[i].file, cases[i].line, cases[i].name),
		    &name);
		assert_string_equal(str_text(&name), cases[i].printed);
		str_release(&name);
	}
	profile_free(profile);
}

static struct str marshalled(const struct profile *profile)
{
	struct stats *stats = stats_new(profile);
	struct str bytes = {0};

	stats_marshal(stats, &bytes);
	stats_free(stats);
	return bytes;
}

static void test_file_restores_its_profile(void **state)
{
	struct profile *profile = fib_profile(), *again;
	struct profile_span *spans;
	struct source *source;
	struct str bytes, bytes_again;

	(void)state;
	profile_function(profile, "In[5]", 1, "never called");
	profile_time(profile, 2, PROFILE_SAMPLED, 90, 110);
	profile_durations(profile, 2, (const uint64_t[PROFILE_DURATION_CNT]){[6] = 2, [39] = 1});
	profile->functions[2].own_deviation_ns = 3;
	profile->functions[2].total_deviation_ns = 4;
	profile->run_cnt = 5;
	profile->wall_deviation_ns = 6;
	profile->nodes[3].bytes = 7;
	spans = mem_grow(NULL, 2, sizeof *spans);
	spans[0] = (struct profile_span){3, 20, 30};
	spans[1] = (struct profile_span){2, 20, 40};
	profile_put_spans(profile, &spans, 2, 25);
	profile->thread_cnt = 3;
	source = source_new("int f;\n", 7);
	profile_put_source(profile, 1, &source);
	profile->functions[2].tier = PROFILE_TCC;
	profile->functions[2].basis = PROFILE_ABOUT;
	profile->functions[2].saved_ns = 8;
	bytes = marshalled(profile);
	again = profile_parse(bytes.data, bytes.len, NULL);
	assert_non_null(again);
	assert_int_equal(again->functions[2].tier, PROFILE_TCC);
	assert_int_equal(again->functions[2].basis, PROFILE_ABOUT);
	assert_int_equal(again->functions[2].saved_ns, 8);
	assert_int_equal(again->functions[1].basis, PROFILE_NO_BASIS);
	bytes_again = marshalled(again);
	assert_int_equal(bytes.len, bytes_again.len);
	assert_memory_equal(bytes.data, bytes_again.data, bytes.len);
	assert_string_equal(again->title, "fib(2)");
	assert_string_equal(again->cell, "In[1]");
	assert_int_equal(again->wall_ns, 360);
	assert_int_equal(again->folded_cnt, 4);
	assert_int_equal(again->thread_cnt, 3);
	assert_int_equal(again->functions[2].timing, PROFILE_SAMPLED);
	assert_int_equal(again->functions[2].min_ns, 90);
	assert_int_equal(again->functions[2].max_ns, 110);
	assert_null(again->functions[1].durations);
	assert_int_equal(again->functions[2].durations[6], 2);
	assert_int_equal(again->functions[2].durations[39], 1);
	assert_int_equal(again->functions[2].own_deviation_ns, 3);
	assert_int_equal(again->functions[2].total_deviation_ns, 4);
	assert_int_equal(again->run_cnt, 5);
	assert_int_equal(again->wall_deviation_ns, 6);
	assert_int_equal(again->nodes[3].bytes, 7);
	assert_int_equal(again->span_cnt, 2);
	assert_int_equal(again->spans[0].node, 2); // the caller first
	assert_int_equal(again->spans[1].duration_ns, 30);
	assert_int_equal(again->span_least_ns, 25);
	assert_string_equal(again->functions[1].source->text, "int f;\n");
	assert_null(again->functions[1].source->lines);
	assert_null(again->functions[2].source);
	assert_true(again->clock_step_ns == 10 && again->probe_ns == 19.5);
	str_release(&bytes);
	str_release(&bytes_again);
	profile_free(profile);
	profile_free(again);
}

static void test_damaged_files_are_refused(void **state)
{
	struct profile *profile = fib_profile();
	struct str bytes = marshalled(profile);

	(void)state;
	for (size_t len = 0; len < bytes.len; len++)
		assert_null(profile_parse(bytes.data, len, NULL));
	for (size_t at = 0; at < 8 * bytes.len; at++) {
		bytes.data[at / 8] ^= (char)(1 << at % 8);
		profile_free(profile_parse(bytes.data, bytes.len, NULL));
		bytes.data[at / 8] ^= (char)(1 << at % 8);
	}
	str_release(&bytes);
	profile_free(profile);
}

static void test_dump_and_load(void **state)
{
	struct profile *profile = fib_profile(), *again;
	struct stats *stats = stats_new(profile);
	char folder[] = "/tmp/cicle-profile-XXXXXX";
	char path[64], nowhere[64];
	struct err err = {0}, load_err = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a.prof", folder);
	snprintf(nowhere, sizeof nowhere, "%s/no/a.prof", folder);
	assert_int_equal(stats_dump(stats, path, NULL), 0);
	again = profile_load(path, NULL);
	assert_non_null(again);
	assert_int_equal(again->node_cnt, 4);
	assert_int_equal(stats_dump(stats, nowhere, &err), -1);
	assert_non_null(strstr(err.text, "/no/a.prof': No such file"));
	assert_null(profile_load(nowhere, &load_err));
	assert_non_null(strstr(load_err.text, "/no/a.prof': No such file"));
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
	profile_free(again);
	stats_free(stats);
	profile_free(profile);
}

static void assert_identities(struct profile *profile, int held, const char *explanation)
{
	struct str why = {0};

	assert_int_equal(profile_identities(profile, &why), held);
	assert_string_equal(str_text(&why), explanation);
	str_release(&why);
}

static void test_identities(void **state)
{
	struct profile *profile = fib_profile();

	(void)state;
	profile->thread_cnt = 1;
	assert_identities(profile, PROFILE_IDENTITY_CNT, "");
	profile->wall_ns = 320;
	assert_identities(profile, 4, "clock: <cell> lasted longer than the run\n");
	profile->thread_cnt = 2;
	assert_identities(profile, 5, "");
	profile->nodes[2].children_ns = 301;
	assert_identities(profile, 3,
			  "sum: own times come to 250 ns, the whole to 350 ns\n"
			  "balance: fib lasted less than what it called\n");
	profile->nodes[2].children_ns = 200;
	profile->nodes[0].call_cnt = 2;
	assert_identities(profile, 4, "root: not all calls are below one root\n");
	profile_free(profile);
}

static void test_timing_is_the_least_exact(void **state)
{
	struct profile *profile = fib_profile(), *all = profile_new("nb.ipynb", "all", "");
	const struct profile_function *fib = &profile->functions[2];

	(void)state;
	profile_time(profile, 2, PROFILE_SAMPLED, 0, 0);
	assert_int_equal(fib->max_ns, 0);
	profile_time(profile, 2, PROFILE_EXACT, 20, 30);
	profile_time(profile, 2, PROFILE_EXACT, 25, 90);
	assert_int_equal(fib->timing, PROFILE_SAMPLED);
	assert_int_equal(fib->min_ns, 20);
	assert_int_equal(fib->max_ns, 90);
	profile->thread_cnt = 3;
	profile_merge(all, profile);
	assert_int_equal(all->thread_cnt, 3);
	assert_int_equal(all->functions[2].timing, PROFILE_SAMPLED);
	assert_int_equal(all->functions[2].min_ns, 20);
	profile_free(profile);
	profile_free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_identities),
	    cmocka_unit_test(test_timing_is_the_least_exact),
	    cmocka_unit_test(test_names_are_made_safe),
	    cmocka_unit_test(test_functions_and_children_are_unique),
	    cmocka_unit_test(test_own_time_is_what_children_leave),
	    cmocka_unit_test(test_wide_and_deep_profiles_are_quick),
	    cmocka_unit_test(test_merge_adds_path_by_path),
	    cmocka_unit_test(test_check_finds_each_damage),
	    cmocka_unit_test(test_recursion_counts_the_outermost),
	    cmocka_unit_test(test_sorting_is_stable_and_reversible),
	    cmocka_unit_test(test_table_is_that_of_pstats),
	    cmocka_unit_test(test_function_names_as_printed),
	    cmocka_unit_test(test_file_restores_its_profile),
	    cmocka_unit_test(test_damaged_files_are_refused),
	    cmocka_unit_test(test_dump_and_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
