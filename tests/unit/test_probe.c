// tests/unit/test_probe.c - the probes: trees, threads, early exits, and that they are harmless.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/mem.h"
#include "profiler/collect.h"
#include "profiler/identities.h"
#include "profiler/runtime/clock.h"
#include "profiler/runtime/jump.h"
#include "profiler/runtime/probe.h"
#include "profiler/runtime/probe_text.h"

// Opens an instrumented function's body.
#define PROBED(number)                                                  \
	struct cicle_frame frame __attribute__((cleanup(cicle_leave))); \
	cicle_enter(&frame, number)

enum { STATEMENT, A, B, C, D, FIB, FUNCTION_CNT = 20000 };

static char names[FUNCTION_CNT][8];
static struct collect_function numbers[FUNCTION_CNT];

static int name_functions(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < FUNCTION_CNT; i++) {
		snprintf(names[i], sizeof names[i], "f%u", (unsigned)i);
		numbers[i] =
		    (struct collect_function){"In[1]", i, 0, names[i], NULL, PROFILE_NO_TIER};
	}
	return 0;
}

// Ends the collection and gives its profile, which passed profile_check().
static struct profile *stop_and_collect(void)
{
	struct str packed = {0};
	struct unpack in;
	struct err err = {0};
	struct profile *profile;

	probe_stop();
	probe_pack(&packed, NULL, 0);
	in = unpack_from(packed.data, packed.len);
	profile = collect_profile(&in, numbers, FUNCTION_CNT, "nb", "t", "In[1]", &err);
	assert_string_equal(err.text, "");
	assert_non_null(profile);
	assert_true(in.at == in.end);
	assert_int_equal(profile_identities(profile, &packed), PROFILE_IDENTITY_CNT);
	str_release(&packed);
	return profile;
}

// Finds a chain of functions by number, ended by -1, below the root. NULL when it was not seen.
static const struct profile_node *path(const struct profile *profile, ...)
{
	uint32_t at = 0;
	va_list chain;
	int number;

	va_start(chain, profile);
	while ((number = va_arg(chain, int)) >= 0) {
		uint32_t next = 0;

		for (uint32_t i = 1; i < profile->node_cnt; i++) {
			const struct profile_node *node = &profile->nodes[i];

			if (node->parent == at &&
			    profile->functions[node->function].line == (uint32_t)number)
				next = i;
		}
		if (next == 0) {
			va_end(chain);
			return NULL;
		}
		at = next;
	}
	va_end(chain);
	return &profile->nodes[at];
}

