// tests/unit/test_splice.c - words that a backslash and a newline cut are joined in place.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "jit/read/splice.h"

static void test_words_are_joined(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	    {"in\\\nt x = 4\\\n2;", "int\\\n x = 42\\\n;"},
	    {"a\\\n\\\r\nb\\\nc d", "abc\\\n\\\r\n\\\n d"},
	    {"x +\\\n= 1", "x +=\\\n 1"},
	    {"1\\\n.5", "1.5\\\n"},
	    {"f(1, \\\n2)", "f(1, \\\n2)"},
	    {"f(a,\\\nb)", "f(a,\\\nb)"},
	    {"\"\\n\"\\\n\"b\"", "\"\\n\"\\\n\"b\""},
	    {"\\\nx\\", "\\\nx\\"},
	    {"x\\\n", "x\\\n"},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = mem_strdup(cases[i].text);

		splice_words(text);
		assert_string_equal(text, cases[i].expected);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_words_are_joined)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
