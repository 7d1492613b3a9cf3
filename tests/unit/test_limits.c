// tests/unit/test_limits.c - the words of %limit, and when memory is short.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "magics/limits.h"

static void test_words(void **state)
{
	static const struct {
		const char *words, *expected;
	} cases[] = {
	    {"time=5s mem=1G out=10M procs=100", "time=5s mem=1G out=10M procs=100"},
	    {"time=90", "time=1.5min"},
	    {"time=0.25s", "time=250ms"},
	    {"mem=1536m", "mem=1.5G"},
	    {"  procs=3\n", "procs=3"},
	    {"time=5s off", "none"},
	    {"time=5s mem=1G time=off", "mem=1G"},
	    {"", "none"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct limits limits = {0};
		struct str out = {0};
		struct err err = {0};

		assert_int_equal(
		    limits_parse(&limits, cases[i].words, strlen(cases[i].words), &err), 0);
		limits_describe(&limits, &out);
		assert_string_equal(out.data, cases[i].expected);
		str_release(&out);
	}
}

static void test_wrong_words(void **state)
{
	static const char *const words[] = {"time",     "time=",   "time=x",    "time=-1s",
					    "time=0",   "mem=1Q",  "procs=1.s", "mem=1e99",
					    "time=nan", "mem=inf", "limits=5",  "off=3"};

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct limits limits = {.time_ns = 7};
		struct err err = {0};

		assert_int_equal(limits_parse(&limits, words[i], strlen(words[i]), &err), -1);
		assert_int_equal(err.code, ERR_USAGE);
		assert_int_equal(limits.time_ns, 7);
	}
}

static void test_ceiling(void **state)
{
	const struct limits ceiling = {.time_ns = 10, .memory_bytes = 100};
	struct limits wanted = {.time_ns = 20, .memory_bytes = 50, .process_cnt = 3};
	struct limits lower = limits_under(&wanted, &ceiling);

	(void)state;
	assert_int_equal(lower.time_ns, 10);
	assert_int_equal(lower.memory_bytes, 50);
	assert_int_equal(lower.process_cnt, 3);
	wanted = (struct limits){0};
	assert_int_equal(limits_under(&wanted, &ceiling).memory_bytes, 100);
}

static void test_output(void **state)
{
	struct watch watch = {0};
	const struct limits limits = {.output_bytes = 10};

	(void)state;
	watch_begin(&watch, &limits, 0, 0);
	assert_int_equal(watch_output(&watch, 7), 7);
	assert_int_equal(watch_output(&watch, 7), 3);
	assert_int_equal(watch_output(&watch, 7), 0);
	watch_begin(&watch, &(struct limits){0}, 0, 0);
	assert_int_equal(watch_output(&watch, 7), 7);
}

static void test_memory(void **state)
{
	const uint64_t gb = 1u << 30;

	(void)state;
	assert_true(limits_is_memory_short(8 * gb, gb / 4, 5 * gb));
	assert_false(limits_is_memory_short(8 * gb, 2 * gb, 5 * gb));
	// Somebody else fills it.
	assert_false(limits_is_memory_short(8 * gb, gb / 4, gb / 8));
	assert_false(limits_is_memory_short(0, 0, 5 * gb));
}

#define MB ((size_t)1 << 20)

static char *fill(size_t size_bytes)
{
	char *pages = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	assert_ptr_not_equal(pages, MAP_FAILED);
	return pages;
}

static bool is_over(struct watch *watch, pid_t pid)
{
	struct excess excess;

	watch->look_ns = 0;
	watch_look(watch, pid, 1, &excess);
	return excess.ename != NULL;
}

// What a session had before a cell is not the cell's; what the cell fills anew is.
static void test_memory_from_before(void **state)
{
	const struct limits limits = {.memory_bytes = 100 * MB};
	struct watch watch = {0};
	char *pages = fill(200 * MB);

	(void)state;
	watch_begin(&watch, &limits, getpid(), 0);
	assert_false(is_over(&watch, getpid()));
	munmap(pages, 200 * MB);
	assert_false(is_over(&watch, getpid()));
	pages = fill(180 * MB);
	assert_true(is_over(&watch, getpid()));
	munmap(pages, 180 * MB);
}

// Another runner has come back from a checkpoint since.
static void test_memory_of_another_runner(void **state)
{
	const struct limits limits = {.memory_bytes = 100 * MB};
	struct watch watch = {0};
	char *pages = fill(200 * MB);

	(void)state;
	watch_begin(&watch, &limits, getppid(), 0);
	assert_false(is_over(&watch, getpid()));
	munmap(pages, 200 * MB);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_wrong_words),
	    cmocka_unit_test(test_ceiling),
	    cmocka_unit_test(test_output),
	    cmocka_unit_test(test_memory),
	    cmocka_unit_test(test_memory_from_before),
	    cmocka_unit_test(test_memory_of_another_runner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