static int fib(int n)
{
	// NOLINTNEXTLINE(bugprone-signal-handler): what a handler calls may be instrumented
	PROBED(FIB);
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static void test_recursion_goes_down_the_tree(void **state)
{
	struct profile *profile;
	uint64_t call_cnt = 0;

	(void)state;
	probe_start(PROBE_EXACT);
	fib(10);
	profile = stop_and_collect();
	assert_int_equal(profile->node_cnt, 1 + 1 + 10);
	for (size_t i = 2; i < profile->node_cnt; i++)
		call_cnt += profile->nodes[i].call_cnt;
	assert_int_equal(call_cnt, 177);
	assert_int_equal(path(profile, STATEMENT, FIB, FIB, -1)->call_cnt, 2);
	assert_int_equal(profile->nodes[0].total_ns, profile->wall_ns);
	profile_free(profile);
}

static void busy(uint64_t ns)
{
	struct clock_mark begin = clock_mark();

	while (clock_mark().ns - begin.ns < ns)
		continue;
}

static void c(uint64_t ns)
{
	PROBED(C);
	busy(ns);
}

static void a(uint64_t ns)
{
	PROBED(A);
	c(ns);
}

static void b(uint64_t ns)
{
	PROBED(B);
	c(ns);
}

static void test_times_belong_to_their_chain(void **state)
{
	struct profile *profile;
	const struct profile_node *through_a, *through_b;

	(void)state;
	probe_start(PROBE_EXACT);
	for (int i = 0; i < 10; i++) {
		a(400000);
		b(100000);
	}
	profile = stop_and_collect();
	through_a = path(profile, STATEMENT, A, C, -1);
	through_b = path(profile, STATEMENT, B, C, -1);
	assert_int_equal(through_a->call_cnt, 10);
	assert_int_equal(through_b->call_cnt, 10);
	assert_in_range(through_a->total_ns, 3990000, profile->wall_ns);
	assert_in_range(through_b->total_ns, 998000, profile->wall_ns - through_a->total_ns);
	assert_true(profile->clock_step_ns > 0 && profile->clock_step_ns < 1000);
	assert_true(profile->probe_ns > 1 && profile->probe_ns < 10000);
	assert_int_equal(profile->thread_cnt, 1);
	profile_free(profile);
}

static void test_many_children_are_all_found(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	for (int round = 0; round < 3; round++) {
		for (int i = 1; i < FUNCTION_CNT; i++) {
			PROBED((uint32_t)i);
		}
	}
	profile = stop_and_collect();
	assert_int_equal(profile->node_cnt, 1 + FUNCTION_CNT);
	for (size_t i = 2; i < profile->node_cnt; i++)
		assert_int_equal(profile->nodes[i].call_cnt, 3);
	profile_free(profile);
}

static void test_deep_recursion(void **state)
{
	enum { DEPTH = 300000 };
	struct cicle_frame *frames = mem_zalloc(DEPTH * sizeof *frames);
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	for (int i = 0; i < DEPTH; i++)
		cicle_enter(&frames[i], A);
	for (int i = DEPTH; i-- > 0;)
		cicle_leave(&frames[i]);
	cicle_enter(&frames[0], B);
	cicle_leave(&frames[0]);
	profile = stop_and_collect();
	assert_int_equal(profile->node_cnt, 2 + DEPTH + 1);
	assert_non_null(path(profile, STATEMENT, B, -1));
	profile_free(profile);
	free(frames);
}

static void test_full_tree_folds_what_it_cannot_hold(void **state)
{
	enum { MORE = 10 };
	size_t depth = PROBE_NODE_MAX + MORE;
	struct cicle_frame *frames = mem_zalloc(depth * sizeof *frames);
	struct cicle_frame known, folded;
	struct str packed = {0};
	struct unpack in;

	(void)state;
	probe_start(PROBE_EXACT);
	for (size_t i = 0; i < depth; i++)
		cicle_enter(&frames[i], A);
	for (size_t i = depth; i-- > 1;)
		cicle_leave(&frames[i]);
	cicle_enter(&folded, B); // no room below A
	cicle_enter(&known, A);  // A below A is known, but this is A below B
	cicle_leave(&known);
	cicle_leave(&folded);
	cicle_enter(&known, A); // and this one is counted
	cicle_leave(&known);
	cicle_leave(&frames[0]);
	probe_stop();
	probe_pack(&packed, NULL, 0);
	in = unpack_from(packed.data, packed.len);
	assert_int_equal(unpack_u32(&in), 0); // library functions
	assert_int_equal(unpack_u32(&in), 1 + PROBE_NODE_MAX);
	in.at += 2 * 44; // the statement, and A below it
	assert_int_equal(unpack_u32(&in), 1);
	assert_int_equal(unpack_u32(&in), A);
	assert_int_equal(unpack_u32(&in), PROBE_TIMED_ALL);
	assert_int_equal(unpack_u64(&in), 2);
	in.at = in.end - 12;
	assert_int_equal(unpack_u64(&in), 2);
	str_release(&packed);
	free(frames);
}

static void test_new_collection_starts_empty(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	fib(5);
	profile_free(stop_and_collect());
	probe_start(PROBE_EXACT);
	a(0);
	profile = stop_and_collect();
	assert_int_equal(profile->node_cnt, 4);
	assert_null(path(profile, STATEMENT, FIB, -1));
	profile_free(profile);
}

static void test_nothing_happens_without_collection(void **state)
{
	struct cicle_frame outer, inner;
	struct profile *profile;

	(void)state;
	fib(5);
	probe_stop();
	cicle_enter(&outer, A);
	probe_start(PROBE_EXACT);
	cicle_leave(&outer);
	cicle_enter(&inner, B);
	profile = stop_and_collect();
	cicle_leave(&inner);
	assert_int_equal(profile->node_cnt, 3);
	assert_int_equal(path(profile, STATEMENT, B, -1)->call_cnt, 1);
	profile_free(profile);
	probe_start(PROBE_EXACT);
	cicle_leave(&inner);
	profile = stop_and_collect();
	assert_int_equal(profile->node_cnt, 2);
	profile_free(profile);
}

static void test_stop_closes_what_is_open(void **state)
{
	struct cicle_frame outer, inner;
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	cicle_enter(&outer, A);
	cicle_enter(&inner, B);
	busy(200000);
	profile = stop_and_collect();
	assert_int_equal(path(profile, STATEMENT, A, -1)->call_cnt, 1);
	assert_int_equal(path(profile, STATEMENT, A, B, -1)->call_cnt, 1);
	assert_in_range(path(profile, STATEMENT, A, B, -1)->total_ns, 199000, profile->wall_ns);
	profile_free(profile);
}

typedef void jump(struct __jmp_buf_tag *env, int value);

static jmp_buf target;

static __attribute__((noinline)) void jump_out(int depth, jump *how)
{
	PROBED(B);
	if (depth > 0)
		jump_out(depth - 1, how);
	how(target, 1);
}

static void jump_and_go_on(jump *how)
{
	PROBED(A);
	if (setjmp(target) == 0)
		jump_out(2, how);
	c(0);
}

static void test_longjmp_is_closed_by_the_caller(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	jump_and_go_on(longjmp);
	c(0);
	profile = stop_and_collect();
	assert_int_equal(path(profile, STATEMENT, A, B, B, B, -1)->call_cnt, 1);
	assert_int_equal(path(profile, STATEMENT, C, -1)->call_cnt, 1);
	profile_free(profile);
}

static void test_told_longjmp_is_closed_at_once(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	jump_and_go_on(cicle_longjmp);
	jump_and_go_on(cicle_longjmp);
	profile = stop_and_collect();
	assert_int_equal(path(profile, STATEMENT, A, -1)->call_cnt, 2);
	assert_int_equal(path(profile, STATEMENT, A, B, B, B, -1)->call_cnt, 2);
	assert_int_equal(path(profile, STATEMENT, A, C, -1)->call_cnt, 2);
	assert_int_equal(profile->node_cnt, 7);
	profile_free(profile);
}

static void test_leave_of_a_frame_that_is_not_open(void **state)
{
	struct cicle_frame outer, inner;
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	cicle_enter(&outer, A);
	cicle_enter(&inner, B);
	cicle_leave(&outer);
	cicle_leave(&inner);
	cicle_leave(&outer);
	a(0);
	profile = stop_and_collect();
	assert_int_equal(path(profile, STATEMENT, A, -1)->call_cnt, 2);
	assert_int_equal(path(profile, STATEMENT, A, B, -1)->call_cnt, 1);
	profile_free(profile);
}

static void test_errno_is_kept(void **state)
{
	(void)state;
	probe_start(PROBE_EXACT);
	for (uint32_t i = 1; i < 5000; i++) {
		struct cicle_frame frame;

		errno = ERANGE;
		cicle_enter(&frame, i);
		assert_int_equal(errno, ERANGE);
		cicle_leave(&frame);
		assert_int_equal(errno, ERANGE);
	}
	probe_stop();
}

static void *work(void *count)
{
	for (int i = 0; i < *(int *)count; i++)
		a(0);
	return NULL;
}

static void test_threads_share_no_edges(void **state)
{
	enum { THREADS = 4, ROUNDS = 3 };
	int count = 100;
	struct profile *profile;

	(void)state;
	probe_start(PROBE_ADAPTIVE);
	for (int round = 0; round < ROUNDS; round++) {
		pthread_t threads[THREADS];
		PROBED(D);

		for (int i = 0; i < THREADS; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, work, &count), 0);
		for (int i = 0; i < THREADS; i++)
			pthread_join(threads[i], NULL);
	}
	b(0);
	profile = stop_and_collect();
	assert_int_equal(path(profile, STATEMENT, D, -1)->call_cnt, ROUNDS);
	assert_null(path(profile, STATEMENT, D, A, -1));
	assert_int_equal(path(profile, A, C, -1)->call_cnt, THREADS * ROUNDS * count);
	assert_int_equal(path(profile, STATEMENT, B, C, -1)->call_cnt, 1);
	assert_int_equal(path(profile, STATEMENT, -1)->total_ns, profile->wall_ns);
	profile_free(profile);
}

