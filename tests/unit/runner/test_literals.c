// tests/unit/runner/test_literals.c - what jit/runner/literals.c changes, and what not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "jit/runner/literals.h"

static void test_only_literals_that_libtcc_reads_wrong_change(void **state)
{
	static const struct {
		const char *text, *mended;
	} cases[] = {
	    {"u8\"a\"", "  \"a\""},
	    {"f(u8\"a\",u8\"b\")", "f(  \"a\",  \"b\")"},
	    {"au8\"a\"", "au8\"a\""},
	    {"u8", "u8"},
	    {"L\"a\" \"b\"", "L\"a\"L\"b\""},
	    {"L\"a\"\n\t\"b\"   \"c\" x", "L\"a\"\nL\"b\"  L\"c\" x"},
	    {"L\"a\" L\"b\" \"c\"", "L\"a\" L\"b\"L\"c\""},
	    {"L\"a\"\"b\"", "L\"a\"\"b\""},
	    {"L\"a\", \"b\"", "L\"a\", \"b\""},
	    {"\"xL\" \"b\"", "\"xL\" \"b\""},
	    {"\"\\\"L\" \"b\"", "\"\\\"L\" \"b\""},
	    {"'\"' L\"a\" \"b\"", "'\"' L\"a\"L\"b\""},
	    {"// L\"a\" \"b\"\nx", "// L\"a\" \"b\"\nx"},
	    {"/* u8\"a\" */ u8\"a\"", "/* u8\"a\" */   \"a\""},
	    {"\"open", "\"open"},
	    {"L\"open", "L\"open"},
	    {"'", "'"},
	    {"/*", "/*"},
	    {"\"a\\", "\"a\\"},
	    {"", ""},
	    {"#if 0\ndon't\n#endif\n'", "#if 0\ndon t\n#endif\n'"},
	    {" # ifdef A\n'a' \"b\" \"c\n#endif", " # ifdef A\n'a' \"b\"  c\n#endif"},
	    {"#if 0\nit's \"open\n#endif", "#if 0\nit s  open\n#endif"},
	    {"don't", "don't"},
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, "%s", cases[i].text);
		literals_mend(text);
		assert_string_equal(text, cases[i].mended);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_only_literals_that_libtcc_reads_wrong_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
