// jit/runner/threads.c - which cell a thread belongs to.
#include "jit/runner/threads.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "jit/runner/guard.h"

// What a new thread is to do.
struct start {
	void *(*fn)(void *arg); // one of the two
	thrd_start_t fn_c11;
	void *arg;
	uint32_t cell;
};

static _Thread_local uint32_t own_cell;
static uint32_t main_cell;
static atomic_int live_cnt;
static pthread_key_t end_key; // its destructor sees a thread's end, however that comes
static pthread_once_t once = PTHREAD_ONCE_INIT;

void threads_set_cell(uint32_t cell)
{
	main_cell = cell;
}

uint32_t threads_cell(void)
{
	return own_cell;
}

int threads_cnt(void)
{
	return atomic_load(&live_cnt);
}

static void note_end(void *value)
{
	(void)value;
	atomic_fetch_sub(&live_cnt, 1);
}

static void make_key(void)
{
	pthread_key_create(&end_key, note_end);
}

// A thread that a thread starts is of the same cell.
static struct start *new_start(void *arg)
{
	struct start *start;

	guard_hold();
	start = mem_zalloc(sizeof *start);
	start->arg = arg;
	start->cell = own_cell ? own_cell : main_cell;
	pthread_once(&once, make_key);
	guard_let();
	return start;
}

static struct start begin(void *arg)
{
	struct start start = *(struct start *)arg;

	free(arg);
	own_cell = start.cell;
	pthread_setspecific(end_key, &own_cell);
	return start;
}

static void *run(void *arg)
{
	struct start start = begin(arg);

	return start.fn(start.arg);
}

static int run_c11(void *arg)
{
	struct start start = begin(arg);

	return start.fn_c11(start.arg);
}

// Takes back what was done for a thread that did not start.
static void check_started(int rc, struct start *start)
{
	if (rc == 0)
		return;
	atomic_fetch_sub(&live_cnt, 1);
	free(start);
}

int threads_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
	struct start *start = new_start(arg);
	int rc;

	start->fn = fn;
	atomic_fetch_add(&live_cnt, 1);
	rc = pthread_create(thread, attr, run, start);
	check_started(rc, start);
	return rc;
}

int threads_create_c11(thrd_t *thread, thrd_start_t fn, void *arg)
{
	struct start *start = new_start(arg);
	int rc;

	start->fn_c11 = fn;
	atomic_fetch_add(&live_cnt, 1);
	rc = thrd_create(thread, run_c11, start);
	check_started(rc, start);
	return rc;
}
