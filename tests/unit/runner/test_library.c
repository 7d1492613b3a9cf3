// tests/unit/runner/test_library.c - thunks: any signature gets through, and calls are counted.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jit/runner/library.h"
#include "jit/runner/region.h"
#include "profiler/collect.h"
#include "profiler/identities.h"
#include "profiler/runtime/calls.h"
#include "profiler/runtime/jump.h"
#include "profiler/runtime/probe.h"

enum { STATEMENT, A };

static const struct collect_function numbers[] = {{"In[1]", 1, 0, "<cell>", NULL, PROFILE_NO_TIER},
						  {"In[1]", 2, 0, "a", NULL, PROFILE_NO_TIER}};
static struct library *library;

// Gives the thunk of a function under its name.
#define WRAPPED(function) ((__typeof__(&(function)))library_thunk(library, #function, function))

static int set_up(void **state)
{
	(void)state;
	region_init();
	library = library_new();
	return 0;
}

static struct profile *stop_and_collect(void)
{
	struct str packed = {0};
	struct unpack in;
	struct err err = {0};
	struct profile *profile;
	size_t cnt;
	const char *const *names = library_names(library, &cnt);

	probe_stop();
	probe_pack(&packed, names, cnt);
	in = unpack_from(packed.data, packed.len);
	profile = collect_profile(&in, numbers, 2, "nb", "t", "In[1]", &err);
	assert_string_equal(err.text, "");
	assert_true(in.at == in.end);
	assert_int_equal(profile_identities(profile, &packed), PROFILE_IDENTITY_CNT);
	str_release(&packed);
	return profile;
}

// Adds up the calls of a function below a function, both by name.
static uint64_t calls_below(const struct profile *profile, const char *parent, const char *name)
{
	uint64_t cnt = 0;

	for (size_t i = 1; i < profile->node_cnt; i++) {
		const struct profile_node *node = &profile->nodes[i];
		const struct profile_node *above = &profile->nodes[node->parent];

		if (!strcmp(profile->functions[node->function].name, name) &&
		    !strcmp(profile->functions[above->function].name, parent))
			cnt += node->call_cnt;
	}
	return cnt;
}

struct parts {
	double real;
	long whole;
};

struct large {
	int items[20];
};

static double mix(int a, double b, long c, float d, const char *e, double f, int g, double h, int i,
		  int j, double k, double l, double m, double n, double o, int p)
{
	return a + b + (double)c + d + (double)strlen(e) + f + g + h + i + j + k + l + m + n + o +
	       p;
}

static struct parts split(double number)
{
	return (struct parts){number - (long)number, (long)number};
}

static struct large fill(int n)
{
	struct large large;

	for (int i = 0; i < 20; i++)
		large.items[i] = n + i;
	return large;
}

static long double half(long double number)
{
	errno = ERANGE;
	return number / 2;
}

static void check_signatures(void)
{
	char text[64];

	assert_true(WRAPPED(mix)(1, 2, 3, 4, "five5", 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) ==
		    136);
	assert_true(WRAPPED(split)(3.25).real == 0.25);
	assert_int_equal(WRAPPED(split)(3.25).whole, 3);
	assert_int_equal(WRAPPED(fill)(5).items[19], 24);
	errno = 0;
	assert_true(WRAPPED(half)(3) == 1.5);
	assert_int_equal(errno, ERANGE);
	WRAPPED(snprintf)(text, sizeof text, "%d %g %s %d %d %g", 1, 2.5, "three", 4, 5, 6.5);
	assert_string_equal(text, "1 2.5 three 4 5 6.5");
}

static void test_any_signature_gets_through(void **state)
{
	struct profile *profile;

	(void)state;
	check_signatures();
	probe_start(PROBE_EXACT);
	check_signatures();
	profile = stop_and_collect();
	check_signatures();
	assert_int_equal(calls_below(profile, "<cell>", "<built-in mix>"), 1);
	assert_int_equal(calls_below(profile, "<cell>", "<built-in split>"), 2);
	assert_int_equal(calls_below(profile, "<cell>", "<built-in snprintf>"), 1);
	assert_int_equal(profile->node_cnt, 2 + 5);
	profile_free(profile);
}

static void test_what_cannot_be_wrapped_is_not(void **state)
{
	static const char *const names[] = {
	    "_exit", "setjmp", "vfork", "pthread_exit", "dlsym", "__errno_location", "cicle_enter"};
	size_t before, after;

	(void)state;
	library_names(library, &before);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_ptr_equal(library_thunk(library, names[i], strlen), strlen);
	library_names(library, &after);
	assert_int_equal(before, after);
}

