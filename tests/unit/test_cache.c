// tests/unit/test_cache.c - which folders base/cache.c trusts.
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

#include "base/cache.h"

static char home[] = "/tmp/cicle-test-XXXXXX";

static int set_up(void **state)
{
	(void)state;
	memcpy(home + strlen(home) - 6, "XXXXXX", 6);
	return mkdtemp(home) && !setenv("XDG_CACHE_HOME", home, 1) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct str command = {0};
	int rc;

	(void)state;
	str_printf(&command, "rm -r %s", home);
	rc = system(str_text(&command));
	str_release(&command);
	return rc;
}

static int find(struct str *path)
{
	str_clear(path);
	return cache_folder("things", path);
}

static void test_folders_are_made_for_the_user_alone(void **state)
{
	mode_t before = umask(0);
	struct str path = {0};
	struct stat info;

	(void)state;
	assert_int_equal(find(&path), 0);
	assert_int_equal(strncmp(str_text(&path), home, strlen(home)), 0);
	assert_string_equal(str_text(&path) + strlen(home), "/cicle/things");
	assert_int_equal(stat(str_text(&path), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	assert_int_equal(find(&path), 0);
	umask(before);
	str_release(&path);
}

static void test_what_others_may_write_is_not_used(void **state)
{
	static const mode_t modes[] = {0720, 0702, 0777, 01777};
	struct str path = {0}, above = {0};

	(void)state;
	assert_int_equal(find(&path), 0);
	str_printf(&above, "%s/cicle", home);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		chmod(str_text(&above), modes[i]);
		assert_int_equal(find(&path), -1);
		chmod(str_text(&above), 0755);
		assert_int_equal(find(&path), 0);
		chmod(str_text(&path), modes[i]);
		assert_int_equal(find(&path), -1);
		assert_string_equal(str_text(&path) + strlen(home), "/cicle/things");
		chmod(str_text(&path), 0700);
	}
	str_release(&path);
	str_release(&above);
}

static void test_what_is_no_folder_is_not_used(void **state)
{
	struct str path = {0};
	FILE *file;

	(void)state;
	assert_int_equal(find(&path), 0);
	assert_int_equal(rmdir(str_text(&path)), 0);
	file = fopen(str_text(&path), "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(find(&path), -1);
	setenv("XDG_CACHE_HOME", "relative", 1);
	setenv("HOME", "", 1);
	assert_int_equal(find(&path), -1);
	str_release(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_folders_are_made_for_the_user_alone, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(test_what_others_may_write_is_not_used, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(test_what_is_no_folder_is_not_used, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
