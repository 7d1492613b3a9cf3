// tests/unit/test_colour.c - lines of C in a terminal's colours.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terminal/colour.h"

static void assert_coloured(const char *before, const char *line, const char *expected)
{
	struct str out = {0};

	colour_line(before, line, &out);
	assert_string_equal(str_text(&out), expected);
	str_release(&out);
}

static void test_each_kind_has_its_colour(void **state)
{
	(void)state;
	assert_coloured("", "int x = 12;", "\033[33mint\033[0m x = \033[36m12\033[0m;");
	assert_coloured("", "return \"a\";", "\033[1;34mreturn\033[0m \033[32m\"a\"\033[0m;");
	assert_coloured("", "#define N 1", "\033[35m#define N 1\033[0m");
	assert_coloured("", "f(); // why", "f(); \033[90m// why\033[0m");
}

static void test_a_line_goes_on_from_the_lines_above(void **state)
{
	(void)state;
	assert_coloured("/* a\n", "int */ x", "\033[90mint */ \033[0mx");
	assert_coloured("int f(void)\n", "{", "{");
}

static void test_any_bytes_come_out_again(void **state)
{
	(void)state;
	assert_coloured("", "", "");
	assert_coloured("", "\"open", "\033[32m\"open\033[0m");
	assert_coloured("", "@ \xff", "@ \xff");
	assert_coloured("", "/* open", "\033[90m/* open\033[0m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_kind_has_its_colour),
	    cmocka_unit_test(test_a_line_goes_on_from_the_lines_above),
	    cmocka_unit_test(test_any_bytes_come_out_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
