// tests/unit/test_list.c - base/list.c: texts in order, and words as a shell reads them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/list.h"

static void test_words(void **state)
{
	static const struct {
		const char *line, *words;
	} cases[] = {
	    {"", ""},
	    {"  \t ", ""},
	    {"-O3 -Wall", "-O3|-Wall"},
	    {" a  b\r\n", "a|b"},
	    {"'a b' c", "a b|c"},
	    {"\"a b\"c", "a bc"},
	    {"-DS='\"x\"'", "-DS=\"x\""},
	    {"-DS=\\\"x\\\"", "-DS=\"x\""},
	    {"\"a\\\"b\\n\"", "a\"b\\n"},
	    {"a\\ b", "a b"},
	    {"''", ""},
	    {"'' x", "|x"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct list list = {0};
		struct str text = {0};
		struct err err = {0};

		assert_int_equal(list_add_words(&list, cases[i].line, strlen(cases[i].line), &err),
				 0);
		list_join(&list, "|", &text);
		assert_string_equal(str_text(&text), cases[i].words);
		str_release(&text);
		list_release(&list);
	}
}

static void test_open_quotes_are_refused(void **state)
{
	static const char *const lines[] = {"'a", "\"a", "x \"a\\\"", "a'"};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct list list = {0};
		struct err err = {0};

		assert_int_equal(list_add_words(&list, lines[i], strlen(lines[i]), &err), -1);
		assert_non_null(strstr(err.text, lines[i]));
		list_release(&list);
	}
}

static void test_put_moves_to_the_end(void **state)
{
	struct list list = {0}, copy = {0};
	struct str text = {0};

	(void)state;
	list_add(&list, "a");
	list_add(&list, "b");
	list_put(&list, "a");
	list_put(&list, "c");
	list_put(&list, list.items[0]);
	list_add_all(&copy, &list);
	list_drop(&copy, 1);
	list_join(&list, " ", &text);
	str_putc(&text, ';');
	list_join(&copy, " ", &text);
	assert_string_equal(str_text(&text), "a c b;a b");
	assert_true(list_has(&list, "c"));
	assert_false(list_has(&copy, "c"));
	assert_null(copy.items[copy.cnt]);
	str_release(&text);
	list_release(&list);
	list_release(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_open_quotes_are_refused),
	    cmocka_unit_test(test_put_moves_to_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