static void test_thunks_are_found_again_and_many(void **state)
{
	void *first = library_thunk(library, "strlen", strlen);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		char name[16];

		snprintf(name, sizeof name, "f%d", i);
		assert_int_equal(
		    ((size_t(*)(const char *))library_thunk(library, name, strlen))(name),
		    strlen(name));
	}
	assert_ptr_equal(library_thunk(library, "strlen", strlen), first);
	assert_ptr_not_equal(library_thunk(library, "strlen", strnlen), first);
}

static jmp_buf target;

static int jump_out(const void *a, const void *b)
{
	struct cicle_frame frame __attribute__((cleanup(cicle_leave)));

	cicle_enter(&frame, A);
	cicle_longjmp(target, 1);
	return a != b;
}

// As a library does that jumps by itself.
static int jump_silently(const void *a, const void *b)
{
	longjmp(target, 1);
	return a != b;
}

static void sort(int (*compare)(const void *, const void *))
{
	int pair[2] = {2, 1};

	if (setjmp(target) == 0)
		WRAPPED(qsort)(pair, 2, sizeof *pair, compare);
	assert_int_equal(WRAPPED(abs)(-1), 1);
}

static void test_jumps_out_of_a_callback(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	for (int i = 0; i < 100000; i++)
		sort(jump_out);
	profile = stop_and_collect();
	assert_int_equal(calls_below(profile, "<cell>", "<built-in qsort>"), 100000);
	assert_int_equal(calls_below(profile, "<built-in qsort>", "a"), 100000);
	assert_int_equal(calls_below(profile, "<cell>", "<built-in abs>"), 100000);
	profile_free(profile);
}

static void test_jumps_that_nobody_tells(void **state)
{
	(void)state;
	probe_start(PROBE_EXACT);
	for (int i = 0; i < 100000; i++)
		sort(jump_silently);
	profile_free(stop_and_collect());
}

static void *sleep_across(void *unused)
{
	WRAPPED(usleep)(20000);
	return unused;
}

static void test_call_that_outlives_its_collection(void **state)
{
	struct profile *profile;
	pthread_t thread;

	(void)state;
	probe_start(PROBE_EXACT);
	assert_int_equal(pthread_create(&thread, NULL, sleep_across, NULL), 0);
	usleep(5000);
	profile = stop_and_collect();
	assert_int_equal(calls_below(profile, "<session>", "<built-in usleep>"), 1);
	profile_free(profile);
	probe_start(PROBE_EXACT);
	pthread_join(thread, NULL);
	profile = stop_and_collect();
	assert_int_equal(profile->node_cnt, 2);
	profile_free(profile);
}

static int nest(int depth);

static int call_nest(const void *key, const void *item)
{
	return nest(*(const int *)key) + (item == NULL);
}

static int nest(int depth)
{
	int inner = depth - 1, one = 0;

	return depth > 0 && !WRAPPED(bsearch)(&inner, &one, 1, sizeof one, call_nest);
}

enum { DEPTH = 40000 };

static void *nest_deeply(void *unused)
{
	nest(DEPTH);
	return unused;
}

static void test_nested_too_deeply(void **state)
{
	struct profile *profile;
	pthread_attr_t large;
	pthread_t thread;

	(void)state;
	pthread_attr_init(&large);
	pthread_attr_setstacksize(&large, (size_t)256 << 20);
	probe_start(PROBE_EXACT);
	assert_int_equal(pthread_create(&thread, &large, nest_deeply, NULL), 0);
	pthread_join(thread, NULL);
	profile = stop_and_collect();
	pthread_attr_destroy(&large);
	assert_int_equal(calls_below(profile, "<session>", "<built-in bsearch>"), 1);
	assert_true(calls_below(profile, "<built-in bsearch>", "<built-in bsearch>") > DEPTH / 2);
	profile_free(profile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any_signature_gets_through),
	    cmocka_unit_test(test_what_cannot_be_wrapped_is_not),
	    cmocka_unit_test(test_thunks_are_found_again_and_many),
	    cmocka_unit_test(test_jumps_out_of_a_callback),
	    cmocka_unit_test(test_jumps_that_nobody_tells),
	    cmocka_unit_test(test_call_that_outlives_its_collection),
	    cmocka_unit_test(test_nested_too_deeply),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
