// jit/runner/library.c - library functions as profiled units call them: through thunks.
#include "jit/runner/library.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/mem.h"
#include "jit/runner/arch.h"
#include "jit/runner/region.h"
#include "profiler/runtime/probe.h"

// A chunk is one read-execute page of thunks and behind it what they know.
#define PAGE_BYTES 4096
#define CHUNK_THUNK_CNT (PAGE_BYTES / ARCH_THUNK_BYTES)
#define CHUNK_BYTES (PAGE_BYTES + CHUNK_THUNK_CNT * sizeof(struct arch_thunk))

struct wrapped {
	char *name; // owned
	void *function;
	void *thunk;
	UT_hash_handle hh;
};

struct library {
	struct wrapped *wrapped; // uthash by name: the newest function of that name
	const char **names;      // owned; by number
	size_t cnt;
	unsigned char *chunk;            // the last one
	void *(*hook)(const char *name); // in place of thunks, or NULL
};

// Sorted.
static const char *const never_wrapped[] = {
    "_Exit",     "_exit",      "_longjmp",  "_setjmp",      "at_quick_exit", "atexit",
    "backtrace", "clone",      "dlmopen",   "dlopen",       "dlsym",         "dlvsym",
    "exit",      "getcontext", "longjmp",   "pthread_exit", "quick_exit",    "setcontext",
    "setjmp",    "siglongjmp", "sigsetjmp", "swapcontext",  "thrd_exit",     "vfork",
};

struct library *library_new(void)
{
	return mem_zalloc(sizeof(struct library));
}

static int compare_names(const void *name, const void *item)
{
	return strcmp(name, *(const char *const *)item);
}

static bool is_wrappable(const char *name)
{
	return strncmp(name, "__", 2) != 0 && strncmp(name, "cicle_", 6) != 0 &&
	       !bsearch(name, never_wrapped, sizeof never_wrapped / sizeof *never_wrapped,
			sizeof *never_wrapped, compare_names);
}

static struct arch_thunk *thunk_data(unsigned char *chunk, size_t index)
{
	return (struct arch_thunk *)(void *)(chunk + PAGE_BYTES) + index;
}

// All thunks of a chunk are written before the page becomes executable for good: code may be
// running through it whenever one is added. NULL when there is no room for machine code.
static unsigned char *new_chunk(void)
{
	unsigned char *chunk = region_code(CHUNK_BYTES, PAGE_BYTES);

	if (!chunk)
		return NULL;
	for (size_t i = 0; i < CHUNK_THUNK_CNT; i++)
		arch_write_thunk(chunk + i * ARCH_THUNK_BYTES, thunk_data(chunk, i));
	if (region_seal(chunk, PAGE_BYTES))
		return NULL;
	return chunk;
}

// Gives the next thunk, NULL when there is no room for one.
static void *make_thunk(struct library *library, void *function)
{
	size_t index = library->cnt % CHUNK_THUNK_CNT;

	if (index == 0)
		library->chunk = new_chunk();
	if (!library->chunk)
		return NULL;
	*thunk_data(library->chunk, index) =
	    (struct arch_thunk){function, arch_call_library, PROBE_LIBRARY + library->cnt};
	return library->chunk + index * ARCH_THUNK_BYTES;
}

void library_set_hook(struct library *library, void *(*hook)(const char *name))
{
	library->hook = hook;
}

void *library_thunk(struct library *library, const char *name, void *function)
{
	struct wrapped *wrapped;
	void *thunk;

	if (library->hook) {
		void *hooked = library->hook(name);

		return hooked ? hooked : function;
	}
	HASH_FIND_STR(library->wrapped, name, wrapped);
	if (wrapped && wrapped->function == function)
		return wrapped->thunk;
	thunk = is_wrappable(name) ? make_thunk(library, function) : NULL;
	if (!thunk)
		return function;
	library->names = mem_grow(library->names, library->cnt + 1, sizeof *library->names);
	if (!wrapped) {
		wrapped = mem_zalloc(sizeof *wrapped);
		wrapped->name = mem_strdup(name);
		HASH_ADD_KEYPTR(hh, library->wrapped, wrapped->name, strlen(name), wrapped);
	}
	library->names[library->cnt++] = wrapped->name;
	wrapped->function = function;
	wrapped->thunk = thunk;
	return thunk;
}

const char *const *library_names(const struct library *library, size_t *cnt)
{
	*cnt = library->cnt;
	return library->names;
}
