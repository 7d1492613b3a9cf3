// tests/unit/test_history.c - what kernel/history.c finds for a history_request.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/history.h"

static struct history *sample(void)
{
	struct history *history = history_new();

	history_put(history, 1, "int x = 1;", NULL);
	history_put(history, 2, "x + 1", "2");
	history_put(history, 3, "x + 1", "2");
	history_put(history, 4, "puts(\"h\");", NULL);
	return history;
}

static void check_query(const char *request, const char *expected)
{
	struct history *history = sample();
	struct err err = {0};
	cJSON *content = cJSON_Parse(request);
	cJSON *found = history_query(history, content, &err);
	cJSON *wanted = cJSON_Parse(expected);

	assert_non_null(found);
	assert_true(cJSON_Compare(found, wanted, true));
	cJSON_Delete(wanted);
	cJSON_Delete(found);
	cJSON_Delete(content);
	history_free(history);
}

static void test_the_tail_has_the_last_cells(void **state)
{
	(void)state;
	check_query("{\"hist_access_type\":\"tail\",\"n\":2}",
		    "[[1,3,\"x + 1\"],[1,4,\"puts(\\\"h\\\");\"]]");
	check_query("{\"hist_access_type\":\"tail\",\"n\":0}", "[]");
	check_query("{\"hist_access_type\":\"tail\",\"n\":1,\"output\":true}",
		    "[[1,4,[\"puts(\\\"h\\\");\",null]]]");
}

static void test_a_range_ends_before_its_stop(void **state)
{
	(void)state;
	check_query("{\"hist_access_type\":\"range\",\"session\":0,\"start\":1,\"stop\":2}",
		    "[[1,1,\"int x = 1;\"]]");
	check_query("{\"hist_access_type\":\"range\",\"start\":2,\"stop\":3,\"output\":true}",
		    "[[1,2,[\"x + 1\",\"2\"]]]");
	check_query("{\"hist_access_type\":\"range\",\"session\":7,\"start\":1}", "[]");
	check_query("{\"hist_access_type\":\"range\",\"start\":4,\"stop\":null}",
		    "[[1,4,\"puts(\\\"h\\\");\"]]");
}

static void test_a_search_fits_a_pattern(void **state)
{
	(void)state;
	check_query("{\"hist_access_type\":\"search\",\"pattern\":\"x*\"}",
		    "[[1,2,\"x + 1\"],[1,3,\"x + 1\"]]");
	check_query("{\"hist_access_type\":\"search\",\"pattern\":\"x*\",\"n\":1}",
		    "[[1,3,\"x + 1\"]]");
	check_query("{\"hist_access_type\":\"search\",\"pattern\":\"x*\",\"unique\":true}",
		    "[[1,3,\"x + 1\"]]");
	check_query("{\"hist_access_type\":\"search\",\"pattern\":\"none\"}", "[]");
}

static void test_malformed_requests_are_refused(void **state)
{
	static const char *const requests[] = {
	    "{\"hist_access_type\":\"all\"}",
	    "{\"hist_access_type\":1}",
	    "{\"hist_access_type\":\"tail\",\"n\":-1}",
	    "{\"hist_access_type\":\"tail\",\"n\":1.5}",
	    "{\"hist_access_type\":\"tail\",\"output\":\"yes\"}",
	    "{\"hist_access_type\":\"search\",\"pattern\":[]}",
	    "{\"hist_access_type\":\"range\",\"start\":\"1\"}",
	};
	struct history *history = sample();

	(void)state;
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		struct err err = {0};
		cJSON *content = cJSON_Parse(requests[i]);

		assert_null(history_query(history, content, &err));
		assert_int_equal(err.code, ERR_FORMAT);
		cJSON_Delete(content);
	}
	history_free(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_tail_has_the_last_cells),
	    cmocka_unit_test(test_a_range_ends_before_its_stop),
	    cmocka_unit_test(test_a_search_fits_a_pattern),
	    cmocka_unit_test(test_malformed_requests_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
