// tests/unit/test_import.c - profiles from bytes that nobody vouches for.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"
#include "profiler/export.h"
#include "profiler/import.h"
#include "profiler/json_reader.h"
#include "profiler/stats.h"

// A profile with recursion, a library function and names of all sorts.
static struct profile *sample(void)
{
	struct profile *profile = profile_new("nb.ipynb", "a \"title\"", "In[1]");
	uint32_t cell = profile_child(profile, 0, profile_function(profile, "In[1]", 1, "<cell>"));
	uint32_t fib = profile_function(profile, "In[1]", 5, "fib; 3");
	uint32_t first = profile_child(profile, cell, fib);
	uint32_t second = profile_child(profile, first, fib);
	uint32_t print =
	    profile_child(profile, first, profile_function(profile, "~", 0, "<built-in print>"));

	profile_record(profile, 0, 0, 1000);
	profile_record(profile, cell, 1, 1000);
	profile_record(profile, first, 1, 900);
	profile_record(profile, second, 4, 300);
	profile_record(profile, print, 2, 0);
	profile->wall_ns = 1100;
	profile->clock_step_ns = 10.5;
	profile->probe_ns = 19.25;
	profile->folded_cnt = 3;
	return profile;
}

static struct str write_as(const struct profile *profile, const char *format)
{
	struct str bytes = {0};
	struct err err = {0};

	assert_int_equal(export_find("", format, &err)->write(profile, &bytes, &err), 0);
	return bytes;
}

// Reads a copy that ends where its bytes do, so that a sanitizer sees each step beyond.
static struct profile *read_copy(const void *bytes, size_t len, const char **caveat,
				 struct err *err)
{
	char *copy = malloc(len ? len : 1);
	struct profile *profile;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	profile = profile_import_bytes(copy, len, "file", caveat, err);
	free(copy);
	return profile;
}

static const char *const formats[] = {"prof", "json", "speedscope", "folded"};
enum { FORMAT_CNT = sizeof formats / sizeof *formats };

// Gives function 1 a source of two lines, and times to both.
static void add_source(struct profile *profile)
{
	static const char text[] = "int f(void) { // \"\\ \xC3\xB6\n\treturn 1; }\n";
	struct source *source = source_new(text, sizeof text - 1);

	source_time(source, (const struct line_count[]){{1, 2}, {3, 4}});
	profile_put_source(profile, 1, &source);
}

static void test_each_format_comes_back(void **state)
{
	struct profile *profile = sample();

	(void)state;
	profile_time(profile, 1, PROFILE_COUNTED, 5, 7);
	profile_durations(profile, 1, (const uint64_t[PROFILE_DURATION_CNT]){[2] = 9});
	profile->functions[1].own_deviation_ns = 1;
	profile->functions[1].total_deviation_ns = 2;
	profile->run_cnt = 3;
	profile->wall_deviation_ns = 4;
	profile->nodes[1].bytes = 5;
	profile->thread_cnt = 2;
	add_source(profile);
	for (size_t i = 0; i < FORMAT_CNT; i++) {
		struct str bytes = write_as(profile, formats[i]), again_bytes;
		struct err err = {0};
		const char *caveat = "unset";
		struct profile *again = read_copy(str_text(&bytes), bytes.len, &caveat, &err);

		assert_string_equal(err.text, "");
		assert_int_equal(again->node_cnt, profile->node_cnt);
		assert_int_equal(again->nodes[0].total_ns, 1000);
		if (i < 2) {
			assert_int_equal(again->functions[1].timing, PROFILE_COUNTED);
			assert_int_equal(again->functions[1].max_ns, 7);
			assert_int_equal(again->thread_cnt, 2);
			assert_int_equal(again->functions[1].durations[2], 9);
			assert_int_equal(again->functions[1].own_deviation_ns, 1);
			assert_int_equal(again->functions[1].total_deviation_ns, 2);
			assert_int_equal(again->run_cnt, 3);
			assert_int_equal(again->wall_deviation_ns, 4);
			assert_int_equal(again->nodes[1].bytes, 5);
			assert_string_equal(again->functions[1].source->text,
					    profile->functions[1].source->text);
			assert_int_equal(again->functions[1].source->lines[1].hit_cnt, 3);
			assert_int_equal(source_ns(again->functions[1].source), 6);
		}
		again_bytes = write_as(again, formats[i]);
		assert_string_equal(str_text(&again_bytes), str_text(&bytes));
		assert_int_equal(caveat == NULL, i < 2);
		str_release(&bytes);
		str_release(&again_bytes);
		profile_free(again);
	}
	profile_free(profile);
}

