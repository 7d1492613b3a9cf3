// jit/runner/threads.h - which cell a thread belongs to.
#ifndef CICLE_JIT_RUNNER_THREADS_H
#define CICLE_JIT_RUNNER_THREADS_H

#include <pthread.h>
#include <stdint.h>
#include <threads.h>

// Says which cell the main thread runs from now on.
void threads_set_cell(uint32_t cell);

// Gives the cell that started this thread; 0 for the main thread, and for threads that a library
// started.
uint32_t threads_cell(void);

// Gives how many threads of cells there are.
int threads_cnt(void);

// pthread_create() and thrd_create(), as cells call them.
int threads_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *arg);
int threads_create_c11(thrd_t *thread, thrd_start_t fn, void *arg);

#endif
