// jit/runner/origin.h - which cell a thread belongs to.
//
// A thread that a cell starts, or that such a thread starts, is of that cell for good. The main
// thread, and those that libraries start for themselves (OpenMP's), are of no cell: they work for
// the one that runs.
#ifndef CICLE_JIT_RUNNER_ORIGIN_H
#define CICLE_JIT_RUNNER_ORIGIN_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <threads.h>

// Says which cell the main thread runs from now on.
void origin_set_cell(uint32_t cell);

// Gives the cell of this thread; 0: none.
uint32_t origin_cell(void);

// Tells whether this thread is of another cell than the one that runs.
bool origin_is_late(void);

// Gives how many threads of cells there are.
int origin_thread_cnt(void);

// pthread_create() and thrd_create(), as cells call them.
int origin_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
			  void *arg);
int origin_thrd_create(thrd_t *thread, thrd_start_t run, void *arg);

// For jit/runner/threads.c, in the life of each thread: gives the cell of the thread that is going
// to be made; takes that back when it could not; begins it, on the new thread.
uint32_t origin_give(void);
void origin_take_back(uint32_t cell);
void origin_begin(uint32_t cell);

#endif
