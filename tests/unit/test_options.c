// tests/unit/test_options.c - how magics/options.c reads a magic's line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "magics/options.h"

#define LETTERS "s:l:q"

static const struct option_name long_names[] = {
    {"clock", 'c', true},
    {"no-builtins", 'b', false},
    {NULL, 0, false},
};

// Writes options as "letter=value", then "| rest".
static int describe(const char *line, struct str *out, struct err *err)
{
	struct options options;

	if (options_init(&options, line, 0, strlen(line), LETTERS, long_names, "%magic", err))
		return -1;
	for (size_t i = 0; i < options.cnt; i++)
		str_printf(out, "%c=%s ", options.items[i].letter,
			   options.items[i].value ? options.items[i].value : "");
	str_printf(out, "| %s", line + options.rest_byte);
	options_release(&options);
	return 0;
}

static void test_options_end_where_the_statement_begins(void **state)
{
	static const struct {
		const char *line, *options;
	} cases[] = {
	    {"", "| "},
	    {"  ", "| "},
	    {"f(1)", "| f(1)"},
	    {" -q f(1)", "q= | f(1)"},
	    {"-s time -l 10 f()", "s=time l=10 | f()"},
	    {"-stime f()", "s=time | f()"},
	    {"-s \"a b\" f()", "s=a b | f()"},
	    {"-s 'a b' -q f()", "s=a b q= | f()"},
	    {"-s \"open", "s=open | "},
	    {"-s a -s b f()", "s=a s=b | f()"},
	    {"-q -- -x", "q= | -x"},
	    {"-1 + x", "| -1 + x"},
	    {"- x", "| - x"},
	    {"--x", "| --x"},
	    {"--clock counts f()", "c=counts | f()"},
	    {"--clock=exact -q --no-builtins f()", "c=exact q= b= | f()"},
	    {"--clocks", "| --clocks"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};
		struct err err = {0};

		assert_int_equal(describe(cases[i].line, &out, &err), 0);
		assert_string_equal(str_text(&out), cases[i].options);
		str_release(&out);
	}
}

static void test_wrong_options_are_told_with_the_usage(void **state)
{
	static const struct {
		const char *line, *text;
	} cases[] = {
	    {"-z f()", "unknown option -z\nusage: %magic"},
	    {"-s", "option -s needs a value\nusage: %magic"},
	    {"-q -l  ", "option -l needs a value\nusage: %magic"},
	    {"-qs f()", "option -q takes no value\nusage: %magic"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};
		struct err err = {0};

		assert_int_equal(describe(cases[i].line, &out, &err), -1);
		assert_int_equal(err.code, ERR_USAGE);
		assert_string_equal(err.text, cases[i].text);
	}
}

static void test_too_many_options_are_refused(void **state)
{
	struct str line = {0}, out = {0};
	struct err err = {0};

	(void)state;
	for (int i = 0; i <= OPTION_MAX; i++)
		str_puts(&line, "-q ");
	assert_int_equal(describe(str_text(&line), &out, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	str_release(&line);
}

static void test_values_are_found_by_letter(void **state)
{
	static const char line[] = "-s a -q -s b";
	const char *values[OPTION_MAX];
	struct options options;
	struct err err = {0};

	(void)state;
	assert_int_equal(options_init(&options, line, 0, strlen(line), LETTERS, NULL, "", &err), 0);
	assert_string_equal(options_get(&options, 's'), "b");
	assert_string_equal(options_get(&options, 'q'), "");
	assert_null(options_get(&options, 'l'));
	assert_int_equal(options_list(&options, 's', values), 2);
	assert_string_equal(values[0], "a");
	options_release(&options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_options_end_where_the_statement_begins),
	    cmocka_unit_test(test_wrong_options_are_told_with_the_usage),
	    cmocka_unit_test(test_too_many_options_are_refused),
	    cmocka_unit_test(test_values_are_found_by_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
