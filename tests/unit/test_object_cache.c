// tests/unit/test_object_cache.c - objects on disk: found again, and never when they do not hold.
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "jit/compiler/object_cache.h"

static char home[64];
static struct cc cc = {.path = (char *)"/bin/sh"}; // any file: only its age and size are looked at
static struct list flags;

static int set_up(void **state)
{
	(void)state;
	strcpy(home, "/tmp/cicle-object-cache-XXXXXX");
	unsetenv("CICLE_CACHE_MAX");
	list_add(&flags, "-O2");
	return !mkdtemp(home) || setenv("XDG_CACHE_HOME", home, 1);
}

static int tear_down(void **state)
{
	struct str command = {0};
	int rc;

	(void)state;
	str_printf(&command, "rm -r %s", home);
	rc = system(command.data);
	str_release(&command);
	list_release(&flags);
	return rc;
}

static struct object_question ask(const char *text)
{
	return (struct object_question){&cc, CC_OBJECT, text, &flags, "/"};
}

static void put_made_of(const char *text, const char *object, const char *files)
{
	struct object_question question = ask(text);
	struct cc_result result = {.is_ok = true};

	str_puts(&result.output, object);
	str_puts(&result.files, files);
	object_cache_put(&question, &result);
	cc_result_release(&result);
}

static void put(const char *text, const char *object)
{
	put_made_of(text, object, "-.o: -\n");
}

static bool finds(const char *text, const char *object)
{
	struct object_question question = ask(text);
	struct cc_result result = {0};
	bool is_found = object_cache_find(&question, &result);

	if (is_found)
		assert_string_equal(str_text(&result.output), object);
	cc_result_release(&result);
	return is_found;
}

// Gives the path of the only answer.
static struct str only_file(void)
{
	struct str folder = {0}, path = {0};
	const struct dirent *entry;
	DIR *dir;

	assert_int_equal(object_cache_folder(&folder), 0);
	dir = opendir(folder.data);
	while ((entry = readdir(dir)))
		if (strlen(entry->d_name) > 60)
			str_printf(&path, "%s/%s", folder.data, entry->d_name);
	closedir(dir);
	str_release(&folder);
	assert_non_null(path.data);
	return path;
}

static void test_the_same_text_is_found(void **state)
{
	(void)state;
	assert_false(finds("int f;", ""));
	put("int f;", "code of f");
	assert_true(finds("int f;", "code of f"));
	assert_false(finds("int g;", ""));
}

static void test_lines_and_cells_do_not_matter(void **state)
{
	(void)state;
	put("#line 3 \"In[4]\"\nint f(void) { return 1; }\n", "code");
	assert_true(finds("#line 8 \"In[2]\"\nint f(void) { return 1; }\n", "code"));
}

static void test_lines_matter_where_they_are_told(void **state)
{
	(void)state;
	put("#line 3 \"In[4]\"\nint f(void) { return __LINE__; }\n", "code");
	assert_true(finds("#line 3 \"In[4]\"\nint f(void) { return __LINE__; }\n", "code"));
	assert_false(finds("#line 4 \"In[4]\"\nint f(void) { return __LINE__; }\n", ""));
}

static void test_flags_compiler_and_job_matter(void **state)
{
	struct object_question question = ask("int f;");
	struct cc other = {.path = (char *)"/bin/true"};
	struct list none = {0};
	struct cc_result result = {0};

	(void)state;
	put("int f;", "code");
	question.flags = &none;
	assert_false(object_cache_find(&question, &result));
	question = ask("int f;");
	question.cc = &other;
	assert_false(object_cache_find(&question, &result));
	question = ask("int f;");
	question.job = CC_PREPROCESS;
	assert_false(object_cache_find(&question, &result));
}

static void test_a_changed_header_ends_it(void **state)
{
	struct str header = {0}, rule = {0};

	(void)state;
	str_printf(&header, "%s/own.h", home);
	str_printf(&rule, "-.o: - \\\n %s\n", header.data);
	assert_int_equal(file_replace(header.data, "int a;", 6, NULL), 0);
	put_made_of("#include <own.h>\n", "code", rule.data);
	assert_true(finds("#include <own.h>\n", "code"));
	assert_int_equal(file_replace(header.data, "long a;", 7, NULL), 0);
	assert_false(finds("#include <own.h>\n", ""));
	put_made_of("#include <own.h>\n", "code", rule.data);
	unlink(header.data);
	assert_false(finds("#include <own.h>\n", ""));
	str_release(&header);
	str_release(&rule);
}

static void test_a_header_that_tells_lines(void **state)
{
	struct str header = {0}, rule = {0};

	(void)state;
	str_printf(&header, "%s/check.h", home);
	str_printf(&rule, "-.o: - %s\n", header.data);
	assert_int_equal(file_replace(header.data, "#define HERE __LINE__\n", 22, NULL), 0);
	put_made_of("#line 1 \"In[1]\"\n#include <check.h>\n", "code", rule.data);
	assert_true(finds("#line 1 \"In[1]\"\n#include <check.h>\n", "code"));
	assert_false(finds("#line 2 \"In[1]\"\n#include <check.h>\n", ""));
	str_release(&header);
	str_release(&rule);
}