static void *work_until_told(void *is_done)
{
	while (!atomic_load((atomic_int *)is_done)) {
		PROBED(D);
		fib(6);
	}
	return NULL;
}

static void test_thread_that_runs_across_collections(void **state)
{
	atomic_int is_done = 0;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, work_until_told, &is_done), 0);
	for (int i = 0; i < 200; i++) {
		struct profile *profile;

		probe_start((enum probe_clock)(i % 3));
		a(200000);
		profile = stop_and_collect();
		assert_int_equal(path(profile, STATEMENT, A, -1)->call_cnt, 1);
		assert_null(path(profile, STATEMENT, D, -1));
		profile_free(profile);
	}
	atomic_store(&is_done, 1);
	pthread_join(thread, NULL);
}

static void *hang_in_a_call(void *is_done)
{
	PROBED(D);
	atomic_store((atomic_int *)is_done, 1);
	while (atomic_load((atomic_int *)is_done) != 2)
		usleep(100);
	return NULL;
}

static void test_open_call_of_another_thread_counts_up_to_stop(void **state)
{
	atomic_int is_done = 0;
	struct profile *profile;
	pthread_t thread;

	(void)state;
	probe_start(PROBE_EXACT);
	assert_int_equal(pthread_create(&thread, NULL, hang_in_a_call, &is_done), 0);
	while (!atomic_load(&is_done))
		usleep(100);
	busy(300000);
	profile = stop_and_collect();
	atomic_store(&is_done, 2);
	pthread_join(thread, NULL);
	assert_int_equal(path(profile, D, -1)->call_cnt, 1);
	assert_in_range(path(profile, D, -1)->total_ns, 299000, profile->wall_ns);
	profile_free(profile);
}

