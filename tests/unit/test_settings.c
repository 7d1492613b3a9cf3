// tests/unit/test_settings.c - jit/settings.c: flags taken apart, and what gcc is given.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/settings.h"

static int add_line(struct settings *settings, const char *line, struct err *err)
{
	struct list words = {0};
	int rc = list_add_words(&words, line, strlen(line), err);

	if (!rc)
		rc = settings_add_cflags(settings, &words, err);
	list_release(&words);
	return rc;
}

static void check_args(const struct settings *settings, const char *cell, const char *expected)
{
	struct list args = {0};
	struct str text = {0};

	settings_cc_args(settings, cell, &args);
	list_join(&args, "|", &text);
	assert_string_equal(str_text(&text), expected);
	str_release(&text);
	list_release(&args);
}

static void test_args_for_gcc(void **state)
{
	static const struct {
		const char *line, *args;
	} cases[] = {
	    {"", ""},
	    {"-O3 -Wall -O3", "-Wall|-O3"},
	    {"-DA -D B=2 '-DF(x)=x + 1'", "-DA=1|-DB=2|-DF(x)=x + 1"},
	    {"-DA=1 -UA", "-UA"},
	    {"-UA -DA=2", "-DA=2"},
	    {"-I /usr -I/usr/.", "-I/usr"},
	    {"-isystem /usr", "-I/usr"},
	    {"-include /dev/null", "-include|/dev/null"},
	    {"-std=c23", "-std=c2x"},
	    {"-std=c11 -std=gnu18", "-std=gnu17"},
	    {"-ansi", "-std=c90"},
	    {"-pthread -pipe -fPIC -c", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct settings settings = {0};
		struct err err = {0};

		if (add_line(&settings, cases[i].line, &err))
			fail_msg("%s: %s", cases[i].line, err.text);
		check_args(&settings, NULL, cases[i].args);
		settings_release(&settings);
	}
}

static void test_flags_without_a_place_are_named(void **state)
{
	static const struct {
		const char *line, *said;
	} cases[] = {
	    {"-O2 -o x", "'-o' has no place"},
	    {"-static", "'-static' has no place"},
	    {"-m32", "'-m32' has no place"},
	    {"-E", "'-E' has no place"},
	    {"--nonsense", "'--nonsense' is not known"},
	    {"main.c", "'main.c' is no flag"},
	    {"-I", "directory '' does not exist"},
	    {"-I/no/dir", "'/no/dir' does not"},
	    {"-D1", "'1' is no macro"},
	    {"-D", "'' is no macro"},
	    {"-DF(x", "'F(x' is no macro"},
	    {"-UA=1", "'A=1' is no name"},
	    {"-std=c5", "'c5' is not known"},
	    {"-include", "-include takes a file"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct settings settings = {0};
		struct err err = {0};

		assert_int_equal(add_line(&settings, cases[i].line, &err), -1);
		assert_int_equal(err.code, ERR_USAGE);
		if (!strstr(err.text, cases[i].said))
			fail_msg("%s: %s", cases[i].line, err.text);
		settings_release(&settings);
	}
}

static void test_who_must_compile(void **state)
{
	static const struct {
		const char *line;
		bool wants;
	} cases[] = {
	    {"", false},
	    {"-Wall -g -w", false},
	    {"-O0", false},
	    {"-O2", true},
	    {"-march=native", true},
	    {"-fopenmp", true},
	    {"-std=c11", false},
	    {"-DX=1", false},
	    {"-fPIC", false},
	    {"-ffast-math", true},
	    {"-fsanitize=undefined", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct settings settings = {0};
		struct err err = {0};

		if (add_line(&settings, cases[i].line, &err))
			fail_msg("%s: %s", cases[i].line, err.text);
		if (settings_wants_cc(&settings, NULL) != cases[i].wants)
			fail_msg("%s", cases[i].line);
		settings_release(&settings);
	}
}

static void test_flags_of_a_cell(void **state)
{
	static const char cell[] = "int x;\n"
				   "  //%cflags: -O3 -DA=4\n"
				   "//%args: one 'two words'\n"
				   "//%cflags:-Wall\n"
				   "// %cflags: -O1\n";
	struct settings settings = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(settings_add_comments(&settings, cell, &err), 0);
	assert_int_equal(settings.cflags.cnt, 0);
	assert_int_equal(settings.cell_args.cnt, 2);
	assert_string_equal(settings.cell_args.items[1], "two words");
	check_args(&settings, cell, "-DA=4|-O3|-Wall");
	check_args(&settings, "int y;", "-DA=4");
	assert_true(settings_wants_cc(&settings, cell));
	assert_false(settings_wants_cc(&settings, "//%cflags: -g"));
	assert_int_equal(settings_add_comments(&settings, "int y;", &err), 0);
	assert_int_equal(settings.cell_args.cnt, 0);
	settings_release(&settings);
}

static void test_head(void **state)
{
	struct settings settings = {0}, copy = {0};
	struct str head = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(add_line(&settings, "-std=c11 -DA=1 -DA=2 -include x.h", &err), 0);
	assert_int_equal(settings.changes.cnt, 3);
	settings_copy(&copy, &settings);
	assert_int_equal(copy.changes.cnt, 0);
	settings_head(&copy, &head);
	assert_string_equal(str_text(&head), "/* c11 */\n"
					     "#define A 2\n"
					     "#include \"x.h\"\n");
	str_release(&head);
	settings_release(&settings);
	settings_release(&copy);
}

static void test_libraries(void **state)
{
	struct settings settings = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(settings_add_library(&settings, "m", &err), 0);
	assert_non_null(strstr(settings.libraries.items[0], "libm.so"));
	assert_int_equal(add_line(&settings, "-lm -L /usr -l m", &err), 0);
	assert_int_equal(settings.libraries.cnt, 1);
	assert_string_equal(settings.library_dirs.items[0], "/usr");
	assert_int_equal(settings_add_library(&settings, "no-such-library", &err), -1);
	assert_non_null(strstr(err.text, "libno-such-library.so"));
	settings_release(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_args_for_gcc),
	    cmocka_unit_test(test_flags_without_a_place_are_named),
	    cmocka_unit_test(test_who_must_compile),
	    cmocka_unit_test(test_flags_of_a_cell),
	    cmocka_unit_test(test_head),
	    cmocka_unit_test(test_libraries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
