// tests/unit/test_flow.c - a cell's text up to its limit, the rest in a file; parents of cells.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "kernel/flow.h"
#include "kernel/parents.h"

#define MB (1 << 20)

static void keep(void *ctx, struct str *content)
{
	struct str *sent = ctx;

	str_add(sent, content->data, content->len);
	str_release(content);
}

static void put_mb(struct flow *flow, char c)
{
	static char text[MB];

	memset(text, c, sizeof text);
	flow_put(flow, 1, text, sizeof text, 1);
}

static void test_what_is_beyond_the_limit_is_in_the_file(void **state)
{
	struct str sent = {0};
	struct flow flow = {.stream = {.send = keep, .ctx = &sent}};
	char path[256] = "";
	const char *note;
	FILE *file;

	(void)state;
	setenv("CICLE_OUTPUT_MB", "2", 1);
	for (int c = 'a'; c < 'e'; c++)
		put_mb(&flow, (char)c);
	flow_finish(&flow, 2);
	assert_null(memchr(sent.data, 'c', MB));
	note = strstr(sent.data, "[output cut after 2 MB; the next 2.0 MB are in ");
	assert_non_null(note);
	assert_int_equal(sscanf(note, "%*[^/]%255[^]]", path), 1);
	assert_non_null(file = fopen(path, "rb"));
	assert_int_equal(fgetc(file), 'c');
	fseek(file, 0, SEEK_END);
	assert_int_equal(ftell(file), 2 * MB);
	fclose(file);
	unlink(path);

	str_clear(&sent);
	put_mb(&flow, 'z');
	flow_finish(&flow, 3);
	assert_null(strstr(str_text(&sent), "output cut"));
	flow_release(&flow);
	str_release(&sent);
}

static void test_without_a_file_the_rest_is_told_as_lost(void **state)
{
	struct str sent = {0};
	struct flow flow = {.stream = {.send = keep, .ctx = &sent}};

	(void)state;
	setenv("CICLE_OUTPUT_MB", "1", 1);
	setenv("TMPDIR", "/no/such/folder", 1);
	put_mb(&flow, 'a');
	put_mb(&flow, 'b');
	flow_finish(&flow, 2);
	assert_non_null(strstr(sent.data, "[output cut after 1 MB; 1.0 MB are lost]"));
	unsetenv("TMPDIR");
	flow_release(&flow);
	str_release(&sent);
}

static void test_parents_are_kept_for_a_while(void **state)
{
	struct parents parents = {0};
	char text[16];

	(void)state;
	assert_null(parents_get(&parents, 1));
	for (unsigned i = 1; i <= 2 * PARENT_MAX; i++) {
		snprintf(text, sizeof text, "h%u", i);
		assert_int_equal(parents_put(&parents, i == 300 ? NULL : text), i);
	}
	assert_null(parents_get(&parents, 0));
	assert_null(parents_get(&parents, 2 * PARENT_MAX + 1));
	assert_null(parents_get(&parents, 300));
	assert_string_equal(parents_get(&parents, 2 * PARENT_MAX), "h512");
	assert_string_equal(parents_get(&parents, PARENT_MAX + 1), "h257");
	assert_string_equal(parents_get(&parents, 3), "h257");
	parents_release(&parents);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_beyond_the_limit_is_in_the_file),
	    cmocka_unit_test(test_without_a_file_the_rest_is_told_as_lost),
	    cmocka_unit_test(test_parents_are_kept_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
