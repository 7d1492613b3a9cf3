// tests/unit/test_escape.c - which universal character names jit/read/escape.c writes as UTF-8.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "jit/read/escape.h"

static void test_names_in_plain_strings_are_expanded(void **state)
{
	static const struct {
		const char *text, *expanded;
	} cases[] = {
	    {"\"\\u00e9\"", "\"\xC3\xA9\""},
	    {"\"a\\u20ACb\"", "\"a\xE2\x82\xAC"
			      "b\""},
	    {"\"\\U0001F600\"", "\"\xF0\x9F\x98\x80\""},
	    {"\"\\u00e9\" + \"\\u00e9\";\n1", "\"\xC3\xA9\" + \"\xC3\xA9\";\n1"},
	    {"\"\\\\u00e9\"", "\"\\\\u00e9\""},
	    {"\"\\u0041\"", "\"\\u0041\""}, // C allows none of the basic characters
	    {"\"\\u12\"", "\"\\u12\""},
	    {"\"\\U00110000\"", "\"\\U00110000\""},
	    {"L\"\\u00e9\"", "L\"\\u00e9\""},
	    {"'\\u00e9'", "'\\u00e9'"},
	    {"// \\u00e9\n\"x\"", "// \\u00e9\n\"x\""},
	    {"\"\\u00e9", "\"\xC3\xA9"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = mem_strdup(cases[i].text);

		escape_expand(text);
		assert_string_equal(text, cases[i].expanded);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names_in_plain_strings_are_expanded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