static void on_signal(int number)
{
	(void)number;
	fib(3);
}

static void test_probes_in_a_signal_handler(void **state)
{
	struct profile *profile;
	struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
	struct clock_mark begin = clock_mark();
	uint32_t number = 0, cnt = 0;

	(void)state;
	signal(SIGALRM, on_signal);
	probe_start(PROBE_ADAPTIVE);
	setitimer(ITIMER_REAL, &often, NULL);
	for (; clock_mark().ns - begin.ns < 100000000 || cnt < FUNCTION_CNT; cnt++) {
		PROBED(number);
		number = (number + 1) % FUNCTION_CNT;
	}
	setitimer(ITIMER_REAL, &never, NULL);
	profile = stop_and_collect();
	signal(SIGALRM, SIG_DFL);
	assert_in_range(profile->node_cnt, FUNCTION_CNT, 10 * FUNCTION_CNT);
	profile_free(profile);
}

static void test_damaged_bytes_are_refused(void **state)
{
	struct str packed = {0};

	(void)state;
	probe_start(PROBE_EXACT);
	fib(4);
	probe_stop();
	probe_pack(&packed, NULL, 0);
	for (size_t len = 0; len < packed.len; len++) {
		struct unpack in = unpack_from(packed.data, len);

		assert_null(collect_profile(&in, numbers, FUNCTION_CNT, "nb", "t", "c", NULL));
	}
	for (size_t at = 0; at < packed.len; at++) {
		struct unpack in = unpack_from(packed.data, packed.len);
		char good = packed.data[at];

		packed.data[at] ^= (char)0xFF;
		profile_free(collect_profile(&in, numbers, FUNCTION_CNT, "nb", "t", "c", NULL));
		packed.data[at] = good;
	}
	str_release(&packed);
}

