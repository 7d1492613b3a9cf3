// bench/probe_cost.c - what a probe costs: fib bare, with two clock reads, with enter and leave.
//
// All are built by the same compiler and run in turns; each line is the best of the rounds. "over
// the clock" is what a call pays beyond the two reads that exact times need. Behind that: how the
// times of longer functions under adaptive timing compare with exact ones, in the same rounds.
#include <stdint.h>
#include <stdio.h>

#include "profiler/collect.h"
#include "profiler/runtime/clock.h"
#include "profiler/runtime/probe.h"

enum { N = 27, ROUNDS = 15, WORK_CNT = 6 };

static volatile uint64_t sink; // keeps the clock reads

static __attribute__((noinline)) int bare(int n)
{
	return n < 2 ? n : bare(n - 1) + bare(n - 2);
}

static __attribute__((noinline)) int clocked(int n)
{
	uint64_t entered = clock_ticks();
	int result = n < 2 ? n : clocked(n - 1) + clocked(n - 2);

	sink = clock_ticks() - entered;
	return result;
}

static __attribute__((noinline)) int probed(int n)
{
	struct cicle_frame frame __attribute__((cleanup(cicle_leave)));

	cicle_enter(&frame, 1);
	return n < 2 ? n : probed(n - 1) + probed(n - 2);
}

enum collecting { NOT_COLLECTING = -1 };

struct contender {
	const char *name;
	int (*run)(int n);
	int clock;      // enum probe_clock, or NOT_COLLECTING
	double best_ns; // per call
};

static double time_once(const struct contender *c, double call_cnt)
{
	struct clock_mark begin, end;

	if (c->clock != NOT_COLLECTING)
		probe_start((enum probe_clock)c->clock);
	begin = clock_mark();
	c->run(N);
	end = clock_mark();
	if (c->clock != NOT_COLLECTING)
		probe_stop();
	return (double)(end.ns - begin.ns) / call_cnt;
}

static double count_calls(void)
{
	double last = 1, calls = 1; // fib(0), fib(1)

	for (int i = 2; i <= N; i++) {
		double next = calls + last + 1;

		last = calls;
		calls = next;
	}
	return calls;
}

static void compare_costs(void)
{
	struct contender contenders[] = {
	    {"bare", bare, NOT_COLLECTING, 1e9},
	    {"two clock reads", clocked, NOT_COLLECTING, 1e9},
	    {"probes, no collection", probed, NOT_COLLECTING, 1e9},
	    {"probes, exact", probed, PROBE_EXACT, 1e9},
	    {"probes, adaptive", probed, PROBE_ADAPTIVE, 1e9},
	    {"probes, counts", probed, PROBE_COUNTS, 1e9},
	};
	enum { CNT = sizeof contenders / sizeof *contenders };
	double call_cnt = count_calls();

	for (int i = 0; i < ROUNDS * CNT; i++) {
		struct contender *c = &contenders[i % CNT];
		double ns = time_once(c, call_cnt);

		c->best_ns = ns < c->best_ns ? ns : c->best_ns;
	}
	printf("fib(%d), %.0f calls      ns a call   over bare   over the clock\n", N, call_cnt);
	for (int i = 0; i < CNT; i++)
		printf("%-26s %12.1f %11.1f %16.1f\n", contenders[i].name, contenders[i].best_ns,
		       contenders[i].best_ns - contenders[0].best_ns,
		       contenders[i].best_ns - contenders[1].best_ns);
}

// Function 1 + i works for about 2^i * 30 ns; each is called 20,000 times.
static __attribute__((noinline)) void work(int i)
{
	struct cicle_frame frame __attribute__((cleanup(cicle_leave)));

	cicle_enter(&frame, (uint32_t)i + 1);
	for (int j = 0; j < 25 << 2 * i; j++)
		sink += (uint64_t)j;
}

// Fills in the ns a call that a profile tells of each function.
static void measure_work(enum probe_clock clock, double *best_ns)
{
	static const struct collect_function names[WORK_CNT + 1] = {
	    {"b", 0, "all"}, {"b", 1, "1"}, {"b", 2, "2"}, {"b", 3, "3"},
	    {"b", 4, "4"},   {"b", 5, "5"}, {"b", 6, "6"},
	};
	struct str packed = {0};
	struct unpack in;
	struct profile *profile;

	probe_start(clock);
	for (int i = 0; i < WORK_CNT; i++)
		for (int j = 0; j < 20000 >> i; j++)
			work(i);
	probe_stop();
	probe_pack(&packed, NULL, 0);
	in = unpack_from(packed.data, packed.len);
	profile = collect_profile(&in, names, WORK_CNT + 1, "b", "b", "b", NULL);
	for (size_t i = 2; profile && i < profile->node_cnt; i++) {
		double ns = (double)profile->nodes[i].total_ns / (double)profile->nodes[i].call_cnt;

		best_ns[i - 2] = ns < best_ns[i - 2] ? ns : best_ns[i - 2];
	}
	profile_free(profile);
	str_release(&packed);
}

static void compare_times(void)
{
	double exact_ns[WORK_CNT], adaptive_ns[WORK_CNT];

	for (int i = 0; i < WORK_CNT; i++)
		exact_ns[i] = adaptive_ns[i] = 1e12;
	for (int i = 0; i < ROUNDS; i++) {
		measure_work(PROBE_EXACT, exact_ns);
		measure_work(PROBE_ADAPTIVE, adaptive_ns);
	}
	printf("\nns a call: exact, adaptive, difference\n");
	for (int i = 0; i < WORK_CNT; i++)
		printf("%12.1f %12.1f %9.1f %%\n", exact_ns[i], adaptive_ns[i],
		       100 * (adaptive_ns[i] / exact_ns[i] - 1));
}

int main(void)
{
	compare_costs();
	compare_times();
	return 0;
}