static void test_damaged_files_are_not_answers(void **state)
{
	struct str path, file = {0};

	(void)state;
	put("int f;", "the code of f");
	path = only_file();
	assert_int_equal(file_read(path.data, 1 << 20, &file, NULL), 0);
	for (size_t i = 0; i < file.len; i++) {
		file.data[i] ^= 0x40;
		assert_int_equal(file_replace(path.data, file.data, file.len, NULL), 0);
		assert_false(finds("int f;", ""));
		file.data[i] ^= 0x40;
		assert_int_equal(file_replace(path.data, file.data, i, NULL), 0);
		assert_false(finds("int f;", ""));
	}
	assert_int_equal(file_replace(path.data, file.data, file.len, NULL), 0);
	assert_true(finds("int f;", "the code of f"));
	str_release(&path);
	str_release(&file);
}

static void test_another_answer_under_its_name_is_none(void **state)
{
	struct str first, second, file = {0};

	(void)state;
	put("int f(void) { return 1; }", "code of f");
	first = only_file();
	assert_int_equal(file_read(first.data, 1 << 20, &file, NULL), 0);
	assert_non_null(file.data);
	unlink(str_text(&first));
	put("int g(void) { return 2; }", "code of g");
	second = only_file();
	assert_int_equal(file_replace(second.data, file.data, file.len, NULL), 0);
	assert_false(finds("int g(void) { return 2; }", ""));
	str_release(&first);
	str_release(&second);
	str_release(&file);
}

static void test_a_folder_of_others_is_not_used(void **state)
{
	struct str folder = {0};

	(void)state;
	put("int f;", "code");
	assert_int_equal(object_cache_folder(&folder), 0);
	assert_int_equal(chmod(folder.data, 0777), 0);
	assert_false(finds("int f;", ""));
	assert_int_equal(chmod(folder.data, 0700), 0);
	assert_true(finds("int f;", "code"));
	str_release(&folder);
	setenv("XDG_CACHE_HOME", "/dev/null/nowhere", 1);
	put("int g;", "code");
	assert_false(finds("int g;", ""));
}

static void test_a_full_disk_keeps_nothing(void **state)
{
	struct rlimit before;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){40, before.rlim_max});
	put("int f;", "code");
	setrlimit(RLIMIT_FSIZE, &before);
	assert_false(finds("int f;", ""));
	assert_int_equal(object_cache_size().file_cnt, 0);
	put("int f;", "code");
	assert_true(finds("int f;", "code"));
}

static void test_what_is_used_stays_when_room_is_made(void **state)
{
	char text[32], object[1001] = {0};

	(void)state;
	memset(object, 'x', 1000);
	setenv("CICLE_CACHE_MAX", "6k", 1);
	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof text, "int f%d;", i);
		put(text, object);
		finds("int f0;", object);
		usleep(2000);
	}
	assert_true(finds("int f0;", object));
	assert_true(finds("int f11;", object));
	assert_false(finds("int f2;", object));
	assert_true(object_cache_size().bytes <= 6 * 1024);
	setenv("CICLE_CACHE_MAX", "0", 1);
	assert_false(finds("int f0;", object));
	assert_true(object_cache_clear() > 0);
	assert_int_equal(object_cache_size().file_cnt, 0);
}

// One of several processes that write the same answers and read them.
static _Noreturn void work(void)
{
	char text[32], object[32];

	for (int i = 0; i < 300; i++) {
		struct object_question question;
		struct cc_result result = {0};

		snprintf(text, sizeof text, "int f%d;", i % 7);
		snprintf(object, sizeof object, "code of f%d", i % 7);
		question = ask(text);
		if (i % 3 == 0)
			put(text, object);
		if (i % 50 == 49)
			object_cache_clear();
		if (object_cache_find(&question, &result) &&
		    strcmp(str_text(&result.output), object) != 0)
			_exit(1);
		cc_result_release(&result);
	}
	_exit(0);
}

static void test_many_processes_share_it(void **state)
{
	int status;

	(void)state;
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			work();
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_the_same_text_is_found),
	    TEST(test_lines_and_cells_do_not_matter),
	    TEST(test_lines_matter_where_they_are_told),
	    TEST(test_flags_compiler_and_job_matter),
	    TEST(test_a_changed_header_ends_it),
	    TEST(test_a_header_that_tells_lines),
	    TEST(test_damaged_files_are_not_answers),
	    TEST(test_another_answer_under_its_name_is_none),
	    TEST(test_a_folder_of_others_is_not_used),
	    TEST(test_a_full_disk_keeps_nothing),
	    TEST(test_what_is_used_stays_when_room_is_made),
	    TEST(test_many_processes_share_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