static void test_prelude_is_one_line(void **state)
{
	(void)state;
	assert_null(strchr(PROBE_PRELUDE, '\n'));
	assert_non_null(strstr(PROBE_PRELUDE, "struct cicle_frame"));
}

// Gives the profile's function of that number.
static const struct profile_function *function(const struct profile *profile, uint32_t number)
{
	for (size_t i = 1; i < profile->function_cnt; i++)
		if (profile->functions[i].line == number)
			return &profile->functions[i];
	return NULL;
}

static uint64_t count_calls(const struct profile *profile, uint32_t number)
{
	uint64_t call_cnt = 0;

	for (size_t i = 1; i < profile->node_cnt; i++)
		if (profile->functions[profile->nodes[i].function].line == number)
			call_cnt += profile->nodes[i].call_cnt;
	return call_cnt;
}

static void test_counts_only(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_COUNTS);
	fib(20);
	c(300000);
	profile = stop_and_collect();
	assert_int_equal(count_calls(profile, FIB), 21891);
	assert_int_equal(function(profile, FIB)->timing, PROFILE_COUNTED);
	assert_int_equal(function(profile, FIB)->max_ns, 0);
	assert_int_equal(path(profile, STATEMENT, C, -1)->total_ns, 0);
	assert_int_equal(function(profile, STATEMENT)->timing, PROFILE_EXACT);
	assert_in_range(path(profile, STATEMENT, -1)->total_ns, 300000, profile->wall_ns);
	profile_free(profile);
}

static void test_short_calls_are_sampled(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_ADAPTIVE);
	fib(24);
	profile = stop_and_collect();
	assert_int_equal(count_calls(profile, FIB), 150049);
	assert_int_equal(function(profile, FIB)->timing, PROFILE_SAMPLED);
	assert_int_equal(function(profile, STATEMENT)->timing, PROFILE_EXACT);
	assert_in_range(path(profile, STATEMENT, FIB, -1)->total_ns, profile->wall_ns / 2,
			profile->wall_ns);
	profile_free(profile);
}

static void test_long_calls_are_all_timed(void **state)
{
	struct profile *profile;
	const struct profile_function *at;

	(void)state;
	probe_start(PROBE_ADAPTIVE);
	for (int i = 0; i < 200; i++)
		a(i == 100 ? 200000 : 20000);
	profile = stop_and_collect();
	at = function(profile, C);
	assert_int_equal(at->timing, PROFILE_EXACT);
	assert_int_equal(function(profile, A)->timing, PROFILE_EXACT);
	assert_in_range(at->min_ns, 19000, at->max_ns);
	assert_in_range(at->max_ns, 199000, profile->wall_ns);
	assert_in_range(path(profile, STATEMENT, A, C, -1)->total_ns, 4100000, profile->wall_ns);
	profile_free(profile);
}

static uint64_t timed_cnt(const struct profile_function *at, uint64_t from_ns, uint64_t to_ns)
{
	uint64_t cnt = 0;

	for (int i = 0; at->durations && i < PROFILE_DURATION_CNT; i++)
		if ((uint64_t)1 << i >= from_ns && (uint64_t)1 << i < to_ns)
			cnt += at->durations[i];
	return cnt;
}

static void test_durations_are_grouped(void **state)
{
	struct profile *profile;
	uint64_t all;

	(void)state;
	probe_start(PROBE_EXACT);
	for (int i = 0; i < 300; i++)
		c(i % 3 ? 5000 : 40000);
	fib(10);
	profile = stop_and_collect();
	all = timed_cnt(function(profile, C), 1, UINT64_MAX);
	assert_int_equal(all, 300);
	// Other programs may interrupt some.
	assert_in_range(timed_cnt(function(profile, C), 4096, 8192), 100, 200);
	assert_int_equal(timed_cnt(function(profile, C), 1, 4096), 0);
	assert_in_range(timed_cnt(function(profile, C), 32768, 65536), 70, 200);
	assert_int_equal(timed_cnt(function(profile, FIB), 1, UINT64_MAX), 177);
	assert_null(function(profile, STATEMENT)->durations);
	profile_free(profile);
}

