// bench/probe_cost.c - what a probe costs: fib bare, with two clock reads, with enter and leave.
//
// All are built by the same compiler and run in turns; each line is the best of many short rounds,
// as other programs may be running. "over the clock" is what a call pays beyond the two reads that
// exact times need. Behind that: how the times of longer functions under adaptive timing compare
// with exact ones; and whether all is within what is promised.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "profiler/collect.h"
#include "profiler/runtime/clock.h"
#include "profiler/runtime/probe.h"

enum { N = 24, ROUNDS = 300, WORK_CNT = 6, WORK_CALLS = 2000 };

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

static void check(const char *what, double found, double limit, const char *unit)
{
	printf("%-44s %6.1f %-2s of at most %.0f%s\n", what, found, unit, limit,
	       found <= limit ? "" : "   TOO MUCH");
}

static void compare_costs(void)
{
	enum { BARE, CLOCKED, IDLE, EXACT, ADAPTIVE, COUNTS };
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
	putchar('\n');
	check("exact, beyond two clock reads",
	      contenders[EXACT].best_ns - contenders[CLOCKED].best_ns, 2, "ns");
	check("adaptive", contenders[ADAPTIVE].best_ns - contenders[BARE].best_ns, 6, "ns");
	check("counts", contenders[COUNTS].best_ns - contenders[BARE].best_ns, 4, "ns");
}

// Function 1 + i works for about 2^i * 30 ns; each is called WORK_CALLS / 2^i times.
static __attribute__((noinline)) void work(int i)
{
	struct cicle_frame frame __attribute__((cleanup(cicle_leave)));

	cicle_enter(&frame, (uint32_t)i + 1);
	for (int j = 0; j < 25 << 2 * i; j++)
		sink += (uint64_t)j;
}

struct work_times {
	double rounds_ns[WORK_CNT][ROUNDS]; // per call
};

// Fills in the ns a call that a profile tells of each function.
static void measure_work(enum probe_clock clock, struct work_times *times, int round)
{
	static const struct collect_function names[WORK_CNT + 1] = {
	    {"b", 0, 0, "all", NULL, PROFILE_NO_TIER}, {"b", 1, 0, "1", NULL, PROFILE_NO_TIER},
	    {"b", 2, 0, "2", NULL, PROFILE_NO_TIER},   {"b", 3, 0, "3", NULL, PROFILE_NO_TIER},
	    {"b", 4, 0, "4", NULL, PROFILE_NO_TIER},   {"b", 5, 0, "5", NULL, PROFILE_NO_TIER},
	    {"b", 6, 0, "6", NULL, PROFILE_NO_TIER},
	};
	struct str packed = {0};
	struct unpack in;
	struct profile *profile;

	probe_start(clock);
	for (int i = 0; i < WORK_CNT; i++)
		for (int j = 0; j < WORK_CALLS >> i; j++)
			work(i);
	probe_stop();
	probe_pack(&packed, NULL, 0);
	in = unpack_from(packed.data, packed.len);
	profile = collect_profile(&in, names, WORK_CNT + 1, "b", "b", "b", NULL);
	for (size_t i = 2; profile && i < profile->node_cnt; i++) {
		double ns = (double)profile->nodes[i].total_ns / (double)profile->nodes[i].call_cnt;

		times->rounds_ns[i - 2][round] = ns;
	}
	profile_free(profile);
	str_release(&packed);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

// The shortest round of a timed function is the one that nothing disturbed. Of an estimate it would
// be the lowest, so those are told by their middle one.
static void compare_times(void)
{
	static struct work_times exact, adaptive;
	double worst = 0;

	for (int i = 0; i < ROUNDS; i++) {
		measure_work(PROBE_EXACT, &exact, i);
		measure_work(PROBE_ADAPTIVE, &adaptive, i);
	}
	printf("\nns a call: exact, adaptive, difference\n");
	for (int i = 0; i < WORK_CNT; i++) {
		double *a = exact.rounds_ns[i], *b = adaptive.rounds_ns[i], change;
		int at;

		qsort(a, ROUNDS, sizeof *a, by_size);
		qsort(b, ROUNDS, sizeof *b, by_size);
		at = a[0] < 1000 ? ROUNDS / 2 : 0;
		change = 100 * (b[at] / a[at] - 1);
		printf("%12.1f %12.1f %9.1f %%\n", a[at], b[at], change);
		if (a[0] >= 1000 && fabs(change) > worst)
			worst = fabs(change);
	}
	putchar('\n');
	check("adaptive, functions above 1 us, off by", worst, 2, "%");
}

int main(void)
{
	compare_costs();
	compare_times();
	return 0;
}
