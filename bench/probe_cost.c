// bench/probe_cost.c - what a probe costs: fib bare, with two clock reads, with enter and leave.
//
// The three are built by the same compiler and run in turns; each line is the best of the
// rounds. "over the clock" is what a call pays beyond the two reads that exact times need.
#include <stdint.h>
#include <stdio.h>

#include "profiler/runtime/clock.h"
#include "profiler/runtime/probe.h"

enum { N = 27, ROUNDS = 15 };

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

struct contender {
	const char *name;
	int (*run)(int n);
	int is_collected;
	double best_ns; // per call
};

static double time_once(const struct contender *c, double call_cnt)
{
	struct clock_mark begin, end;

	if (c->is_collected)
		probe_start();
	begin = clock_mark();
	c->run(N);
	end = clock_mark();
	if (c->is_collected)
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

int main(void)
{
	struct contender contenders[] = {
	    {"bare", bare, 0, 1e9},
	    {"two clock reads", clocked, 0, 1e9},
	    {"probes, no collection", probed, 0, 1e9},
	    {"probes, collecting", probed, 1, 1e9},
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
	return 0;
}
