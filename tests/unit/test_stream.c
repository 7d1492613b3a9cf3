// tests/unit/test_stream.c - which stream messages kernel/stream.c makes of a cell's bytes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "kernel/stream.h"

#define SECOND_NS ((int64_t)1000000000)
#define STDOUT(text) "{\"name\":\"stdout\",\"text\":\"" text "\"}\n"
#define STDERR(text) "{\"name\":\"stderr\",\"text\":\"" text "\"}\n"

// Keeps what was sent, one message a line.
static void keep(void *ctx, struct str *content)
{
	struct str *sent = ctx;

	str_add(sent, content->data, content->len);
	str_putc(sent, '\n');
	str_release(content);
}

static void put(struct stream *stream, int fd, const char *text)
{
	stream_put(stream, fd, text, strlen(text), SECOND_NS);
}

// Puts pieces on stdout and checks what was sent at the end.
static void check_pieces(const char *const *pieces, size_t cnt, const char *expected)
{
	struct str sent = {0};
	struct stream stream = {.send = keep, .ctx = &sent};

	for (size_t i = 0; i < cnt; i++)
		put(&stream, 1, pieces[i]);
	stream_finish(&stream, SECOND_NS);
	assert_string_equal(str_text(&sent), expected);
	stream_release(&stream);
	str_release(&sent);
}

#define CHECK(expected, ...)                                                    \
	do {                                                                    \
		const char *const pieces[] = {__VA_ARGS__};                     \
		check_pieces(pieces, sizeof pieces / sizeof *pieces, expected); \
	} while (0)

static void test_text_is_escaped_for_json(void **state)
{
	(void)state;
	CHECK(STDOUT("say \\\"hi\\\"\\n\\t\\\\"), "say \"hi\"\n\t\\");
	CHECK(STDOUT("\\u001b[31mred\\u007f\\u000d"), "\x1b[31mred\x7f\r");
	CHECK(STDOUT("h\xC3\xA9 \xF0\x9F\x98\x80"), "h\xC3\xA9 \xF0\x9F\x98\x80");
}

static void test_a_nul_byte_is_text(void **state)
{
	struct str sent = {0};
	struct stream stream = {.send = keep, .ctx = &sent};

	(void)state;
	stream_put(&stream, 1, "a\0b", 3, SECOND_NS);
	stream_finish(&stream, SECOND_NS);
	assert_string_equal(str_text(&sent), STDOUT("a\\u0000b"));
	stream_release(&stream);
	str_release(&sent);
}

static void test_a_cut_sequence_waits_for_its_end(void **state)
{
	(void)state;
	CHECK(STDOUT("a\xC3\xA9z"), "a\xC3", "\xA9z");
	CHECK(STDOUT("\xF0\x9F\x98\x80"), "\xF0", "\x9F", "\x98", "\x80");
	CHECK(STDOUT("\xE2\x82\xAC!"), "\xE2\x82", "\xAC!");
}

static void test_invalid_bytes_become_replacement_characters(void **state)
{
	(void)state;
	CHECK(STDOUT("a\xEF\xBF\xBD"
		     "b"),
	      "a\xFF"
	      "b");
	CHECK(STDOUT("\xEF\xBF\xBD"
		     "b"),
	      "\xC3", "b");
	CHECK(STDOUT("a\xEF\xBF\xBD"), "a\xE2\x82");
	CHECK(STDOUT("\xEF\xBF\xBD\xEF\xBF\xBD"), "\xC0\x80");
}

static void test_nothing_is_not_a_message(void **state)
{
	(void)state;
	CHECK("", "");
	CHECK("", "", "");
}

static void test_stdout_and_stderr_keep_their_order(void **state)
{
	struct str sent = {0};
	struct stream stream = {.send = keep, .ctx = &sent};

	(void)state;
	put(&stream, 1, "a");
	put(&stream, 1, "b");
	put(&stream, 2, "c");
	put(&stream, 1, "d");
	stream_finish(&stream, SECOND_NS);
	assert_string_equal(str_text(&sent), STDOUT("ab") STDERR("c") STDOUT("d"));
	stream_release(&stream);
	str_release(&sent);
}

