// tests/unit/test_utf8.c - what kernel/utf8.c takes for UTF-8, and its positions.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/utf8.h"

static void test_sequences_are_judged(void **state)
{
	static const struct {
		const char *bytes;
		enum utf8_kind kind;
		size_t size;
	} cases[] = {
	    {"a", UTF8_VALID, 1},
	    {"\xC3\xA9", UTF8_VALID, 2},
	    {"\xE2\x82\xAC", UTF8_VALID, 3},
	    {"\xF0\x9F\x98\x80", UTF8_VALID, 4},
	    {"\xC3", UTF8_CUT, 1},
	    {"\xE2\x82", UTF8_CUT, 2},
	    {"\xF0\x9F\x98", UTF8_CUT, 3},
	    {"\x80", UTF8_INVALID, 1},
	    {"\xFF", UTF8_INVALID, 1},
	    {"\xC3z", UTF8_INVALID, 1},
	    {"\xC0\x80", UTF8_INVALID, 1},         // overlong
	    {"\xE0\x80\x80", UTF8_INVALID, 1},     // overlong
	    {"\xED\xA0\x80", UTF8_INVALID, 1},     // a surrogate
	    {"\xF0\x80\x80\x80", UTF8_INVALID, 1}, // overlong
	    {"\xF4\x90\x80\x80", UTF8_INVALID, 1}, // above U+10FFFF
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t size;

		assert_int_equal(utf8_next(cases[i].bytes, strlen(cases[i].bytes), &size),
				 cases[i].kind);
		assert_int_equal(size, cases[i].size);
	}
}

static void test_validity_is_seen_at_any_place(void **state)
{
	char text[40];

	(void)state;
	for (size_t i = 0; i < sizeof text; i++) {
		memset(text, 'a', sizeof text);
		assert_true(utf8_is_valid(text, sizeof text));
		text[i] = (char)0xE9;
		assert_false(utf8_is_valid(text, sizeof text));
	}
}

static void test_positions_count_code_points(void **state)
{
	static const char text[] = "a\xC3\xA9\xF0\x9F\x98\x80z";
	static const size_t bytes[] = {0, 1, 3, 7, 8};

	(void)state;
	assert_int_equal(utf8_count(text, strlen(text)), 4);
	for (size_t cp = 0; cp < 5; cp++) {
		assert_int_equal(utf8_byte_of_cp(text, cp), bytes[cp]);
		assert_int_equal(utf8_count(text, bytes[cp]), cp);
	}
	assert_int_equal(utf8_byte_of_cp(text, 99), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sequences_are_judged),
	    cmocka_unit_test(test_validity_is_seen_at_any_place),
	    cmocka_unit_test(test_positions_count_code_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
