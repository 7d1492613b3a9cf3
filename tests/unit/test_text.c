// tests/unit/test_text.c - base/text.c: text without colours.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

static void test_colours_are_taken_out(void **state)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {
	    {"", ""},
	    {"plain", "plain"},
	    {"\033[31merror: \033[0mx", "error: x"},
	    {"\033[1;31mred\033[m", "red"},
	    {"\033[31", "\033[31"},
	    {"\033[2Kx", "\033[2Kx"},
	    {"\033", "\033"},
	    {"\033\033[0mx", "\033x"},
	    {"h\303\251\033[0m", "h\303\251"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str plain = {0};

		text_plain(&plain, cases[i].text);
		assert_string_equal(str_text(&plain), cases[i].plain);
		str_release(&plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_colours_are_taken_out)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
