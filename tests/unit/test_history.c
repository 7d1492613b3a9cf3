// tests/unit/test_history.c - what magics/history.c keeps, and what a history_request gets of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "kernel/history_request.h"

static char folder[64];
static char path[128];

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/cicle_history_XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/data/cicle/history.sqlite", folder);
	return 0;
}

static int tear_down(void **state)
{
	char command[256];

	(void)state;
	snprintf(command, sizeof command, "chmod -R u+w %s; rm -r %s", folder, folder);
	return system(command);
}

static void fill(struct history *history)
{
	history_put(history, 1, "int x = 1;", NULL);
	history_put(history, 2, "x + 1", "2");
	history_put(history, 3, "x + 1", "2");
	history_put(history, 4, "puts(\"h\");", NULL);
}

static void check_query(struct history *history, const char *request, const char *expected)
{
	struct err err = {0};
	cJSON *content = cJSON_Parse(request);
	cJSON *found = history_query(history, content, &err);
	char *text;

	assert_non_null(found);
	text = cJSON_PrintUnformatted(found);
	assert_string_equal(text, expected);
	cJSON_free(text);
	cJSON_Delete(found);
	cJSON_Delete(content);
}

static void check_sample(const char *request, const char *expected)
{
	struct history *in_memory = history_new(NULL), *on_disk = history_new(path);

	fill(in_memory);
	fill(on_disk);
	check_query(in_memory, request, expected);
	check_query(on_disk, request, expected);
	history_free(in_memory);
	history_free(on_disk);
	unlink(path);
}

static void test_the_tail_has_the_last_cells(void **state)
{
	(void)state;
	check_sample("{\"hist_access_type\":\"tail\",\"n\":2}",
		     "[[1,3,\"x + 1\"],[1,4,\"puts(\\\"h\\\");\"]]");
	check_sample("{\"hist_access_type\":\"tail\",\"n\":0}", "[]");
	check_sample("{\"hist_access_type\":\"tail\",\"n\":1,\"output\":true}",
		     "[[1,4,[\"puts(\\\"h\\\");\",null]]]");
}

static void test_a_range_ends_before_its_stop(void **state)
{
	(void)state;
	check_sample("{\"hist_access_type\":\"range\",\"session\":0,\"start\":1,\"stop\":2}",
		     "[[1,1,\"int x = 1;\"]]");
	check_sample("{\"hist_access_type\":\"range\",\"start\":2,\"stop\":3,\"output\":true}",
		     "[[1,2,[\"x + 1\",\"2\"]]]");
	check_sample("{\"hist_access_type\":\"range\",\"session\":7,\"start\":1}", "[]");
	check_sample("{\"hist_access_type\":\"range\",\"session\":-1,\"start\":1}", "[]");
	check_sample("{\"hist_access_type\":\"range\",\"session\":-2147483648,\"start\":1}", "[]");
	check_sample("{\"hist_access_type\":\"range\",\"start\":4,\"stop\":null}",
		     "[[1,4,\"puts(\\\"h\\\");\"]]");
}

// Texts of 2 MB and more go from memory, the oldest first, but never the last cell.
static void test_memory_holds_so_much_text(void **state)
{
	static char large[300000];
	struct history *history = history_new(NULL);
	sqlite3_int64 before;

	(void)state;
	memset(large, 'x', sizeof large - 1);
	for (int i = 1; i <= 20; i++)
		history_put(history, i, large, NULL);
	before = sqlite3_memory_used();
	for (int i = 21; i <= 60; i++)
		history_put(history, i, large, "1");
	history_put(history, 61, "x + 1", "2");
	assert_true(sqlite3_memory_used() < before + 2500000);
	check_query(history, "{\"hist_access_type\":\"tail\",\"n\":1,\"output\":true}",
		    "[[1,61,[\"x + 1\",\"2\"]]]");
	check_query(history, "{\"hist_access_type\":\"range\",\"start\":1,\"stop\":40}", "[]");
	history_free(history);
}

static void test_a_search_fits_a_pattern(void **state)
{
	(void)state;
	check_sample("{\"hist_access_type\":\"search\",\"pattern\":\"x*\"}",
		     "[[1,2,\"x + 1\"],[1,3,\"x + 1\"]]");
	check_sample("{\"hist_access_type\":\"search\",\"pattern\":\"x*\",\"n\":1}",
		     "[[1,3,\"x + 1\"]]");
	check_sample("{\"hist_access_type\":\"search\",\"pattern\":\"x*\",\"unique\":true,"
		     "\"output\":true}",
		     "[[1,3,[\"x + 1\",\"2\"]]]");
	check_sample("{\"hist_access_type\":\"search\",\"pattern\":\"*[12]*\",\"unique\":true}",
		     "[[1,1,\"int x = 1;\"],[1,3,\"x + 1\"]]");
	check_sample("{\"hist_access_type\":\"search\",\"pattern\":\"none\"}", "[]");
	check_sample("{\"hist_access_type\":\"search\",\"pattern\":\"'; DROP TABLE history; --\"}",
		     "[]");
}

static void test_sessions_are_kept(void **state)
{
	struct history *first = history_new(path), *second;

	(void)state;
	history_put(first, 1, "int a;", NULL);
	history_free(first);
	second = history_new(path);
	check_query(second, "{\"hist_access_type\":\"tail\"}", "[[1,1,\"int a;\"]]");
	history_put(second, 1, "a", "0");
	check_query(second, "{\"hist_access_type\":\"tail\"}", "[[1,1,\"int a;\"],[2,1,\"a\"]]");
	check_query(second, "{\"hist_access_type\":\"range\",\"session\":-1}",
		    "[[1,1,\"int a;\"]]");
	check_query(second, "{\"hist_access_type\":\"range\"}", "[[2,1,\"a\"]]");
	check_query(second, "{\"hist_access_type\":\"search\",\"pattern\":\"*a*\",\"n\":1}",
		    "[[2,1,\"a\"]]");
	assert_int_equal(history_session(second), 2);
	history_free(second);
}

