// tests/unit/test_str.c - byte strings of base/str.c and errors of base/err.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"

static void test_an_empty_string_is_usable(void **state)
{
	struct str s = {0};
	char *taken;

	(void)state;
	assert_string_equal(str_text(&s), "");
	str_add(&s, NULL, 0);
	str_puts(&s, "");
	assert_int_equal(s.len, 0);
	taken = str_take(&s);
	assert_string_equal(taken, "");
	free(taken);
	str_release(&s);
}

static void test_text_is_appended_and_terminated(void **state)
{
	struct str s = {0};

	(void)state;
	str_puts(&s, "a");
	str_putc(&s, 'b');
	str_printf(&s, "%d-%s", 12, "c");
	str_add(&s, "\0z", 2);
	assert_int_equal(s.len, 8);
	assert_memory_equal(s.data, "ab12-c\0z", 9);
	str_clear(&s);
	assert_string_equal(str_text(&s), "");
	for (int i = 0; i < 100000; i++)
		str_putc(&s, 'x');
	assert_int_equal(strlen(str_text(&s)), 100000);
	str_release(&s);
}

static void test_a_long_format_fits(void **state)
{
	struct str s = {0};

	(void)state;
	str_printf(&s, "%10000d", 1);
	assert_int_equal(s.len, 10000);
	assert_int_equal(s.data[9999], '1');
	str_release(&s);
}

static void test_the_first_error_wins(void **state)
{
	struct err err = {0};

	(void)state;
	assert_int_equal(err_set(&err, ERR_SYSTEM, "cannot open '%s'", "x"), -1);
	assert_int_equal(err_set(&err, ERR_USAGE, "later"), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_string_equal(err.text, "cannot open 'x'");
	assert_int_equal(err_set(NULL, ERR_USAGE, "nowhere"), -1);
}

static void test_a_long_error_is_cut(void **state)
{
	struct err err = {0};

	(void)state;
	err_set(&err, ERR_USAGE, "%5000d", 1);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_an_empty_string_is_usable),
	    cmocka_unit_test(test_text_is_appended_and_terminated),
	    cmocka_unit_test(test_a_long_format_fits),
	    cmocka_unit_test(test_the_first_error_wins),
	    cmocka_unit_test(test_a_long_error_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
