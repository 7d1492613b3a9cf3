// tests/unit/test_value.c - jit/value/value.c reads what the runner tells, and nothing that makes
// no sense.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/pack.h"
#include "jit/value/value.h"
#include "jit/value/value_text.h"

static void begin_node(struct str *out, uint32_t kind, const char *type, uint32_t flags)
{
	pack_u32(out, kind);
	pack_text(out, type);
	pack_u32(out, flags);
}

static void add_int(struct str *out, int32_t number)
{
	begin_node(out, VALUE_INT, "int", 0);
	pack_bytes(out, &number, sizeof number);
}

static void add_pointer(struct str *out, uint64_t address, uint32_t target)
{
	begin_node(out, VALUE_POINTER, "int *", 0);
	pack_u64(out, address);
	pack_text(out, "");
	pack_u32(out, target);
}

static void begin_values(struct str *out, uint32_t cnt)
{
	pack_u32(out, cnt);
	pack_u64(out, 0x1000);
}

static void end_values(struct str *out)
{
	pack_u64(out, 0);
	pack_u32(out, 0);
}

static void check_refused(struct str *bytes)
{
	struct err err = {0};

	assert_null(value_read(bytes->data, bytes->len, &err));
	assert_int_equal(err.code, ERR_FORMAT);
	str_release(bytes);
}

static void check_text(struct str *bytes, const char *expected)
{
	const struct value_style style = {0};
	struct err err = {0};
	struct values *values = value_read(bytes->data, bytes->len, &err);
	struct str text = {0};

	assert_non_null(values);
	value_text(values, &style, &text);
	assert_string_equal(str_text(&text), expected);
	str_release(&text);
	values_free(values);
	str_release(bytes);
}

static void test_a_number(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 1);
	add_int(&bytes, -5);
	end_values(&bytes);
	check_text(&bytes, "-5");
}

static void test_a_pointer_and_its_target(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 2);
	add_pointer(&bytes, 0x2000, 1);
	pack_u64(&bytes, 0x2000);
	add_int(&bytes, 7);
	end_values(&bytes);
	check_text(&bytes, "(int *) 0x2000 -> 7");
}

static void test_a_pointer_to_itself_ends(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 1);
	add_pointer(&bytes, 0x1000, 0);
	end_values(&bytes);
	check_text(&bytes, "(int *) 0x1000");
}

static void test_no_object(void **state)
{
	struct str bytes = {0};

	(void)state;
	pack_u32(&bytes, 0);
	end_values(&bytes);
	check_refused(&bytes);
}

static void test_bytes_that_end_early(void **state)
{
	struct str whole = {0};

	(void)state;
	begin_values(&whole, 1);
	begin_node(&whole, VALUE_STRUCT, "struct s", 0);
	pack_u32(&whole, 1);
	pack_text(&whole, "field");
	add_int(&whole, 1);
	end_values(&whole);
	for (size_t len = 0; len < whole.len; len++) {
		struct str part = {0};

		str_add(&part, whole.data, len);
		str_putc(&part, '\0');
		part.len--;
		check_refused(&part);
	}
	check_text(&whole, "{.field = 1}");
}

static void test_bytes_behind_the_end(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 1);
	add_int(&bytes, 1);
	end_values(&bytes);
	str_putc(&bytes, 'x');
	check_refused(&bytes);
}

static void test_a_target_that_is_not_there(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 1);
	add_pointer(&bytes, 0x2000, 1);
	end_values(&bytes);
	check_refused(&bytes);
}

static void test_a_kind_that_is_none(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 1);
	begin_node(&bytes, VALUE_ARRAY + 1, "int", 0);
	end_values(&bytes);
	check_refused(&bytes);
}

static void test_a_number_of_another_size(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 1);
	begin_node(&bytes, VALUE_LONG_DOUBLE, "long double", 0);
	pack_bytes(&bytes, "12345678", 8);
	end_values(&bytes);
	check_refused(&bytes);
}

static void add_array(struct str *bytes, uint64_t total, uint32_t head, uint32_t cnt)
{
	begin_values(bytes, 1);
	begin_node(bytes, VALUE_ARRAY, "int[9]", 0);
	pack_u64(bytes, total);
	pack_u32(bytes, head);
	pack_u32(bytes, cnt);
	for (uint32_t i = 0; i < cnt; i++)
		add_int(bytes, (int32_t)i);
	end_values(bytes);
}