static void test_each_stream_has_its_own_cut_sequence(void **state)
{
	struct str sent = {0};
	struct stream stream = {.send = keep, .ctx = &sent};

	(void)state;
	put(&stream, 1, "\xC3");
	put(&stream, 2, "x");
	put(&stream, 1, "\xA9");
	stream_finish(&stream, SECOND_NS);
	assert_string_equal(str_text(&sent), STDERR("x") STDOUT("\xC3\xA9"));
	stream_release(&stream);
	str_release(&sent);
}

static void test_the_first_text_goes_at_once_and_later_text_is_gathered(void **state)
{
	struct str sent = {0};
	struct stream stream = {.send = keep, .ctx = &sent};

	(void)state;
	assert_int_equal(stream_due_ns(&stream, SECOND_NS), -1);
	put(&stream, 1, "a");
	assert_int_equal(stream_due_ns(&stream, SECOND_NS), 0);
	stream_flush(&stream, SECOND_NS);
	put(&stream, 1, "b");
	assert_int_equal(stream_due_ns(&stream, SECOND_NS), 50000000);
	assert_int_equal(stream_due_ns(&stream, SECOND_NS + 50000000), 0);
	stream_release(&stream);
	str_release(&sent);
}

// Adds up the text of the messages, one a line; each must be JSON of a bounded size.
static void check_messages(char *sent, const char *text, size_t text_len)
{
	size_t at = 0, cnt = 0;
	char *rest = NULL;

	for (char *line = strtok_r(sent, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		cJSON *json = cJSON_Parse(line);
		const char *part = cJSON_GetStringValue(cJSON_GetObjectItem(json, "text"));

		assert_non_null(part);
		assert_true(strlen(line) < 600 * 1024);
		assert_true(at + strlen(part) <= text_len);
		assert_memory_equal(part, text + at, strlen(part));
		at += strlen(part);
		cnt++;
		cJSON_Delete(json);
	}
	assert_int_equal(at, text_len);
	assert_true(cnt > 1);
}

static void test_much_text_is_sent_in_several_messages_without_loss(void **state)
{
	struct str sent = {0}, text = {0};
	struct stream stream = {.send = keep, .ctx = &sent};

	(void)state;
	for (int i = 0; i < 200000; i++)
		str_printf(&text, "%d \xE2\x82\xAC\n", i);
	stream_put(&stream, 1, text.data, text.len, SECOND_NS);
	stream_finish(&stream, SECOND_NS);
	check_messages(sent.data, text.data, text.len);
	stream_release(&stream);
	str_release(&sent);
	str_release(&text);
}

static size_t count_lines(const struct str *text)
{
	size_t cnt = 0;

	for (size_t i = 0; i < text->len; i++)
		cnt += text->data[i] == '\n';
	return cnt;
}

static void test_the_order_is_given_up_only_for_a_flood_of_changes(void **state)
{
	struct str sent = {0};
	struct stream stream = {.send = keep, .ctx = &sent};

	(void)state;
	for (int i = 0; i < 300; i++) {
		put(&stream, 1, "o");
		put(&stream, 2, "e");
	}
	stream_finish(&stream, SECOND_NS);
	// 500 in order, then the rest of either.
	assert_int_equal(count_lines(&sent), 502);
	assert_memory_equal(sent.data, STDOUT("o") STDERR("e") STDOUT("o"),
			    strlen(STDOUT("o") STDERR("e") STDOUT("o")));
	str_clear(&sent);
	stream_put(&stream, 2, "e", 1, 3 * SECOND_NS);
	stream_put(&stream, 1, "o", 1, 3 * SECOND_NS);
	stream_finish(&stream, 3 * SECOND_NS);
	assert_string_equal(str_text(&sent), STDERR("e") STDOUT("o"));
	stream_release(&stream);
	str_release(&sent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_is_escaped_for_json),
	    cmocka_unit_test(test_a_nul_byte_is_text),
	    cmocka_unit_test(test_a_cut_sequence_waits_for_its_end),
	    cmocka_unit_test(test_invalid_bytes_become_replacement_characters),
	    cmocka_unit_test(test_nothing_is_not_a_message),
	    cmocka_unit_test(test_stdout_and_stderr_keep_their_order),
	    cmocka_unit_test(test_each_stream_has_its_own_cut_sequence),
	    cmocka_unit_test(test_the_first_text_goes_at_once_and_later_text_is_gathered),
	    cmocka_unit_test(test_much_text_is_sent_in_several_messages_without_loss),
	    cmocka_unit_test(test_the_order_is_given_up_only_for_a_flood_of_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
