// jit/runner/output.c - what a cell prints arrives while the cell still runs.
#include "jit/runner/output.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define BUFFER_BYTES (256 * 1024)
#define FLUSH_INTERVAL_NS 50000000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool is_running;
static char buffer[BUFFER_BYTES];

// Never waits for the stream's lock: a cell that was ended inside of printf may hold it for good.
static void flush_if_free(void)
{
	if (ftrylockfile(stdout))
		return;
	fflush_unlocked(stdout);
	funlockfile(stdout);
}

static void *flusher(void *arg)
{
	const struct timespec interval = {.tv_nsec = FLUSH_INTERVAL_NS};

	(void)arg;
	for (;;) {
		pthread_mutex_lock(&lock);
		while (!is_running)
			pthread_cond_wait(&changed, &lock);
		pthread_mutex_unlock(&lock);
		nanosleep(&interval, NULL);
		flush_if_free();
	}
	return NULL;
}

void output_init(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;

	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 * 1024);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_create(&thread, &attr, flusher, NULL);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void set_running(bool runs)
{
	pthread_mutex_lock(&lock);
	is_running = runs;
	if (runs)
		pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

void output_begin(void)
{
	set_running(true);
}

void output_end(void)
{
	set_running(false);
	fflush(stdout);
}
