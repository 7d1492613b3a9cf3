// jit/runner/origin.c - which cell a thread belongs to.
#include "jit/runner/origin.h"

#include <stdatomic.h>
#include <stdbool.h>

static _Thread_local uint32_t own_cell;
static _Thread_local bool is_of_cell; // a cell is what calls pthread_create() now
static uint32_t main_cell;
static atomic_int live_cnt;
static pthread_key_t end_key; // its destructor sees a thread's end, however that comes
static pthread_once_t once = PTHREAD_ONCE_INIT;

void origin_set_cell(uint32_t cell)
{
	main_cell = cell;
}

uint32_t origin_cell(void)
{
	return own_cell;
}

bool origin_is_late(void)
{
	return own_cell && own_cell != main_cell;
}

int origin_thread_cnt(void)
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

uint32_t origin_give(void)
{
	uint32_t cell = own_cell ? own_cell : main_cell;

	if (!is_of_cell || !cell)
		return 0;
	pthread_once(&once, make_key);
	atomic_fetch_add(&live_cnt, 1);
	return cell;
}

void origin_take_back(uint32_t cell)
{
	if (cell)
		atomic_fetch_sub(&live_cnt, 1);
}

void origin_begin(uint32_t cell)
{
	own_cell = cell;
	if (cell)
		pthread_setspecific(end_key, &own_cell);
}

int origin_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
			  void *arg)
{
	int rc;

	is_of_cell = true;
	rc = pthread_create(thread, attr, run, arg);
	is_of_cell = false;
	return rc;
}

int origin_thrd_create(thrd_t *thread, thrd_start_t run, void *arg)
{
	int rc;

	is_of_cell = true;
	rc = thrd_create(thread, run, arg);
	is_of_cell = false;
	return rc;
}