// Reads bytes that may be anything: a good profile or an error, and nothing else.
static void read_anything(const char *bytes, size_t len)
{
	struct err err = {0};
	struct profile *profile = read_copy(bytes, len, NULL, &err);

	if (profile)
		assert_int_equal(profile_check(profile, NULL), 0);
	else
		assert_int_not_equal(err.code, ERR_NONE);
	profile_free(profile);
}

static void test_cut_and_damaged_files_are_survived(void **state)
{
	static const unsigned char changes[] = {0x00, 0x01, 0x7F, 0x80, 0xFF, '{', '[', '"', '0'};
	struct profile *profile = sample();

	(void)state;
	add_source(profile);
	for (size_t i = 0; i < FORMAT_CNT; i++) {
		struct str bytes = write_as(profile, formats[i]);

		for (size_t at = 0; at < bytes.len; at++) {
			char kept = bytes.data[at];

			read_anything(bytes.data, at);
			for (size_t j = 0; j < sizeof changes; j++) {
				bytes.data[at] = (char)changes[j];
				read_anything(bytes.data, bytes.len);
			}
			bytes.data[at] = kept;
		}
		str_release(&bytes);
	}
	profile_free(profile);
}

struct bad_file {
	const char *text;
	const char *message;
};

// The frames a, b, and the start of a list of profiles.
#define SCOPE "{\"shared\":{\"frames\":[{\"name\":\"a\"},{\"name\":\"b\"}]},\"profiles\":["
#define EVENTS SCOPE "{\"unit\":\"seconds\",\"events\":["
#define SAMPLES SCOPE "{\"unit\":\"nanoseconds\",\"samples\":"
#define FUNCTION(NAME) "{\"file\":\"f\",\"line\":0,\"name\":\"" NAME "\"}"
#define OWN "{\"functions\":[" FUNCTION("<session>") "," FUNCTION("g") "],\"nodes\":["
#define ROOT "{\"parent\":null,\"function\":0,\"calls\":1,\"total_ns\":5}"