static void test_durations_of_samples_and_threads(void **state)
{
	enum { THREADS = 3, CALLS = 1000 };
	pthread_t threads[THREADS];
	struct profile *profile;
	int call_cnt = CALLS;

	(void)state;
	probe_start(PROBE_EXACT);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, &call_cnt), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	profile = stop_and_collect();
	assert_int_equal(timed_cnt(function(profile, C), 1, UINT64_MAX), THREADS * CALLS);
	profile_free(profile);
	probe_start(PROBE_ADAPTIVE);
	fib(24);
	profile = stop_and_collect();
	assert_in_range(timed_cnt(function(profile, FIB), 1, UINT64_MAX), 150049 / 24, 150049 / 6);
	profile_free(profile);
	probe_start(PROBE_COUNTS);
	fib(10);
	profile = stop_and_collect();
	assert_null(function(profile, FIB)->durations);
	profile_free(profile);
}

// The first number without a row, and those around it.
static void test_durations_beyond_the_rows_are_not_known(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_EXACT);
	for (uint32_t i = 8190; i < 8194; i++) {
		PROBED(i);
	}
	profile = stop_and_collect();
	assert_non_null(function(profile, 8191)->durations);
	assert_null(function(profile, 8192)->durations);
	profile_free(profile);
}

static void test_calls_in_order_of_time(void **state)
{
	struct profile *profile;
	const struct profile_span *spans;

	(void)state;
	probe_record_order();
	probe_start(PROBE_EXACT);
	a(20000);
	b(50000);
	profile = stop_and_collect();
	spans = profile->spans;
	assert_int_equal(profile->span_cnt, 4);
	assert_int_equal(profile->span_least_ns, 0);
	assert_ptr_equal(&profile->nodes[spans[0].node], path(profile, STATEMENT, A, -1));
	assert_ptr_equal(&profile->nodes[spans[1].node], path(profile, STATEMENT, A, C, -1));
	assert_ptr_equal(&profile->nodes[spans[2].node], path(profile, STATEMENT, B, -1));
	assert_in_range(spans[1].duration_ns, 19000, spans[0].duration_ns);
	assert_in_range(spans[2].start_ns, spans[0].start_ns + spans[0].duration_ns,
			profile->wall_ns);
	profile_free(profile);
	probe_start(PROBE_EXACT);
	a(0);
	profile = stop_and_collect();
	assert_int_equal(profile->span_cnt, 0); // it was not asked for again
	profile_free(profile);
}

// The short ones go first, and nobody's caller is missing.
static void test_record_of_time_is_bounded(void **state)
{
	enum { LONG_CNT = 20 };
	struct profile *profile;
	uint32_t long_cnt = 0;

	(void)state;
	probe_record_order();
	probe_start(PROBE_EXACT);
	for (int i = 0; i < LONG_CNT; i++) {
		a(100000);
		fib(16);
	}
	profile = stop_and_collect();
	assert_in_range(profile->span_cnt, 2 * LONG_CNT, 16384);
	assert_in_range(profile->span_least_ns, 10, 99000);
	for (size_t i = 0; i < profile->span_cnt; i++) {
		const struct profile_span *span = &profile->spans[i];

		assert_in_range(span->duration_ns, profile->span_least_ns, profile->wall_ns);
		long_cnt += profile->nodes[span->node].parent == 1 && span->duration_ns > 99000;
	}
	assert_in_range(long_cnt, LONG_CNT, 2 * LONG_CNT);
	profile_free(profile);
}

static void test_calls_that_become_long_are_noticed(void **state)
{
	enum { LONG_CNT = 1000 };
	struct profile *profile;

	(void)state;
	probe_start(PROBE_ADAPTIVE);
	for (int i = 0; i < 10000; i++)
		fib(1);
	for (int i = 0; i < LONG_CNT; i++) {
		PROBED(FIB);
		busy(10000);
	}
	profile = stop_and_collect();
	assert_int_equal(path(profile, STATEMENT, FIB, -1)->call_cnt, 10000 + LONG_CNT);
	assert_int_equal(function(profile, FIB)->timing, PROFILE_SAMPLED);
	assert_in_range(path(profile, STATEMENT, FIB, -1)->total_ns, LONG_CNT * 9000,
			profile->wall_ns);
	profile_free(profile);
}

