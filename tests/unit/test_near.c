// tests/unit/test_near.c - base/near.c: the word that was most likely meant.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/near.h"

static void test_distances(void **state)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} cases[] = {
	    {"", "", 0},         {"abc", "abc", 0},         {"abc", "abd", 1},
	    {"abc", "ab", 1},    {"abc", "xabc", 1},        {"printf", "pritnf", 1},
	    {"abcd", "badc", 2}, {"abc", "", NEAR_MAX + 1}, {"printf", "scanf", NEAR_MAX + 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t a = strlen(cases[i].a), b = strlen(cases[i].b);

		assert_int_equal(near_distance(cases[i].a, a, cases[i].b, b), cases[i].distance);
		assert_int_equal(near_distance(cases[i].b, b, cases[i].a, a), cases[i].distance);
	}
}

static void test_long_words_are_far(void **state)
{
	static const char word[] =
	    "a_name_that_is_much_longer_than_any_name_that_somebody_would_type_by_hand";

	(void)state;
	assert_int_equal(near_distance(word, sizeof word - 1, word, sizeof word - 2), NEAR_MAX + 1);
}

static void test_search_keeps_the_nearest(void **state)
{
	struct near near = near_begin("cuonter", 7);

	(void)state;
	near_offer(&near, "cuonter", 7);
	assert_null(near.best);
	near_offer(&near, "countr", 6);
	near_offer(&near, "counter", 7);
	near_offer(&near, "counted", 7);
	assert_int_equal(near.distance, 1);
	assert_string_equal(near.best, "counter");
	near = near_begin("abc", 3);
	near_offer(&near, "xyc", 3);
	assert_null(near.best);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_distances),
	    cmocka_unit_test(test_long_words_are_far),
	    cmocka_unit_test(test_search_keeps_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