static const struct bad_file bad_files[] = {
    {"", "no profile that can be read"},
    {"\x1f\x8b\x08", "no profile that can be read"},
    {"main 5\nmain x\n", "line 2 does not end in a number"},
    {"main;\n", "line 1 does not end in a number"},
    {" 5\n", "line 1 does not end in a number"},
    {"a 9223372036854775807\nb 1\n", "the times add up to more than 290 years"},
    {"{}", "neither speedscope's nor cicle's"},
    {"[1, 2]", "neither speedscope's nor cicle's"},
    {"{\"traceEvents\": []}", "neither speedscope's nor cicle's"},
    {"{\"profiles\": []}", "frames or profiles are missing"},
    {"{\"profiles\": [}", "a value is expected at byte 14"},
    {SCOPE "]}", "no profile in it is of time"},
    {SCOPE "{\"unit\":\"bytes\",\"samples\":[],\"weights\":[]}]}", "no profile in it is of time"},
    {SAMPLES "[[2]],\"weights\":[1]}]}", "there is no frame of this number at byte 96"},
    {SAMPLES "[[-1]],\"weights\":[1]}]}", "an integer is missing or out of range"},
    {SAMPLES "[[0]],\"weights\":[-1]}]}", "a number is missing, negative or out of range"},
    {SAMPLES "[[0]],\"weights\":[1e999]}]}", "a number is missing, negative or out of range"},
    {SAMPLES "[[0]],\"weights\":[1e19]}]}", "a number is out of range"},
    {SAMPLES "[[0],[1]],\"weights\":[9e18,9e18]}]}", "the times add up to more than 290"},
    {SAMPLES "[[0]],\"weights\":[]}]}", "more samples than weights"},
    {SAMPLES "[[0]],\"weights\":[1,2]}]}", "more weights than samples"},
    {SAMPLES "7,\"weights\":[1]}]}", "an array is expected"},
    {EVENTS "{\"type\":\"C\",\"frame\":0,\"at\":1}]}]}", "closes what is not the innermost"},
    {EVENTS "{\"type\":\"O\",\"frame\":0,\"at\":1},{\"type\":\"C\",\"frame\":1,\"at\":2}]}]}",
     "closes what is not the innermost"},
    {EVENTS "{\"type\":\"O\",\"frame\":0,\"at\":2},{\"type\":\"C\",\"frame\":0,\"at\":1}]}]}",
     "an event lies before the one ahead of it"},
    {"{\"nodes\": []}", "functions or nodes are missing"},
    {OWN "]}", "there are no nodes"},
    {OWN ROOT "," ROOT "]}", "a node is not possible"},
    {OWN ROOT ",{\"parent\":1,\"function\":1,\"calls\":1,\"total_ns\":5}]}",
     "node is not possible"},
    {OWN ROOT ",{\"parent\":0,\"function\":2,\"calls\":1,\"total_ns\":5}]}",
     "node is not possible"},
    {OWN ROOT ",{\"parent\":0,\"function\":1,\"calls\":0,\"total_ns\":5}]}",
     "node is not possible"},
    {OWN ROOT ",{\"parent\":0,\"function\":1,\"calls\":1,\"total_ns\":6}]}", "do not add up"},
    {"{\"functions\":[" FUNCTION("f") "],\"nodes\":[" ROOT "]}", "first function is not the root"},
    {"{\"functions\":[" FUNCTION("<session>") "," FUNCTION("<session>") "],\"nodes\":[" ROOT "]}",
     "one function stands there twice"},
    {"{(\x03", "no statistics of cProfile's, or damaged at byte"},
    {"{)\x03z\x01"
     "fi\x01\x01\x01\x01z\x01gr\x07\x07\x07\x07",
     "no statistics of cProfile's, or damaged"},
};

static void test_bad_files_are_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad_files / sizeof *bad_files; i++) {
		const struct bad_file *bad = &bad_files[i];
		struct err err = {0};
		struct profile *profile = read_copy(bad->text, strlen(bad->text), NULL, &err);

		if (profile || !strstr(err.text, bad->message))
			fail_msg("%s: '%s' is not '%s'", bad->text, err.text, bad->message);
	}
}

// The bytes end without a NUL; what stands behind them is somebody else's.
static void test_a_number_ends_where_its_file_does(void **state)
{
	static const char text[] = "a 1234";
	struct err err = {0};

	(void)state;
	for (size_t len = 3; len <= 6; len++) {
		struct profile *profile = profile_import_bytes(text, len, "file", NULL, &err);
		static const uint64_t numbers[] = {1, 12, 123, 1234};

		assert_non_null(profile);
		assert_int_equal(profile->nodes[0].total_ns, numbers[len - 3]);
		profile_free(profile);
	}
}

static void test_deep_nesting_is_refused(void **state)
{
	enum { DEPTH = 1000000 };
	struct str text = {0};
	struct err err = {0};

	(void)state;
	str_puts(&text, "{\"x\":");
	for (int i = 0; i < DEPTH; i++)
		str_putc(&text, '[');
	assert_null(read_copy(str_text(&text), text.len, NULL, &err));
	assert_string_equal(err.text, "this JSON is neither speedscope's nor cicle's");
	str_release(&text);
}

