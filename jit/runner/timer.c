// jit/runner/timer.c - times loops that units run: %timeit's clock.
#include "jit/runner/timer.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/runner/channel.h"

// A loop's number grows by this much at once at most: the first run may have been a lucky one.
#define GROWTH_MAX 100
#define NUMBER_MAX 1000000000u
#define EMPTY_RUN_CNT 3
#define EMPTY_NUMBER_MAX 10000000u

enum timer_phase {
	TIMER_BEGUN,   // nothing ran yet
	TIMER_FINDING, // the loops' numbers
	TIMER_RUNNING,
	TIMER_EMPTY, // the empty loop
	TIMER_DONE,
};

// One statement's run; units call from one thread at a time.
static struct {
	enum timer_phase phase;
	unsigned long given; // 0: to be found
	unsigned long repeat, alternatives;
	unsigned long number[TIMER_ALTERNATIVE_MAX];
	uint64_t *ns[TIMER_ALTERNATIVE_MAX]; // owned; of each run
	unsigned long at;    // runs so far: of all alternatives, or of the empty loop
	unsigned long which; // that runs now
	uint64_t empty_ns, start_ns;
} timer;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void cicle_timer_begin(unsigned long number, unsigned long repeat, unsigned long alternatives)
{
	if (repeat < 1 || repeat > TIMER_REPEAT_MAX || alternatives < 1 ||
	    alternatives > TIMER_ALTERNATIVE_MAX)
		repeat = alternatives = 1;
	timer.phase = TIMER_BEGUN;
	timer.given = number;
	timer.repeat = repeat;
	timer.alternatives = alternatives;
	timer.at = timer.which = 0;
	timer.empty_ns = UINT64_MAX;
	for (unsigned long i = 0; i < alternatives; i++) {
		timer.number[i] = number ? number : 1;
		timer.ns[i] = mem_grow(timer.ns[i], repeat, sizeof *timer.ns[i]);
	}
}

// 1, 2, 5, 10, 20, 50 ...: the first one that is not below n.
static unsigned long round_number(double n)
{
	unsigned long power = 1;

	while (power < NUMBER_MAX && (double)power * 10 < n)
		power *= 10;
	if ((double)power >= n)
		return power;
	return power * (2 * (double)power >= n ? 2 : 5 * (double)power >= n ? 5 : 10);
}

// Takes the time of a run that was to find a number. Returns false when another one is needed.
static int is_found(uint64_t ns)
{
	unsigned long n = timer.number[timer.which];
	double factor = ns ? (double)TIMER_RUN_NS / (double)ns : GROWTH_MAX;

	if (timer.given || ns >= TIMER_RUN_NS || n >= NUMBER_MAX)
		return 1;
	timer.number[timer.which] =
	    round_number((double)n * (factor > GROWTH_MAX ? GROWTH_MAX : factor));
	if (timer.number[timer.which] <= n)
		timer.number[timer.which] = round_number((double)n + 1);
	return 0;
}

static unsigned long empty_number(void)
{
	return timer.number[0] < EMPTY_NUMBER_MAX ? timer.number[0] : EMPTY_NUMBER_MAX;
}

static void tell(void)
{
	struct str out = {0};

	pack_u32(&out, (uint32_t)timer.alternatives);
	pack_u32(&out, (uint32_t)timer.repeat);
	for (unsigned long i = 0; i < timer.alternatives; i++) {
		pack_u64(&out, timer.number[i]);
		for (unsigned long run = 0; run < timer.repeat; run++)
			pack_u64(&out, timer.ns[i][run]);
	}
	pack_u64(&out, empty_number());
	pack_u64(&out, timer.empty_ns);
	channel_event(EVENT_TIMES, &out, NULL, 0);
	str_release(&out);
	for (unsigned long i = 0; i < TIMER_ALTERNATIVE_MAX; i++) {
		free(timer.ns[i]);
		timer.ns[i] = NULL;
	}
}

// Which alternative the next run is of: the order turns around with each round.
static unsigned long next_alternative(void)
{
	unsigned long round = timer.at / timer.alternatives, place = timer.at % timer.alternatives;

	return round % 2 ? timer.alternatives - 1 - place : place;
}

// Takes the time of the run that has ended and moves on to the next phase when it is due.
static void take_time(uint64_t ns)
{
	switch (timer.phase) {
	case TIMER_BEGUN:
		timer.phase = timer.given ? TIMER_RUNNING : TIMER_FINDING;
		break;
	case TIMER_FINDING:
		if (is_found(ns) && ++timer.which == timer.alternatives)
			timer.phase = TIMER_RUNNING;
		break;
	case TIMER_RUNNING:
		timer.ns[timer.which][timer.at / timer.alternatives] = ns;
		if (++timer.at == timer.repeat * timer.alternatives) {
			timer.phase = TIMER_EMPTY;
			timer.at = 0;
		}
		break;
	case TIMER_EMPTY:
		if (ns < timer.empty_ns)
			timer.empty_ns = ns;
		if (++timer.at == EMPTY_RUN_CNT)
			timer.phase = TIMER_DONE;
		break;
	case TIMER_DONE:
		break;
	}
}

int cicle_timer_next(unsigned long *n)
{
	take_time(now_ns() - timer.start_ns);
	if (timer.phase == TIMER_DONE) {
		tell();
		return 0;
	}
	if (timer.phase == TIMER_RUNNING)
		timer.which = next_alternative();
	else if (timer.phase == TIMER_EMPTY)
		timer.which = timer.alternatives;
	*n = timer.phase == TIMER_EMPTY ? empty_number() : timer.number[timer.which];
	timer.start_ns = now_ns();
	return (int)timer.which + 1;
}
