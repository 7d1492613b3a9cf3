// jit/runner/threads.c - session objects that every thread has for itself.
#include "jit/runner/threads.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/mem.h"
#include "jit/runner/guard.h"
#include "jit/runner/origin.h"

#define BLOCK_ALIGN_BYTES 64

static _Thread_local alignas(BLOCK_ALIGN_BYTES) unsigned char block[THREAD_LOCAL_BYTES];

// What a new thread's block starts with, up to used.
static unsigned char initial[THREAD_LOCAL_BYTES];
static size_t used;
static unsigned char *main_block;

void *threads_home(size_t size_bytes, size_t align_bytes)
{
	size_t at;

	if (align_bytes == 0 || align_bytes > BLOCK_ALIGN_BYTES || size_bytes > THREAD_LOCAL_BYTES)
		return NULL;
	at = (used + align_bytes - 1) / align_bytes * align_bytes;
	if (at > THREAD_LOCAL_BYTES - size_bytes)
		return NULL;
	main_block = block;
	used = at + size_bytes;
	return block + at;
}

ptrdiff_t threads_offset(const void *home)
{
	return (const char *)home - (const char *)__builtin_thread_pointer();
}

void threads_note_initial(const void *home, size_t size_bytes)
{
	uintptr_t at = (uintptr_t)home - (uintptr_t)block;

	if (used && block == main_block && at < used && size_bytes <= used - at)
		memcpy(initial + at, home, size_bytes);
}

// --- new threads ----------------------------------------------------------------------------

struct start {
	void *(*run)(void *);   // of pthread_create()
	int (*run_c11)(void *); // of thrd_create()
	void *arg;
	uint32_t cell; // see jit/runner/origin.h
	void *result;
	int result_c11;
};

static struct start *new_start(void *(*run)(void *), int (*run_c11)(void *), void *arg)
{
	struct start *start = mem_zalloc(sizeof *start);

	*start = (struct start){run, run_c11, arg, origin_give(), NULL, 0};
	return start;
}

static void drop_start(struct start *start)
{
	origin_take_back(start->cell);
	free(start);
}

static struct start begin_thread(void *arg)
{
	struct start start = *(struct start *)arg;

	free(arg);
	memcpy(block, initial, used);
	origin_begin(start.cell);
	return start;
}

static void call_start(void *arg)
{
	struct start *start = arg;

	if (start->run)
		start->result = start->run(start->arg);
	else
		start->result_c11 = start->run_c11(start->arg);
}

// The threads of libraries go their own ways.
static void run_start(struct start *start)
{
	if (start->cell)
		guard_thread(call_start, start);
	else
		call_start(start);
}

static void *run_thread(void *arg)
{
	struct start start = begin_thread(arg);

	run_start(&start);
	return start.result;
}

static int run_thread_c11(void *arg)
{
	struct start start = begin_thread(arg);

	run_start(&start);
	return start.result_c11;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved.
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attr,
		   void *(*run)(void *), void *restrict arg)
{
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	struct start *start = new_start(run, NULL, arg);
	int rc;

	guard_hold(); // one that is left half made is waited for for ever, and so is the loader's
		      // lock
	*(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
	rc = create(thread, attr, run_thread, start);
	guard_let();
	if (rc)
		drop_start(start);
	return rc;
}

int thrd_create(thrd_t *thread, thrd_start_t run, void *arg)
{
	int (*create)(thrd_t *, thrd_start_t, void *);
	struct start *start = new_start(NULL, run, arg);
	int rc;

	guard_hold();
	*(void **)&create = dlsym(RTLD_NEXT, "thrd_create");
	rc = create(thread, run_thread_c11, start);
	guard_let();
	if (rc != thrd_success)
		drop_start(start);
	return rc;
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
