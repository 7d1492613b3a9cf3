// jit/runner/timer.h - times loops that units run: %timeit's clock.
//
// A unit asks what to run next, runs it, and asks again; the time between is the loop's:
//
//   cicle_timer_begin(number, repeat, alternatives);
//   while ((which = cicle_timer_next(&n)))
//           if (which == 1) for (; n; n--) { A }
//           else if (which == 2 && alternatives == 2) for (; n; n--) { B }
//           else for (; n; n--) { }
//
// First each loop's number is found, so that a run takes TIMER_RUN_NS at least; then all are run
// `repeat` times in turn, A B, B A, A B ..., so that what slows the machine down slows both; last,
// the empty loop tells what looping costs. EVENT_TIMES: u32 alternatives, u32 repeat, then per
// alternative u64 number and per run u64 ns, then u64 number and u64 ns of the empty loop.
#ifndef CICLE_JIT_RUNNER_TIMER_H
#define CICLE_JIT_RUNNER_TIMER_H

#define TIMER_RUN_NS 200000000u
#define TIMER_REPEAT_MAX 10000
#define TIMER_ALTERNATIVE_MAX 2

// Called by units. number 0: to be found.
void cicle_timer_begin(unsigned long number, unsigned long repeat, unsigned long alternatives);

// Called by units: 1 and up say which loop is to be run *n times, one above the last alternative
// the empty loop; 0: all is measured, and was told.
int cicle_timer_next(unsigned long *n);

#endif