// A stack of one frame more than there may be paths.
static void test_too_many_paths_are_refused(void **state)
{
	enum { PATH_MAX_CNT = 1 << 22 };
	struct str text = {0};
	struct err err = {0};

	(void)state;
	for (int i = 0; i <= PATH_MAX_CNT; i++)
		str_puts(&text, "a;");
	str_puts(&text, "a 1\n");
	assert_null(read_copy(str_text(&text), text.len, NULL, &err));
	assert_string_equal(err.text, "the profile has more than 4194304 paths");
	str_release(&text);
}

static void test_endless_files_are_refused(void **state)
{
	struct str bytes = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(file_read("/dev/zero", 100000, &bytes, &err), -1);
	assert_string_equal(err.text, "cannot read '/dev/zero': File too large");
	str_release(&bytes);
}

static void test_json_strings(void **state)
{
	static const struct {
		const char *json, *text;
	} cases[] = {
	    {"\"\"", ""},
	    {" \"a\\n\\\"\\\\\\/\\t\"", "a\n\"\\/\t"},
	    {"\"\\u00e4\\u20AC\\ud83d\\ude42\"", "ä€🙂"},
	    {"\"\\ud83d-\\ude42\"", "\xEF\xBF\xBD-\xEF\xBF\xBD"},
	    {"\"\\ud83d\\u0041\"", "\xEF\xBF\xBD"
				   "A"},
	    {"\"a\\u0000b\"", "a\xEF\xBF\xBD"
			      "b"},
	};
	struct str text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json_reader in = json_from(cases[i].json, strlen(cases[i].json));

		json_text(&in, &text);
		assert_null(in.failure);
		assert_string_equal(str_text(&text), cases[i].text);
		assert_ptr_equal(in.at, in.end);
	}
	str_release(&text);
}

static void test_json_numbers(void **state)
{
	struct json_reader in =
	    json_from("[18446744073709551615,1.5,0.0000005,123456789012345678]", 55);

	(void)state;
	json_open_array(&in);
	assert_true(json_next_item(&in));
	assert_true(json_integer(&in, UINT64_MAX) == UINT64_MAX);
	assert_true(json_next_item(&in));
	assert_int_equal(json_scaled(&in, 1e9), 1500000000);
	assert_true(json_next_item(&in));
	assert_int_equal(json_scaled(&in, 1e9), 500);
	assert_true(json_next_item(&in));
	assert_int_equal(json_scaled(&in, 1), 123456789012345678);
	assert_false(json_next_item(&in));
	assert_null(in.failure);
}

static void test_suffixes_find_their_format(void **state)
{
	static const struct {
		const char *path, *name;
	} cases[] = {
	    {"x.prof", "prof"},         {"x.speedscope.json", "speedscope"},
	    {"x.json", "json"},         {"X.JSON", "json"},
	    {"x.trace.json", "chrome"}, {"/a/callgrind.out", "callgrind"},
	    {"x.collapsed", "folded"},  {"x.pb.gz", "pprof"},
	    {"x.htm", "html"},          {".csv", "csv"},
	};
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(export_find(cases[i].path, NULL, NULL)->name, cases[i].name);
	assert_null(export_find("x.gz", NULL, &err));
	assert_int_equal(err.code, ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_format_comes_back),
	    cmocka_unit_test(test_cut_and_damaged_files_are_survived),
	    cmocka_unit_test(test_bad_files_are_explained),
	    cmocka_unit_test(test_a_number_ends_where_its_file_does),
	    cmocka_unit_test(test_deep_nesting_is_refused),
	    cmocka_unit_test(test_too_many_paths_are_refused),
	    cmocka_unit_test(test_endless_files_are_refused),
	    cmocka_unit_test(test_json_strings),
	    cmocka_unit_test(test_json_numbers),
	    cmocka_unit_test(test_suffixes_find_their_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
