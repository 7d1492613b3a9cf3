// tests/unit/test_source.c - sources of functions, and what is known of their lines.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profiler/model.h"

static void test_lines_are_counted(void **state)
{
	static const struct {
		const char *text;
		uint32_t line_cnt;
	} cases[] = {{"", 0}, {"\n", 1}, {"a", 1}, {"a\n", 1}, {"a\nb", 2}, {"a\n\n\n", 3}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct source *source = source_new(cases[i].text, strlen(cases[i].text));

		assert_int_equal(source->line_cnt, cases[i].line_cnt);
		source_free(source);
	}
}

static void test_lines_of_a_cell(void **state)
{
	static const struct {
		uint32_t first, cnt;
		const char *text;
	} cases[] = {
	    {1, 1, "a\n"}, {2, 2, "b\nc"}, {3, UINT32_MAX, "c"}, {4, 1, ""}, {UINT32_MAX, 1, ""}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct source *source = source_of_lines("a\nb\nc", cases[i].first, cases[i].cnt);

		assert_string_equal(source->text, cases[i].text);
		source_free(source);
	}
}

static uint32_t add(struct profile *profile, const char *file, const char *name, const char *text)
{
	uint32_t function = profile_function(profile, file, 1, name);
	struct source *source = source_new(text, strlen(text));

	profile_put_source(profile, function, &source);
	assert_null(source);
	return function;
}

// A function that was changed since it was timed is another one.
static void test_times_go_to_the_same_text(void **state)
{
	struct profile *profile = profile_new("nb", "", "");
	uint32_t same = add(profile, "In[1]", "f", "f\n"),
		 moved = add(profile, "In[2]", "f", "f\n");
	uint32_t edited = add(profile, "In[3]", "f", "f \n"),
		 other = add(profile, "In[1]", "g", "f\n");
	struct source *timed = source_new("f\n", 2);

	(void)state;
	source_time(timed, &(const struct line_count){3, 40});
	profile_time_lines(profile, "f", timed);
	assert_int_equal(source_ns(profile->functions[same].source), 40);
	assert_int_equal(source_ns(profile->functions[moved].source), 40);
	assert_null(profile->functions[edited].source->lines);
	assert_null(profile->functions[other].source->lines);
	source_free(timed);
	profile_free(profile);
}

static void test_first_source_stays(void **state)
{
	struct profile *profile = profile_new("nb", "", ""), *sum = profile_new("nb", "", "");
	uint32_t function = add(profile, "In[1]", "f", "first\n");

	(void)state;
	assert_int_equal(add(profile, "In[1]", "f", "second\n"), function);
	assert_string_equal(profile->functions[function].source->text, "first\n");
	profile_record(profile, profile_child(profile, 0, function), 1, 0);
	profile_merge(sum, profile);
	profile_free(profile);
	assert_string_equal(sum->functions[1].source->text, "first\n");
	profile_free(sum);
}

static void test_impossible_times_are_refused(void **state)
{
	struct profile *profile = profile_new("nb", "", "");
	uint32_t function = add(profile, "In[1]", "f", "a\nb\n");
	struct source *source = profile->functions[function].source;

	(void)state;
	assert_int_equal(profile_check(profile, NULL), 0);
	source_time(source, (const struct line_count[]){{1, INT64_MAX}, {1, 0}});
	assert_int_equal(profile_check(profile, NULL), 0);
	source_time(source, (const struct line_count[]){{1, INT64_MAX}, {1, 1}});
	assert_int_equal(profile_check(profile, NULL), -1);
	source_time(source, (const struct line_count[]){{UINT64_MAX, 1}, {2, 1}});
	assert_int_equal(profile_check(profile, NULL), -1);
	profile_free(profile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines_are_counted),
	    cmocka_unit_test(test_lines_of_a_cell),
	    cmocka_unit_test(test_times_go_to_the_same_text),
	    cmocka_unit_test(test_first_source_stays),
	    cmocka_unit_test(test_impossible_times_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
