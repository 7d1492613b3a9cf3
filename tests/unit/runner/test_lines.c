// tests/unit/runner/test_lines.c - what profiler/runtime/lines.c counts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/pack.h"
#include "profiler/runtime/jump.h"
#include "profiler/runtime/lines.h"

#define FRAME(number, line_cnt)                                               \
	struct cicle_lines frame __attribute__((cleanup(cicle_lines_leave))); \
	cicle_lines_enter(&frame, number, line_cnt)

enum { LINE_MAX_CNT = 8 };

struct counted {
	uint32_t line_cnt;
	uint64_t hit_cnt[LINE_MAX_CNT], ns[LINE_MAX_CNT];
};

// Gives what the last collection has of a function; line_cnt is UINT32_MAX when it has nothing.
static struct counted counted(uint32_t number, uint64_t *wall_ns)
{
	struct str packed = {0};
	struct counted found = {.line_cnt = UINT32_MAX};
	struct unpack in;
	uint32_t cnt;

	lines_pack(&packed);
	in = unpack_from(packed.data, packed.len);
	cnt = unpack_u32(&in);
	for (uint32_t i = 0; i < cnt; i++) {
		struct counted one = {0};
		uint32_t this_number = unpack_u32(&in);

		one.line_cnt = unpack_u32(&in);
		assert_true(one.line_cnt <= LINE_MAX_CNT);
		for (uint32_t j = 0; j < (one.line_cnt ? one.line_cnt : 1); j++) {
			one.hit_cnt[j] = unpack_u64(&in);
			one.ns[j] = unpack_u64(&in);
		}
		if (this_number == number)
			found = one;
	}
	if (wall_ns)
		*wall_ns = unpack_u64(&in);
	else
		unpack_u64(&in);
	assert_false(in.has_failed);
	assert_ptr_equal(in.at, in.end);
	str_release(&packed);
	return found;
}

static void spin(uint64_t ns)
{
	struct timespec now;
	uint64_t start = 0, at;

	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
		at = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
		start = start ? start : at;
	} while (at - start < ns);
}

static void loop(int cnt)
{
	FRAME(7, 3);
	cicle_line(&frame, 0);
	for (int i = 0; i < cnt; i++) {
		cicle_line(&frame, 1);
		spin(100000);
		cicle_line(&frame, 2);
	}
}

static void test_hits_and_times(void **state)
{
	struct counted c;
	uint64_t wall_ns;

	(void)state;
	loop(1);
	lines_start();
	loop(5);
	lines_stop();
	loop(1);
	c = counted(7, &wall_ns);
	assert_int_equal(c.line_cnt, 3);
	assert_int_equal(c.hit_cnt[0], 1);
	assert_int_equal(c.hit_cnt[1], 5);
	assert_int_equal(c.hit_cnt[2], 5);
	assert_in_range(c.ns[1], 499000, wall_ns);
	assert_true(c.ns[0] + c.ns[1] + c.ns[2] <= wall_ns);
	assert_int_equal(counted(8, NULL).line_cnt, UINT32_MAX);
}

static void recurse(int depth)
{
	FRAME(9, 3);
	cicle_line(&frame, 0);
	spin(50000);
	cicle_line(&frame, 1);
	if (depth > 0)
		recurse(depth - 1);
	cicle_line(&frame, 2);
}

static void test_recursion_counts_no_moment_twice(void **state)
{
	struct counted c;
	uint64_t wall_ns;

	(void)state;
	lines_start();
	recurse(9);
	lines_stop();
	c = counted(9, &wall_ns);
	assert_int_equal(c.hit_cnt[1], 10);
	assert_in_range(c.ns[0], 499000, wall_ns);
	assert_true(c.ns[0] + c.ns[1] + c.ns[2] <= wall_ns);
}

static void as_a_whole(void)
{
	FRAME(3, 0);
	cicle_line(&frame, 0);
	spin(50000);
}

static void test_a_function_as_a_whole(void **state)
{
	struct counted c;

	(void)state;
	lines_start();
	as_a_whole();
	as_a_whole();
	lines_stop();
	c = counted(3, NULL);
	assert_int_equal(c.line_cnt, 0);
	assert_int_equal(c.hit_cnt[0], 2);
	assert_true(c.ns[0] >= 99000);
}

static jmp_buf env;

static __attribute__((noinline)) void leap(void)
{
	FRAME(4, 1);
	cicle_line(&frame, 0);
	cicle_longjmp(env, 1);
}

static void test_a_jump_closes_what_it_leaves(void **state)
{
	(void)state;
	lines_start();
	if (!_setjmp(env))
		leap();
	spin(300000);
	lines_stop();
	assert_int_equal(counted(4, NULL).hit_cnt[0], 1);
	assert_true(counted(4, NULL).ns[0] < 250000);
}

// Whoever ends a run jumps without a word: what is open counts up to the end.
static void test_open_lines_end_with_the_collection(void **state)
{
	struct cicle_lines frame;

	(void)state;
	lines_start();
	cicle_lines_enter(&frame, 5, 1);
	cicle_line(&frame, 0);
	spin(200000);
	lines_stop();
	cicle_lines_leave(&frame);
	assert_true(counted(5, NULL).ns[0] >= 199000);
	lines_start();
	cicle_lines_leave(&frame);
	cicle_line(&frame, 0);
	lines_stop();
	assert_int_equal(counted(5, NULL).line_cnt, UINT32_MAX);
}

static void *run_thread(void *arg)
{
	(void)arg;
	loop(2);
	return NULL;
}

static void test_threads_are_summed_up(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		pthread_t threads[3];

		lines_start();
		for (int i = 0; i < 3; i++)
			pthread_create(&threads[i], NULL, run_thread, NULL);
		for (int i = 0; i < 3; i++)
			pthread_join(threads[i], NULL);
		loop(1);
		lines_stop();
		assert_int_equal(counted(7, NULL).hit_cnt[1], 7);
	}
}

static void test_lines_that_are_not_there(void **state)
{
	struct cicle_lines frame;

	(void)state;
	lines_start();
	cicle_lines_enter(&frame, 6, 2);
	cicle_line(&frame, 2);
	cicle_line(&frame, UINT32_MAX);
	cicle_lines_leave(&frame);
	for (unsigned i = 0; i < LINES_FUNCTION_MAX + 10; i++) {
		cicle_lines_enter(&frame, 100 + i, 1);
		cicle_line(&frame, 0);
		cicle_lines_leave(&frame);
	}
	lines_stop();
	assert_int_equal(counted(6, NULL).hit_cnt[1], 0);
	assert_int_equal(counted(100, NULL).hit_cnt[0], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hits_and_times),
	    cmocka_unit_test(test_recursion_counts_no_moment_twice),
	    cmocka_unit_test(test_a_function_as_a_whole),
	    cmocka_unit_test(test_a_jump_closes_what_it_leaves),
	    cmocka_unit_test(test_open_lines_end_with_the_collection),
	    cmocka_unit_test(test_threads_are_summed_up),
	    cmocka_unit_test(test_lines_that_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
