// tests/unit/runner/test_value.c - how jit/runner/value.c writes values.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/runner/value.h"

#define SHOWS(expected, kind, ...)                                     \
	do {                                                           \
		value_clear();                                         \
		cicle_show(kind, 0, __VA_ARGS__);                      \
		assert_string_equal(str_text(value_text()), expected); \
	} while (0)

static void test_whole_numbers(void **state)
{
	(void)state;
	SHOWS("-1", VALUE_INT, -1);
	SHOWS("4294967295", VALUE_UNSIGNED, 4294967295u);
	SHOWS("-9223372036854775808", VALUE_LONG, INT64_MIN);
	SHOWS("18446744073709551615", VALUE_UNSIGNED_LONG_LONG, UINT64_MAX);
	SHOWS("true", VALUE_BOOL, 1);
	SHOWS("'a'", VALUE_CHAR, 'a');
	SHOWS("'\\''", VALUE_CHAR, '\'');
	SHOWS("'\\377'", VALUE_CHAR, -1);
}

static void test_reals_are_short_and_exact(void **state)
{
	(void)state;
	SHOWS("0.1", VALUE_DOUBLE, 0.1);
	SHOWS("0.30000000000000004", VALUE_DOUBLE, 0.1 + 0.2);
	SHOWS("0.1", VALUE_FLOAT, (double)0.1f);
	SHOWS("1.0", VALUE_DOUBLE, 1.0);
	SHOWS("100.0", VALUE_DOUBLE, 100.0);
	SHOWS("1500000.0", VALUE_DOUBLE, 1.5e6);
	SHOWS("1000000000000000.0", VALUE_DOUBLE, 1e15);
	SHOWS("1e+16", VALUE_DOUBLE, 1e16);
	SHOWS("1e-07", VALUE_DOUBLE, 1e-7);
	SHOWS("-0.0", VALUE_DOUBLE, -0.0);
	SHOWS("inf", VALUE_DOUBLE, __builtin_inf());
	SHOWS("nan", VALUE_DOUBLE, __builtin_nan(""));
	SHOWS("0.5", VALUE_LONG_DOUBLE, 0.5L);
	SHOWS("5e-324", VALUE_DOUBLE, 5e-324);
	SHOWS("1.7976931348623157e+308", VALUE_DOUBLE, 1.7976931348623157e308);
}

static void test_strings_and_pointers(void **state)
{
	(void)state;
	SHOWS("\"a\\n\\\"\\\\\"", VALUE_STRING, "a\n\"\\");
	SHOWS("NULL", VALUE_STRING, (char *)NULL);
	SHOWS("(char *) 0x10 (not readable)", VALUE_STRING, (char *)16);
	SHOWS("0x10", VALUE_POINTER, (void *)16);
	SHOWS("NULL", VALUE_POINTER, (void *)0);
}

static void test_long_values_are_cut(void **state)
{
	static char text[10000];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	value_clear();
	cicle_show(VALUE_STRING, 0, text);
	assert_int_equal(value_text()->len, 4096 + strlen("\"\"..."));
	for (int i = 0; i < 100; i++)
		cicle_text(text);
	assert_true(value_text()->len < 80000);
	assert_string_equal(value_text()->data + value_text()->len - 3, "...");
}

static void test_a_char_array_ends_at_its_nul_or_its_end(void **state)
{
	(void)state;
	value_clear();
	cicle_chars("ab\0c", 4);
	cicle_chars("xyz", 2);
	assert_string_equal(str_text(value_text()), "\"ab\"\"xy\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_whole_numbers),
	    cmocka_unit_test(test_reals_are_short_and_exact),
	    cmocka_unit_test(test_strings_and_pointers),
	    cmocka_unit_test(test_long_values_are_cut),
	    cmocka_unit_test(test_a_char_array_ends_at_its_nul_or_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
