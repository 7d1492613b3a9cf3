// tests/unit/test_preprocess.c - when jit/read/preprocess.c asks the preprocessor, and what it
// makes of the answer.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "jit/read/preprocess.h"

static struct preprocess preprocess;

static int set_up(void **state)
{
	(void)state;
	preprocess_init(&preprocess);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	preprocess_release(&preprocess);
	return 0;
}

static void test_only_some_directives_need_the_preprocessor(void **state)
{
	static const struct {
		const char *text;
		bool is_needed;
	} cases[] = {
	    {"int a;", false},
	    {"\"#\"", false},
	    {"#define A 1", false},
	    {"#undef A", false},
	    {"#pragma once", false},
	    {"#", false},
	    {"#include <stdio.h>", true},
	    {"#include \"own.h\"", true},
	    {"#if 1\n#endif", true},
	    {"#ifdef A\n#endif", true},
	    {"int f(void) {\n#if 1\n#endif\n}", false},
	    {"#error no", true},
	    {"#nonsense", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (preprocess_is_needed(&preprocess, cases[i].text) != cases[i].is_needed)
			fail_msg("%s", cases[i].text);
}

static void test_a_header_is_asked_for_once(void **state)
{
	(void)state;
	preprocess_remember(&preprocess, "#include <stdio.h>\n#include \"own.h\"\n");
	assert_false(preprocess_is_needed(&preprocess, "#include <stdio.h>"));
	assert_true(preprocess_is_needed(&preprocess, "#include <stdlib.h>"));
	assert_true(preprocess_is_needed(&preprocess, "#include \"own.h\""));
}

static void test_a_skeleton_has_directives_and_markers(void **state)
{
	struct str out = {0};

	(void)state;
	preprocess_remember(&preprocess, "#define OLD 1\nint x;");
	preprocess_skeleton(&preprocess, READER_TCC, "int a;\n#if OLD\nint b;\n#endif\n", "In[2]",
			    &out);
	assert_string_equal(str_text(&out), "#undef OLD\n#define OLD 1\n"
					    "\ncicle_begin;\n"
					    "cicle_run_0;\n"
					    "#line 2 \"In[2]\"\n#if OLD\ncicle_run_1;\n"
					    "#line 4 \"In[2]\"\n#endif\ncicle_run_2;\n");
	str_release(&out);
}

static void test_what_a_false_branch_holds_is_blanked_out(void **state)
{
	static const struct {
		const char *output, *masked;
	} cases[] = {
	    {"cicle_run_0; cicle_run_1; cicle_run_3;", "a;\n     \nb;\n     \n  \n      \nd;"},
	    {"cicle_run_0; cicle_run_2; cicle_run_3;", "a;\n     \n  \n     \nc;\n      \nd;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *masked =
		    preprocess_mask("a;\n#if 1\nb;\n#else\nc;\n#endif\nd;", cases[i].output);

		assert_string_equal(masked, cases[i].masked);
		free(masked);
	}
}

static void test_the_cells_part_of_an_output_is_found(void **state)
{
	(void)state;
	assert_string_equal(preprocess_output("int old; cicle_begin; new"), " new");
	assert_null(preprocess_output("nothing"));
}

static void test_the_latest_of_equal_directives_counts(void **state)
{
	struct str text = {0};

	(void)state;
	preprocess_remember(&preprocess, "#define A 1\n#undef A\n#define A 1\n");
	line_set_text(&preprocess.replay, &text);
	assert_string_equal(str_text(&text), "#undef A\n#define A 1\n");
	str_release(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_only_some_directives_need_the_preprocessor),
	    TEST(test_a_header_is_asked_for_once),
	    TEST(test_a_skeleton_has_directives_and_markers),
	    TEST(test_what_a_false_branch_holds_is_blanked_out),
	    TEST(test_the_cells_part_of_an_output_is_found),
	    TEST(test_the_latest_of_equal_directives_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