static void test_a_session_without_cells_is_none(void **state)
{
	struct stat info;

	(void)state;
	history_free(history_new(path));
	assert_int_equal(stat(path, &info), -1);
}

static void test_the_tables_are_ipythons(void **state)
{
	struct history *history = history_new(path);
	sqlite3 *db;
	sqlite3_stmt *row;

	(void)state;
	fill(history);
	history_free(history);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
			       "SELECT s.session, start, end, num_cmds, remark, "
			       "source, source_raw, output FROM sessions s JOIN "
			       "history h ON s.session = h.session JOIN output_history "
			       "o ON h.session = o.session AND h.line = o.line",
			       -1, &row, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(row, 3), 4);
	assert_string_equal((const char *)sqlite3_column_text(row, 5), "x + 1");
	assert_string_equal((const char *)sqlite3_column_text(row, 7), "2");
	assert_non_null(sqlite3_column_text(row, 2)); // when it ended
	sqlite3_finalize(row);
	sqlite3_close(db);
}

static void test_kernels_share_the_file(void **state)
{
	struct history *a = history_new(path), *b = history_new(path);

	(void)state;
	history_put(a, 1, "in a", NULL);
	history_put(b, 1, "in b", NULL);
	history_put(a, 2, "in a again", NULL);
	check_query(b, "{\"hist_access_type\":\"tail\"}",
		    "[[1,1,\"in a\"],[1,2,\"in a again\"],[2,1,\"in b\"]]");
	check_query(a, "{\"hist_access_type\":\"range\"}", "[[1,1,\"in a\"],[1,2,\"in a again\"]]");
	history_free(a);
	history_free(b);
}

static void check_that_memory_is_used(void)
{
	struct history *history = history_new(path);

	fill(history);
	check_query(history, "{\"hist_access_type\":\"tail\",\"n\":1}",
		    "[[1,4,\"puts(\\\"h\\\");\"]]");
	history_free(history);
}

static void test_a_file_that_is_no_history_is_left_alone(void **state)
{
	FILE *file;
	char text[32] = "";

	(void)state;
	snprintf(path, sizeof path, "%s/notes.txt", folder);
	file = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("my diary\n", file);
	fclose(file);
	check_that_memory_is_used();
	file = fopen(path, "r");
	assert_non_null(fgets(text, sizeof text, file));
	assert_string_equal(text, "my diary\n");
	fclose(file);
}

static void test_a_file_that_cannot_be_made_is_done_without(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/proc/no/such/folder/history.sqlite");
	check_that_memory_is_used();
	snprintf(path, sizeof path, "%s", folder); // a folder is no file
	check_that_memory_is_used();
}

static void test_damage_in_use_is_survived(void **state)
{
	struct history *history = history_new(path);
	FILE *file;

	(void)state;
	fill(history);
	history_free(history);
	file = fopen(path, "r+");
	fseek(file, 4096, SEEK_SET);
	for (int i = 0; i < 4096 * 8; i++)
		fputc(0xa5, file);
	fclose(file);
	check_that_memory_is_used();
}

static void test_the_default_path(void **state)
{
	struct str out = {0};

	(void)state;
	setenv("CICLE_HISTORY", "/x/y", 1);
	history_default_path(&out);
	assert_string_equal(out.data, "/x/y");
	unsetenv("CICLE_HISTORY");
	setenv("XDG_DATA_HOME", "/data", 1);
	str_clear(&out);
	history_default_path(&out);
	assert_string_equal(out.data, "/data/cicle/history.sqlite");
	unsetenv("XDG_DATA_HOME");
	setenv("HOME", "/home/me", 1);
	str_clear(&out);
	history_default_path(&out);
	assert_string_equal(out.data, "/home/me/.local/share/cicle/history.sqlite");
	str_release(&out);
}

static void test_malformed_requests_are_refused(void **state)
{
	static const char *const requests[] = {
	    "{\"hist_access_type\":\"all\"}",
	    "{\"hist_access_type\":1}",
	    "{\"hist_access_type\":\"tail\",\"n\":-1}",
	    "{\"hist_access_type\":\"tail\",\"n\":1.5}",
	    "{\"hist_access_type\":\"tail\",\"output\":\"yes\"}",
	    "{\"hist_access_type\":\"tail\",\"raw\":1}",
	    "{\"hist_access_type\":\"search\",\"pattern\":[]}",
	    "{\"hist_access_type\":\"range\",\"start\":\"1\"}",
	};
	struct history *history = history_new(NULL);

	(void)state;
	fill(history);
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		struct err err = {0};
		cJSON *content = cJSON_Parse(requests[i]);

		assert_null(history_query(history, content, &err));
		assert_int_equal(err.code, ERR_FORMAT);
		cJSON_Delete(content);
	}
	history_free(history);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_the_tail_has_the_last_cells),
	    TEST(test_a_range_ends_before_its_stop),
	    TEST(test_a_search_fits_a_pattern),
	    TEST(test_memory_holds_so_much_text),
	    TEST(test_sessions_are_kept),
	    TEST(test_a_session_without_cells_is_none),
	    TEST(test_the_tables_are_ipythons),
	    TEST(test_kernels_share_the_file),
	    TEST(test_a_file_that_is_no_history_is_left_alone),
	    TEST(test_a_file_that_cannot_be_made_is_done_without),
	    TEST(test_damage_in_use_is_survived),
	    TEST(test_the_default_path),
	    TEST(test_malformed_requests_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