// Mostly short, with a long call of another function now and then.
static void sometimes(int i)
{
	PROBED(D);
	if (i % 200 == 100)
		c(50000);
}

static void test_exact_time_below_estimated(void **state)
{
	struct profile *profile;

	(void)state;
	probe_start(PROBE_ADAPTIVE);
	for (int i = 0; i < 10000; i++)
		sometimes(i);
	profile = stop_and_collect();
	assert_int_equal(function(profile, C)->timing, PROFILE_EXACT);
	assert_in_range(path(profile, STATEMENT, D, C, -1)->total_ns, 50 * 49000,
			path(profile, STATEMENT, D, -1)->total_ns);
	assert_int_equal(path(profile, STATEMENT, D, -1)->call_cnt, 10000);
	profile_free(profile);
}

// Gives what share of its time a caller of very short calls keeps.
static double share_of_caller(void)
{
	struct profile *profile;
	const struct profile_node *caller, *called;
	double share;

	probe_start(PROBE_ADAPTIVE);
	{
		PROBED(A);
		for (int i = 0; i < 10000; i++) {
			PROBED(B);
		}
	}
	profile = stop_and_collect();
	caller = path(profile, STATEMENT, A, -1);
	called = path(profile, STATEMENT, A, B, -1);
	share = 1 - (double)called->total_ns / (double)caller->total_ns;
	profile_free(profile);
	return share;
}

static void test_estimates_leave_room_for_their_caller(void **state)
{
	double best = 0;

	(void)state;
	// Where other programs take the processor away in a timed call, the share is small.
	for (int i = 0; i < 100 && best < 0.1; i++) {
		double share = share_of_caller();

		best = share > best ? share : best;
	}
	assert_true(best > 0.1 && best < 0.95);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing_happens_without_collection),
	    cmocka_unit_test(test_recursion_goes_down_the_tree),
	    cmocka_unit_test(test_times_belong_to_their_chain),
	    cmocka_unit_test(test_many_children_are_all_found),
	    cmocka_unit_test(test_deep_recursion),
	    cmocka_unit_test(test_full_tree_folds_what_it_cannot_hold),
	    cmocka_unit_test(test_new_collection_starts_empty),
	    cmocka_unit_test(test_stop_closes_what_is_open),
	    cmocka_unit_test(test_longjmp_is_closed_by_the_caller),
	    cmocka_unit_test(test_told_longjmp_is_closed_at_once),
	    cmocka_unit_test(test_leave_of_a_frame_that_is_not_open),
	    cmocka_unit_test(test_errno_is_kept),
	    cmocka_unit_test(test_threads_share_no_edges),
	    cmocka_unit_test(test_thread_that_runs_across_collections),
	    cmocka_unit_test(test_open_call_of_another_thread_counts_up_to_stop),
	    cmocka_unit_test(test_probes_in_a_signal_handler),
	    cmocka_unit_test(test_counts_only),
	    cmocka_unit_test(test_short_calls_are_sampled),
	    cmocka_unit_test(test_long_calls_are_all_timed),
	    cmocka_unit_test(test_durations_are_grouped),
	    cmocka_unit_test(test_durations_of_samples_and_threads),
	    cmocka_unit_test(test_durations_beyond_the_rows_are_not_known),
	    cmocka_unit_test(test_calls_in_order_of_time),
	    cmocka_unit_test(test_record_of_time_is_bounded),
	    cmocka_unit_test(test_calls_that_become_long_are_noticed),
	    cmocka_unit_test(test_exact_time_below_estimated),
	    cmocka_unit_test(test_estimates_leave_room_for_their_caller),
	    cmocka_unit_test(test_damaged_bytes_are_refused),
	    cmocka_unit_test(test_prelude_is_one_line),
	};

	return cmocka_run_group_tests(tests, name_functions, NULL);
}