static void test_arrays_with_a_gap(void **state)
{
	struct str bytes = {0};

	(void)state;
	add_array(&bytes, 9, 4, 8);
	check_text(&bytes, "{0, 1, 2, ..., 5, 6, 7} (9 items)");
	add_array(&bytes, 9, 1, 2);
	check_text(&bytes, "{0, ..., 1} (9 items)");
	add_array(&bytes, 9, 2, 2); // the rest did not fit
	check_text(&bytes, "{0, 1, ...} (9 items)");
	add_array(&bytes, 9, 0, 2);
	check_text(&bytes, "{..., 0, 1} (9 items)");
	add_array(&bytes, 9, 0, 0);
	check_text(&bytes, "{...} (9 items)");
	add_array(&bytes, 0, 0, 0);
	check_text(&bytes, "{}");
}

static void test_arrays_that_cannot_be(void **state)
{
	struct str bytes = {0};

	(void)state;
	add_array(&bytes, 2, 0, 3);
	check_refused(&bytes);
	add_array(&bytes, 9, 3, 2);
	check_refused(&bytes);
}

static void test_structs_without_end(void **state)
{
	struct str bytes = {0};

	(void)state;
	begin_values(&bytes, 1);
	for (int i = 0; i < 100000; i++) {
		begin_node(&bytes, VALUE_STRUCT, "", 0);
		pack_u32(&bytes, 1);
		pack_text(&bytes, "s");
	}
	end_values(&bytes);
	check_refused(&bytes);
}

// --- formats --------------------------------------------------------------------------------

static void check_format(const char *text, const char *expected)
{
	struct str format = {0};
	struct err err = {0};
	int rc = value_format(text, &format, &err);

	assert_int_equal(rc, expected ? 0 : -1);
	assert_int_equal(err.code, expected ? ERR_NONE : ERR_USAGE);
	if (expected)
		assert_string_equal(str_text(&format), expected);
	str_release(&format);
}

static void test_formats(void **state)
{
	(void)state;
	check_format("3", "%.3f");
	check_format("0", "%.0f");
	check_format("%e", "%e");
	check_format("%+08.3lf", NULL);
	check_format("%+08.3f V", "%+08.3f V");
	check_format("%% %g %%", "%% %g %%");
	check_format("%", NULL);
	check_format("%%", NULL);
	check_format("%s", NULL);
	check_format("%n", NULL);
	check_format("%d", NULL);
	check_format("%*f", NULL);
	check_format("%f %f", NULL);
	check_format("%.99f", NULL);
	check_format("%999999999999999999999f", NULL);
	check_format("61", NULL);
	check_format("-1", NULL);
	check_format("000000000000000000000000003", NULL);
	check_format("%fffffffffffffffffffffffffffffffffffffffffffffffffffffffff", NULL);
	check_format("text", NULL);
}

static void check_styled(const char *format, double number, const char *expected)
{
	const struct value_style style = {.real_format = format};
	struct value value = {
	    .kind = VALUE_DOUBLE, .type = "double", .bytes = (char *)&number, .len = 8};
	struct str text = {0};

	value_line(&value, &style, &text);
	assert_string_equal(str_text(&text), expected);
	str_release(&text);
}

static void test_formatted_numbers(void **state)
{
	(void)state;
	check_styled("%.3f", 3.14159, "3.142");
	check_styled("%% %+.1e %%", 1500, "% +1.5e+03 %");
	check_styled("%.3f", __builtin_inf(), "inf");
	check_styled(NULL, 3.14159, "3.14159");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_number),
	    cmocka_unit_test(test_a_pointer_and_its_target),
	    cmocka_unit_test(test_a_pointer_to_itself_ends),
	    cmocka_unit_test(test_no_object),
	    cmocka_unit_test(test_bytes_that_end_early),
	    cmocka_unit_test(test_bytes_behind_the_end),
	    cmocka_unit_test(test_a_target_that_is_not_there),
	    cmocka_unit_test(test_a_kind_that_is_none),
	    cmocka_unit_test(test_a_number_of_another_size),
	    cmocka_unit_test(test_arrays_with_a_gap),
	    cmocka_unit_test(test_arrays_that_cannot_be),
	    cmocka_unit_test(test_structs_without_end),
	    cmocka_unit_test(test_formats),
	    cmocka_unit_test(test_formatted_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
