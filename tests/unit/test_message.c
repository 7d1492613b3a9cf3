// tests/unit/test_message.c - how jit/message.c finds whole messages in a stream.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/pack.h"
#include "jit/message.h"

static void put(struct str *out, enum message_type type, const char *text)
{
	size_t start = out->len;

	message_begin(out, type);
	str_puts(out, text);
	message_end(out, start);
}

static void test_messages_are_found_one_after_the_other(void **state)
{
	struct str stream = {0};
	struct str rest;
	struct err err = {0};
	enum message_type type;
	const char *payload;
	size_t len;
	long taken;

	(void)state;
	put(&stream, MESSAGE_SIZE, "first");
	put(&stream, MESSAGE_RUN, "");
	taken = message_next(&stream, &type, &payload, &len, &err);
	assert_int_equal(taken, 8 + 5);
	assert_int_equal(type, MESSAGE_SIZE);
	assert_int_equal(len, 5);
	assert_memory_equal(payload, "first", 5);
	rest = (struct str){stream.data + taken, stream.len - (size_t)taken, 0};
	assert_int_equal(message_next(&rest, &type, &payload, &len, &err), 8);
	assert_int_equal(type, MESSAGE_RUN);
	assert_int_equal(len, 0);
	str_release(&stream);
}

static void test_a_cut_message_waits_for_more(void **state)
{
	struct str stream = {0};
	struct err err = {0};
	enum message_type type;
	const char *payload;
	size_t len;

	(void)state;
	put(&stream, MESSAGE_TEXT, "text");
	for (size_t cut = 0; cut < stream.len; cut++) {
		const struct str part = {stream.data, cut, 0};

		assert_int_equal(message_next(&part, &type, &payload, &len, &err), 0);
	}
	str_release(&stream);
}

static void test_a_damaged_length_is_refused(void **state)
{
	struct str stream = {0};
	struct err err = {0};
	enum message_type type;
	const char *payload;
	size_t len;

	(void)state;
	pack_u32(&stream, MESSAGE_TEXT);
	pack_u32(&stream, MESSAGE_MAX_BYTES + 1);
	assert_int_equal(message_next(&stream, &type, &payload, &len, &err), -1);
	assert_int_equal(err.code, ERR_FORMAT);
	str_release(&stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_messages_are_found_one_after_the_other),
	    cmocka_unit_test(test_a_cut_message_waits_for_more),
	    cmocka_unit_test(test_a_damaged_length_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
