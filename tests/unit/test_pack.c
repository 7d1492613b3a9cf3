// tests/unit/test_pack.c - that base/pack.c reads back what it wrote, and never more than there is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/pack.h"

static void test_what_was_packed_is_read_back(void **state)
{
	struct str out = {0};
	struct unpack in;
	size_t len;
	char *text;

	(void)state;
	pack_u32(&out, 0x01020304);
	pack_u64(&out, UINT64_MAX - 1);
	pack_text(&out, "text");
	pack_bytes(&out, "a\0b", 3);
	pack_text(&out, "");
	assert_memory_equal(out.data, "\4\3\2\1", 4);
	in = unpack_from(out.data, out.len);
	assert_int_equal(unpack_u32(&in), 0x01020304);
	assert_true(unpack_u64(&in) == UINT64_MAX - 1);
	text = unpack_text(&in);
	assert_string_equal(text, "text");
	free(text);
	assert_memory_equal(unpack_bytes(&in, &len), "a\0b", 3);
	assert_int_equal(len, 3);
	text = unpack_text(&in);
	assert_string_equal(text, "");
	free(text);
	assert_false(in.has_failed);
	assert_ptr_equal(in.at, in.end);
	str_release(&out);
}

static void test_a_cut_message_fails_at_every_length(void **state)
{
	struct str out = {0};

	(void)state;
	pack_u32(&out, 7);
	pack_u64(&out, 8);
	pack_text(&out, "abc");
	for (size_t len = 0; len < out.len; len++) {
		struct unpack in = unpack_from(out.data, len);

		unpack_u32(&in);
		unpack_u64(&in);
		free(unpack_text(&in));
		assert_true(in.has_failed);
		assert_int_equal(unpack_u32(&in), 0);
		assert_true(unpack_u64(&in) == 0);
	}
	str_release(&out);
}

static void test_a_length_beyond_the_end_is_refused(void **state)
{
	static const unsigned char bytes[] = {0xff, 0xff, 0xff, 0xff, 'a', 'b'};
	struct unpack in = unpack_from(bytes, sizeof bytes);
	size_t len = 99;

	(void)state;
	unpack_bytes(&in, &len);
	assert_int_equal(len, 0);
	assert_true(in.has_failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_was_packed_is_read_back),
	    cmocka_unit_test(test_a_cut_message_fails_at_every_length),
	    cmocka_unit_test(test_a_length_beyond_the_end_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
