// tests/unit/test_header_cache.c - preprocessed headers on disk: found again, and not when stale.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "jit/read/header_cache.h"

static char home[] = "/tmp/cicle-header-cache-XXXXXX";
static struct str header; // a file that answers are made of
static struct str text;   // an answer that names it

static const struct list no_dirs;

static int set_up(void **state)
{
	(void)state;
	memcpy(home + strlen(home) - 6, "XXXXXX", 6);
	if (!mkdtemp(home) || setenv("XDG_CACHE_HOME", home, 1))
		return -1;
	str_printf(&header, "%s/own.h", home);
	str_printf(&text, "# 1 \"%s\"\nint own;\n# 2 \"In[1]\"\ncicle_begin;\n", header.data);
	return file_replace(header.data, "int own;", 8, NULL);
}

static int tear_down(void **state)
{
	struct str command = {0};
	int rc;

	(void)state;
	str_printf(&command, "rm -r %s", home);
	rc = system(command.data);
	str_release(&command);
	str_release(&header);
	str_release(&text);
	return rc;
}

static struct header_question question(const struct str *skeleton)
{
	static const struct str settings;

	return (struct header_question){skeleton, &settings, &no_dirs};
}

static void put(const char *skeleton)
{
	struct str asked = {0};
	struct header_question q = question(&asked);

	str_puts(&asked, skeleton);
	header_cache_put(&q, text.data);
	str_release(&asked);
}

static bool is_found(const char *skeleton)
{
	struct str asked = {0}, answer = {0};
	struct header_question q = question(&asked);
	bool is_there;

	str_puts(&asked, skeleton);
	is_there = header_cache_find(&q, &answer);
	if (is_there)
		assert_string_equal(str_text(&answer), text.data);
	str_release(&asked);
	str_release(&answer);
	return is_there;
}

// The path of the only answer, or of the folder.
static void answer_path(struct str *path)
{
	const struct dirent *entry;
	DIR *dir;

	str_printf(path, "%s/cicle/headers", home);
	dir = opendir(path->data);
	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			str_printf(path, "/%s", entry->d_name);
	closedir(dir);
}

static void test_an_answer_is_found_again(void **state)
{
	struct stat info;
	struct str folder = {0};

	(void)state;
	assert_false(is_found("#include <own.h>"));
	put("#include <own.h>");
	assert_true(is_found("#include <own.h>"));
	assert_false(is_found("#include  <own.h>"));
	str_printf(&folder, "%s/cicle", home);
	assert_int_equal(stat(folder.data, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	str_release(&folder);
}

static void test_a_changed_header_is_read_again(void **state)
{
	(void)state;
	put("#include <own.h>");
	assert_int_equal(file_replace(header.data, "int own2;", 9, NULL), 0);
	assert_false(is_found("#include <own.h>"));
	put("#include <own.h>");
	assert_true(is_found("#include <own.h>"));
	assert_int_equal(utimensat(AT_FDCWD, header.data, (struct timespec[2]){{1, 0}, {1, 0}}, 0),
			 0);
	assert_false(is_found("#include <own.h>"));
	put("#include <own.h>");
	unlink(header.data);
	assert_false(is_found("#include <own.h>"));
}

// Every byte counts, and so does the length.
static void test_a_damaged_file_is_not_believed(void **state)
{
	struct str path = {0}, bytes = {0};

	(void)state;
	put("#include <own.h>");
	answer_path(&path);
	assert_int_equal(file_read(path.data, 10000, &bytes, NULL), 0);
	for (size_t i = 0; i < bytes.len; i += 7) {
		bytes.data[i] ^= 0x20;
		assert_int_equal(file_replace(path.data, bytes.data, bytes.len, NULL), 0);
		assert_false(is_found("#include <own.h>"));
		bytes.data[i] ^= 0x20;
		assert_int_equal(file_replace(path.data, bytes.data, i, NULL), 0);
		assert_false(is_found("#include <own.h>"));
	}
	assert_int_equal(file_replace(path.data, bytes.data, bytes.len, NULL), 0);
	assert_true(is_found("#include <own.h>"));
	str_release(&path);
	str_release(&bytes);
}

static void test_what_may_change_unseen_is_not_kept(void **state)
{
	static const char *const skeletons[] = {
	    "#include \"own.h\"",
	    "#include <a.h>\n# include\t\"own.h\"",
	    "#define H <own.h>\n#include H",
	};

	(void)state;
	for (size_t i = 0; i < sizeof skeletons / sizeof *skeletons; i++) {
		put(skeletons[i]);
		assert_false(is_found(skeletons[i]));
	}
	str_puts(&text, "# 1 \"dir/own.h\"\n");
	put("#include <own.h>");
	assert_false(is_found("#include <own.h>"));
}

static void test_old_answers_make_room(void **state)
{
	struct str skeleton = {0};
	int found = 0;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 80; i++) {
			str_clear(&skeleton);
			str_printf(&skeleton, "#include <own.h> // %d", i);
			if (round == 0)
				put(skeleton.data);
			else
				found += is_found(skeleton.data);
		}
	}
	assert_int_equal(found, 64);
	str_release(&skeleton);
}

static void test_no_place_is_no_fault(void **state)
{
	(void)state;
	setenv("XDG_CACHE_HOME", "/proc/nothing", 1);
	put("#include <own.h>");
	assert_false(is_found("#include <own.h>"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_an_answer_is_found_again),
	    TEST(test_a_changed_header_is_read_again),
	    TEST(test_a_damaged_file_is_not_believed),
	    TEST(test_what_may_change_unseen_is_not_kept),
	    TEST(test_old_answers_make_room),
	    TEST(test_no_place_is_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
