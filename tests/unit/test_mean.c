// tests/unit/test_mean.c - several runs as one profile, and what changed between two.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "profiler/change.h"
#include "profiler/mean.h"

// A call of f that takes own_ns for itself and calls g, which takes the rest.
static struct profile *run(uint64_t f_own_ns, uint64_t g_ns, uint64_t g_cnt)
{
	struct profile *profile = profile_new("nb.ipynb", "f()", "In[2]");
	uint32_t f = profile_child(profile, 0, profile_function(profile, "In[1]", 1, "f"));
	uint32_t g = profile_child(profile, f, profile_function(profile, "In[1]", 2, "g"));

	profile_record(profile, g, g_cnt, g_ns);
	profile_record(profile, f, 1, f_own_ns + g_ns);
	profile_record(profile, 0, 0, f_own_ns + g_ns);
	profile_time(profile, 2, PROFILE_EXACT, g_ns / g_cnt, g_ns / g_cnt);
	profile_durations(profile, 2, (const uint64_t[PROFILE_DURATION_CNT]){[3] = g_cnt});
	profile->wall_ns = f_own_ns + g_ns;
	profile->nodes[g].bytes = 30;
	return profile;
}

static void test_mean_of_runs(void **state)
{
	struct profile *runs[] = {run(100, 203, 3), run(200, 203, 3), run(301, 206, 4)};
	struct profile *mean = profile_mean(runs, 3);

	(void)state;
	assert_int_equal(profile_check(mean, NULL), 0);
	assert_int_equal(mean->run_cnt, 3);
	assert_string_equal(mean->title, "f()");
	assert_int_equal(mean->nodes[0].call_cnt, 1);
	assert_int_equal(mean->nodes[1].total_ns, 404); // 1213 / 3
	assert_int_equal(mean->nodes[2].total_ns, 204);
	assert_int_equal(mean->nodes[2].call_cnt, 3); // 10 / 3
	assert_int_equal(mean->nodes[2].bytes, 30);
	assert_int_equal(mean->functions[2].durations[3], 10);
	assert_int_equal(mean->functions[2].min_ns, 51);
	assert_int_equal(mean->functions[2].max_ns, 67);
	assert_int_equal(mean->functions[1].own_deviation_ns, 100);
	assert_int_equal(mean->functions[2].total_deviation_ns, 1); // 1.7
	assert_int_equal(mean->wall_ns, 404);
	assert_int_equal(mean->wall_deviation_ns, 102);
	for (int i = 0; i < 3; i++)
		profile_free(runs[i]);
	profile_free(mean);
}

// What only some runs called is rare, not absent.
static void test_mean_keeps_rare_calls(void **state)
{
	struct profile *runs[] = {run(1, 1, 1), run(1, 1, 1), run(1, 1, 1), run(1, 1, 1)};
	struct profile *mean;
	uint32_t rare = profile_child(runs[3], 2, profile_function(runs[3], "~", 0, "rare"));

	(void)state;
	profile_record(runs[3], rare, 1, 1);
	mean = profile_mean(runs, 4);
	assert_int_equal(profile_check(mean, NULL), 0);
	assert_int_equal(mean->node_cnt, 4);
	assert_int_equal(mean->nodes[3].call_cnt, 1);
	assert_int_equal(mean->nodes[3].total_ns, 0);
	for (int i = 0; i < 4; i++)
		profile_free(runs[i]);
	profile_free(mean);
}

static void test_noise_is_what_runs_differ(void **state)
{
	static const struct {
		struct change change;
		uint32_t before_cnt, after_cnt;
		bool is_noise;
	} cases[] = {
	    {{1000, 1001, 0, 0}, 1, 1, false},  // nothing is known
	    {{1000, 1100, 50, 50}, 5, 5, true}, // 2 * sqrt(2) * 50 = 141
	    {{1000, 1150, 50, 50}, 5, 5, false}, {{1150, 1000, 50, 50}, 5, 5, false},
	    {{1000, 1140, 50, 0}, 5, 1, true}, // a single run spreads as much
	    {{1000, 1140, 0, 50}, 1, 5, true},   {{1000, 1150, 0, 50}, 1, 5, false},
	    {{1000, 1140, 50, 0}, 5, 5, false}, // two runs that never differed
	    {{1000, 1000, 0, 0}, 5, 5, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
		    change_is_noise(&cases[i].change, cases[i].before_cnt, cases[i].after_cnt),
		    cases[i].is_noise);
}

static void test_changes_are_found_by_name(void **state)
{
	struct profile *before = run(100, 200, 2), *after = run(150, 250, 2);
	struct stats *earlier, *later;
	struct function_change *changes;
	uint32_t new = profile_child(after, 1, profile_function(after, "In[9]", 4, "new"));
	const char *const by_name[] = {"name"};

	(void)state;
	profile_record(after, new, 1, 10);
	after->functions[2].line = 7; // g has moved
	earlier = stats_new(before);
	later = stats_new(after);
	assert_int_equal(stats_sort(later, by_name, 1, NULL), 0);
	changes = changes_new(earlier, later);
	assert_true(changes[1].is_known && changes[2].is_known);
	assert_int_equal(changes[1].own.before_ns, 100);
	assert_int_equal(changes[1].own.after_ns, 140);
	assert_int_equal(changes[2].total.before_ns, 200);
	assert_int_equal(changes[2].total.after_ns, 250);
	assert_false(changes[3].is_known);
	assert_int_equal(changes[3].own.after_ns, 10);
	free(changes);
	stats_free(earlier);
	stats_free(later);
	profile_free(before);
	profile_free(after);
}

static void test_change_in_words(void **state)
{
	static const struct {
		uint64_t before_ns, after_ns;
		const char *words;
	} cases[] = {
	    {1000, 880, "12 % faster than the last run"},
	    {1000, 1055, "5.5 % slower than the last run"},
	    {1000, 1009, "as fast as the last run"},
	    {1000, 2500, "2.5 times as long as the last run"},
	    {0, 0, "as fast as the last run"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct profile *before = run(cases[i].before_ns, 0, 1);
		struct profile *after = run(cases[i].after_ns, 0, 1);
		struct str words = {0};

		change_in_words(before, after, &words);
		assert_string_equal(str_text(&words), cases[i].words);
		str_release(&words);
		profile_free(before);
		profile_free(after);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mean_of_runs),
	    cmocka_unit_test(test_mean_keeps_rare_calls),
	    cmocka_unit_test(test_noise_is_what_runs_differ),
	    cmocka_unit_test(test_changes_are_found_by_name),
	    cmocka_unit_test(test_change_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
