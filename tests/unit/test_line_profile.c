// tests/unit/test_line_profile.c - line profiles: what is read, and what is shown of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "profiler/line_profile.h"

static const char source[] =
    "// before\nint f(int n)\n{\n\tif (n < 2)\n\t\treturn \"<b>\" && n;\n}\n";

// Function 7 with hits and times on lines 2 and 3, and the cell itself, whose line 0 is a magic.
static void pack_counts(struct str *out)
{
	static const uint64_t f[][2] = {{0, 0}, {0, 0}, {4, 3000}, {2, 1000}, {0, 0}};
	static const uint64_t cell[][2] = {{0, 0}, {1, 500}};

	pack_u32(out, 2);
	pack_u32(out, 7);
	pack_u32(out, 5);
	for (size_t i = 0; i < 5; i++) {
		pack_u64(out, f[i][0]);
		pack_u64(out, f[i][1]);
	}
	pack_u32(out, 0);
	pack_u32(out, 2);
	for (size_t i = 0; i < 2; i++) {
		pack_u64(out, cell[i][0]);
		pack_u64(out, cell[i][1]);
	}
	pack_u64(out, 9000);
}

static struct line_profile *read_profile(const struct str *packed, struct err *err)
{
	struct unpack in = unpack_from(packed->data, packed->len);
	struct line_profile *profile = line_profile_new();

	line_profile_add(profile, 7, "In[1]", "f", 2, 5, source);
	line_profile_add(profile, 8, "In[1]", "never", 1, 1, source);
	line_profile_add(profile, 0, "In[2]", "<cell>", 2, 1, "%%lprun\nf(1);\n");
	if (!line_profile_read(profile, &in, err))
		return profile;
	line_profile_free(profile);
	return NULL;
}

static struct line_profile *example(void)
{
	struct str packed = {0};
	struct err err = {0};
	struct line_profile *profile;

	pack_counts(&packed);
	profile = read_profile(&packed, &err);
	assert_non_null(profile);
	str_release(&packed);
	return profile;
}

static void test_reading(void **state)
{
	struct line_profile *profile = example();

	(void)state;
	assert_int_equal(profile->wall_ns, 9000);
	assert_int_equal(profile->functions[0].total_ns, 4000);
	assert_int_equal(profile->functions[0].lines[2].hit_cnt, 4);
	assert_int_equal(profile->functions[1].total_ns, 0);
	assert_int_equal(profile->functions[2].lines[0].time_ns, 500);
	line_profile_free(profile);
}

static void test_the_text_is_laid_out_as_line_profilers(void **state)
{
	static const char expected[] =
	    "Timer unit: 1e-09 s\n"
	    "\n"
	    "Total time: 4e-06 s\n"
	    "File: In[1]\n"
	    "Function: f at line 2\n"
	    "\n"
	    "Line #      Hits         Time  Per Hit   % Time  Line Contents\n"
	    "==============================================================\n"
	    "     2                                           int f(int n)\n"
	    "     3                                           {\n"
	    "     4         4       3000.0    750.0     75.0  \tif (n < 2)\n"
	    "     5         2       1000.0    500.0     25.0  \t\treturn \"<b>\" && n;\n"
	    "     6                                           }\n"
	    "\n"
	    "Total time: 5e-07 s\n"
	    "File: In[2]\n"
	    "Function: <cell> at line 2\n"
	    "\n"
	    "Line #      Hits         Time  Per Hit   % Time  Line Contents\n"
	    "==============================================================\n"
	    "     2         1        500.0    500.0    100.0  f(1);\n"
	    "\n";
	struct line_profile *profile = example();
	struct str text = {0};

	(void)state;
	line_profile_print(profile, 1e-9, LINE_PRINT_RUN_ONLY, &text);
	assert_string_equal(str_text(&text), expected);
	str_clear(&text);
	line_profile_print(profile, 1e-6, 0, &text);
	assert_non_null(strstr(text.data, "Timer unit: 1e-06 s\n"));
	assert_non_null(strstr(text.data, "     4         4          3.0      0.8     75.0  \tif"));
	assert_non_null(strstr(text.data, "Total time: 0 s\nFile: In[1]\nFunction: never at"));
	str_release(&text);
	line_profile_free(profile);
}

static void test_wide_figures_are_shortened(void **state)
{
	struct line_profile *profile = example();
	struct str text = {0};

	(void)state;
	profile->functions[0].lines[2].time_ns = 123456789012345;
	line_profile_print(profile, 1e-9, LINE_PRINT_RUN_ONLY, &text);
	assert_non_null(strstr(text.data, "     4         4        1e+14    3e+13"));
	str_release(&text);
	line_profile_free(profile);
}

static void test_html_is_warm_and_safe(void **state)
{
	struct line_profile *profile = example();
	struct str html = {0};

	(void)state;
	line_profile_html(profile, LINE_PRINT_RUN_ONLY, &html);
	assert_non_null(strstr(html.data, "return &quot;&lt;b&gt;&quot; &amp;&amp; n;"));
	assert_null(strstr(html.data, "<b>"));
	assert_null(strstr(html.data, "<cell>"));
	assert_null(strstr(html.data, "<script"));
	assert_null(strstr(html.data, "<style"));
	assert_non_null(strstr(html.data, "rgba(233, 84, 32, 0.41")); // 75 % of 0.55
	assert_null(strstr(html.data, "never"));
	str_release(&html);
	line_profile_free(profile);
}

static void test_json(void **state)
{
	struct line_profile *profile = example();
	struct str bytes = {0};
	struct err err = {0};
	char path[] = "/tmp/cicle-lines-XXXXXX.json";

	(void)state;
	close(mkstemps(path, 5));
	assert_int_equal(line_profile_dump(profile, path, &err), 0);
	assert_int_equal(file_read(path, 1 << 20, &bytes, &err), 0);
	assert_non_null(strstr(bytes.data, "{\"line\": 4, \"hits\": 4, \"time_ns\": 3000}"));
	assert_int_equal(line_profile_dump(profile, "/no/such/folder/x.lprof", &err), -1);
	assert_non_null(strstr(err.text, "/no/such/folder/x.lprof"));
	unlink(path);
	str_release(&bytes);
	line_profile_free(profile);
}

static void test_damaged_counts_are_refused(void **state)
{
	struct str packed = {0};
	struct err err = {0};

	(void)state;
	pack_counts(&packed);
	for (size_t len = 0; len < packed.len; len++) {
		struct str cut = {.data = packed.data, .len = len};

		assert_null(read_profile(&cut, &err));
		err = (struct err){0};
	}
	packed.data[4] = 99; // nobody's number
	assert_null(read_profile(&packed, &err));
	str_clear(&packed);
	for (int i = 0; i < 10; i++)
		pack_u32(&packed, 0xfffffff0u);
	assert_null(read_profile(&packed, &err));
	str_release(&packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reading),
	    cmocka_unit_test(test_the_text_is_laid_out_as_line_profilers),
	    cmocka_unit_test(test_wide_figures_are_shortened),
	    cmocka_unit_test(test_html_is_warm_and_safe),
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_damaged_counts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
