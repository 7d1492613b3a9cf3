// tests/unit/runner/test_value.c - what jit/runner/value.c tells of memory, read back as text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "jit/runner/value.h"
#include "jit/value/value.h"
#include "jit/value/value_text.h"

static struct values *walk(const void *object, const struct cicle_row *types, int depth)
{
	struct err err = {0};
	struct values *values;

	value_begin(NULL);
	cicle_value(object, types, depth);
	values = value_read(value_packed()->data, value_packed()->len, &err);
	assert_non_null(values);
	return values;
}

static void check(const char *expected, const void *object, const struct cicle_row *types)
{
	const struct value_style style = {0};
	struct values *values = walk(object, types, 0);
	struct str text = {0};

	value_text(values, &style, &text);
	assert_string_equal(str_text(&text), expected);
	str_release(&text);
	values_free(values);
}

#define SHOWS(expected, kind, type, ...)                                              \
	do {                                                                          \
		type shown_ = __VA_ARGS__;                                            \
		const struct cicle_row row_ = {kind, -1, sizeof shown_, 0, #type, 0}; \
		check(expected, &shown_, &row_);                                      \
	} while (0)

static void test_whole_numbers(void **state)
{
	(void)state;
	SHOWS("-1", VALUE_INT, int, -1);
	SHOWS("4294967295", VALUE_UNSIGNED, unsigned, 4294967295u);
	SHOWS("-9223372036854775808", VALUE_LONG, long, INT64_MIN);
	SHOWS("18446744073709551615", VALUE_UNSIGNED_LONG_LONG, unsigned long long, UINT64_MAX);
	SHOWS("-3", VALUE_SHORT, short, -3);
	SHOWS("-3", VALUE_SIGNED_CHAR, signed char, -3);
	SHOWS("200", VALUE_UNSIGNED_CHAR, unsigned char, 200);
	SHOWS("true", VALUE_BOOL, _Bool, 1);
	SHOWS("170141183460469231731687303715884105727", VALUE_INT128, __int128,
	      (__int128)(~(unsigned __int128)0 >> 1));
	SHOWS("-170141183460469231731687303715884105728", VALUE_INT128, __int128,
	      (__int128)((unsigned __int128)1 << 127));
	SHOWS("340282366920938463463374607431768211455", VALUE_UNSIGNED_INT128, unsigned __int128,
	      ~(unsigned __int128)0);
}

static void test_characters(void **state)
{
	(void)state;
	SHOWS("'a'", VALUE_CHAR, char, 'a');
	SHOWS("'\\''", VALUE_CHAR, char, '\'');
	SHOWS("'\\377'", VALUE_CHAR, char, (char)-1);
	SHOWS("L'\u00e9'", VALUE_WCHAR, int, 0xe9);
	SHOWS("u'x'", VALUE_CHAR16, uint16_t, 'x');
	SHOWS("u'\\xd800'", VALUE_CHAR16, uint16_t, 0xd800);
	SHOWS("U'\\x110000'", VALUE_CHAR32, uint32_t, 0x110000);
}

static void test_reals_are_short_and_exact(void **state)
{
	(void)state;
	SHOWS("0.1", VALUE_DOUBLE, double, 0.1);
	SHOWS("0.30000000000000004", VALUE_DOUBLE, double, 0.1 + 0.2);
	SHOWS("0.1", VALUE_FLOAT, float, 0.1f);
	SHOWS("1.0", VALUE_DOUBLE, double, 1.0);
	SHOWS("100.0", VALUE_DOUBLE, double, 100.0);
	SHOWS("1500000.0", VALUE_DOUBLE, double, 1.5e6);
	SHOWS("999999999999999.9", VALUE_DOUBLE, double, 999999999999999.9);
	SHOWS("1000000000000000.0", VALUE_DOUBLE, double, 1e15);
	SHOWS("1e+16", VALUE_DOUBLE, double, 1e16);
	SHOWS("1e-07", VALUE_DOUBLE, double, 1e-7);
	SHOWS("-0.0", VALUE_DOUBLE, double, -0.0);
	SHOWS("-inf", VALUE_DOUBLE, double, -__builtin_inf());
	SHOWS("nan", VALUE_DOUBLE, double, -__builtin_nan(""));
	SHOWS("0.5", VALUE_LONG_DOUBLE, long double, 0.5L);
	SHOWS("5e-324", VALUE_DOUBLE, double, 5e-324);
	SHOWS("1.7976931348623157e+308", VALUE_DOUBLE, double, 1.7976931348623157e308);
}

static void test_complex_numbers(void **state)
{
	(void)state;
	SHOWS("1.0 - 2.5i", VALUE_COMPLEX_DOUBLE, _Complex double, __builtin_complex(1.0, -2.5));
	SHOWS("0.1 + 0.0i", VALUE_COMPLEX_FLOAT, _Complex float, __builtin_complex(0.1f, 0.0f));
	SHOWS("0.0 - 0.0i", VALUE_COMPLEX_LONG_DOUBLE, _Complex long double,
	      __builtin_complex(0.0L, -0.0L));
}

static const struct cicle_row string_rows[] = {
    {VALUE_POINTER, 1, sizeof(char *), 0, "char *", NULL},
    {VALUE_CHAR, -1, 1, 0, "char", NULL},
};

static void test_strings(void **state)
{
	const char *text = "a\n\"\\", *none = NULL, *bad = (const char *)16;

	(void)state;
	check("\"a\\n\\\"\\\\\"", &text, string_rows);
	check("NULL", &none, string_rows);
	check("(char *) 0x10 (not readable)", &bad, string_rows);
}

static void test_a_long_string_is_cut(void **state)
{
	static char text[10000];
	const char *start = text;
	const struct value_style style = {0};
	struct values *values;
	struct str shown = {0};

	(void)state;
	memset(text, 'x', sizeof text - 1);
	values = walk(&start, string_rows, 0);
	value_text(values, &style, &shown);
	assert_int_equal(shown.len, 4096 + strlen("\"\"..."));
	str_release(&shown);
	values_free(values);
}

static void test_a_char_array_ends_at_its_nul_or_its_end(void **state)
{
	const struct cicle_row rows[] = {{VALUE_ARRAY, 1, 4, 4, "char[4]", NULL}, string_rows[1]};

	(void)state;
	check("\"ab\"", "ab\0c", rows);
	check("\"abcd\"", "abcdef", rows);
}

static void test_a_wide_string_ends_at_a_whole_zero(void **state)
{
	const struct cicle_row rows[] = {{VALUE_POINTER, 1, 8, 0, "wchar_t *", NULL},
					 {VALUE_WCHAR, -1, 4, 0, "wchar_t", NULL}};
	const uint32_t text[] = {0x100, 0x10000, 'z', 0, 'n'};
	const uint32_t *start = text;

	(void)state;
	check("L\"\u0100\U00010000z\"", &start, rows);
}

static const struct cicle_field perms[] = {
    {"X", -1, 1, NULL}, {"W", -1, 2, NULL}, {"R", -1, 4, NULL}};
static const struct cicle_field signs[] = {{"OFF", -1, (unsigned long)-1, NULL},
					   {"ON", -1, 0, NULL}};
static const struct cicle_field sizes[] = {
    {"S", -1, 0, NULL}, {"M", -1, 1, NULL}, {"L", -1, 2, NULL}};

static void check_enum(const char *expected, int value, const struct cicle_field *names,
		       unsigned long cnt)
{
	const struct cicle_row row = {VALUE_ENUM, -1, sizeof value, cnt, "enum e", names};

	check(expected, &value, &row);
}

static void test_enumerators(void **state)
{
	(void)state;
	check_enum("W", 2, perms, 3);
	check_enum("X | R", 5, perms, 3);
	check_enum("X | 0x18", 25, perms, 3);
	check_enum("24", 24, perms, 3);
	check_enum("OFF", -1, signs, 2);
	check_enum("-2", -2, signs, 2);
	check_enum("3", 3, sizes, 3); // M | L would be a guess
	check_enum("7", 7, NULL, 0);
}

static void test_bit_fields(void **state)
{
	struct bits {
		unsigned char before;
		unsigned a : 3;
		int b : 4;
		long c : 40;
	} bits = {9, 5, -3, -7}, a, b, c;
	const struct cicle_field fields[] = {{"a", 1, 0, &a}, {"b", 2, 0, &b}, {"c", 3, 0, &c}};
	const struct cicle_row rows[] = {{VALUE_STRUCT, -1, sizeof bits, 3, "struct bits", fields},
					 {VALUE_UNSIGNED, -1, 4, 0, "unsigned", NULL},
					 {VALUE_INT, -1, 4, 0, "int", NULL},
					 {VALUE_LONG, -1, 8, 0, "long", NULL}};

	(void)state;
	memset(&a, 0, sizeof a);
	b = c = a;
	a.a = 7;
	b.b = -1;
	c.c = -1;
	check("{.a = 5, .b = -3, .c = -7}", &bits, rows);
}

// --- arrays ---------------------------------------------------------------------------------

static const struct cicle_row int_row = {VALUE_INT, -1, sizeof(int), 0, "int", NULL};

static void test_an_array_is_told_by_its_ends(void **state)
{
	static int items[1000];
	const struct cicle_row rows[] = {{VALUE_ARRAY, 1, sizeof items, 1000, "int[1000]", NULL},
					 int_row};
	struct values *values;
	const struct value *array;

	(void)state;
	for (int i = 0; i < 1000; i++)
		items[i] = i;
	values = walk(items, rows, 0);
	array = &values->objects[0].value;
	assert_int_equal(array->total, 1000);
	assert_int_equal(array->head, 10);
	assert_int_equal(array->cnt, 20);
	assert_true(value_has_gap(array));
	assert_int_equal(*(int *)(void *)array->items[10].bytes, 990);
	values_free(values);
	check("{0, 1, 2, ..., 997, 998, 999} (1000 items)", items, rows);
}

static void test_an_array_may_end_where_memory_does(void **state)
{
	const struct cicle_row rows[] = {{VALUE_POINTER, 1, 8, 0, "int (*)[3]", NULL},
					 {VALUE_ARRAY, 2, 3 * sizeof(int), 3, "int[3]", NULL},
					 int_row};
	const void *bad = (const void *)16;

	(void)state;
	check("(int (*)[3]) 0x10 (not readable)", &bad, rows);
}

static void test_more_items_than_memory_has_bytes(void **state)
{
	const struct cicle_row rows[] = {{VALUE_ARRAY, 1, 0, 1ul << 40, "struct none[1]", NULL},
					 {VALUE_ARRAY, 2, 0, 1ul << 40, "struct none[1]", NULL},
					 {VALUE_STRUCT, -1, 0, 0, "struct none", NULL}};

	(void)state;
	values_free(walk("", rows, 0));
}

// --- pointers -------------------------------------------------------------------------------

struct node {
	int value;
	struct node *next;
};

static const struct cicle_field node_fields[] = {{"value", 2, offsetof(struct node, value), NULL},
						 {"next", 0, offsetof(struct node, next), NULL}};
static const struct cicle_row node_rows[] = {
    {VALUE_POINTER, 1, sizeof(void *), 0, "struct node *", NULL},
    {VALUE_STRUCT, -1, sizeof(struct node), 2, "struct node", node_fields},
    {VALUE_INT, -1, sizeof(int), 0, "int", NULL},
};

static void test_a_pointer_is_followed_once(void **state)
{
	struct node second = {2, NULL}, first = {1, &second};
	const struct node *start = &first;
	struct values *values;

	(void)state;
	values = walk(&start, node_rows, 0);
	assert_int_equal(values->cnt, 2);
	assert_int_equal(values->objects[0].value.target, 1);
	assert_int_equal(values->objects[1].address, (uint64_t)(uintptr_t)&first);
	assert_int_equal(values->objects[1].value.items[1].target, VALUE_NO_TARGET);
	values_free(values);
}

static void test_depth_limits_the_steps(void **state)
{
	struct node third = {3, NULL}, second = {2, &third}, first = {1, &second};
	const struct node *start = &first;
	struct values *values;

	(void)state;
	values = walk(&start, node_rows, 2);
	assert_int_equal(values->cnt, 3);
	assert_int_equal(values->objects[2].value.items[1].target, VALUE_NO_TARGET);
	values_free(values);
}

static void test_a_cycle_ends(void **state)
{
	struct node second = {2, NULL}, first = {1, &second};
	const struct node *start = &first;
	struct values *values;

	(void)state;
	second.next = &first;
	values = walk(&start, node_rows, 100);
	assert_int_equal(values->cnt, 3);
	assert_int_equal(values->objects[2].value.items[1].target, 1);
	assert_int_equal(values->more, 0);
	values_free(values);
}

static void test_many_objects_are_counted(void **state)
{
	static struct node nodes[200];
	const struct node *start = nodes;
	struct values *values;

	(void)state;
	for (int i = 0; i < 199; i++)
		nodes[i].next = &nodes[i + 1];
	values = walk(&start, node_rows, 255);
	assert_int_equal(values->cnt + values->more, 201);
	assert_int_equal(values->cnt, 60);
	assert_false(values->is_more_bound);
	values_free(values);
}

static void test_a_bad_pointer_in_a_list(void **state)
{
	struct node first = {1, (struct node *)8};
	const struct node *start = &first;
	struct values *values;

	(void)state;
	values = walk(&start, node_rows, 5);
	assert_int_equal(values->objects[1].value.items[1].flags, VALUE_UNREADABLE);
	assert_int_equal(values->objects[1].value.items[1].target, VALUE_NO_TARGET);
	values_free(values);
}

static void test_names_of_functions_and_files(void **state)
{
	const struct cicle_row function = {VALUE_FUNCTION, -1, 8, 0, "f *", NULL};
	const struct cicle_row file = {VALUE_FILE, -1, 8, 0, "FILE *", NULL};
	int (*shown)(const char *) = puts;
	FILE *out = stdout, *none = NULL, *bad = (FILE *)8;

	(void)state;
	check("(f *) puts", &shown, &function);
	check("(FILE *) stdout", &out, &file);
	check("(FILE *) NULL", &none, &file);
	check("(FILE *) 0x8", &bad, &file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_whole_numbers),
	    cmocka_unit_test(test_characters),
	    cmocka_unit_test(test_reals_are_short_and_exact),
	    cmocka_unit_test(test_complex_numbers),
	    cmocka_unit_test(test_strings),
	    cmocka_unit_test(test_a_long_string_is_cut),
	    cmocka_unit_test(test_a_char_array_ends_at_its_nul_or_its_end),
	    cmocka_unit_test(test_a_wide_string_ends_at_a_whole_zero),
	    cmocka_unit_test(test_enumerators),
	    cmocka_unit_test(test_bit_fields),
	    cmocka_unit_test(test_an_array_is_told_by_its_ends),
	    cmocka_unit_test(test_an_array_may_end_where_memory_does),
	    cmocka_unit_test(test_more_items_than_memory_has_bytes),
	    cmocka_unit_test(test_a_pointer_is_followed_once),
	    cmocka_unit_test(test_depth_limits_the_steps),
	    cmocka_unit_test(test_a_cycle_ends),
	    cmocka_unit_test(test_many_objects_are_counted),
	    cmocka_unit_test(test_a_bad_pointer_in_a_list),
	    cmocka_unit_test(test_names_of_functions_and_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
