// profiler/heap_profile.h - what functions allocated: how much, from where, and what is left of it.
//
// A block that is still allocated at the end is kept when an object of the session leads to it
// (every word that could be a pointer counts as one), else lost: a leak.
#ifndef CICLE_PROFILER_HEAP_PROFILE_H
#define CICLE_PROFILER_HEAP_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"
#include "base/str.h"
#include "profiler/collect.h"
#include "profiler/model.h"

struct heap_left {
	uint64_t block_cnt, bytes;
};

// Whatever one place in a function's code allocated along one chain of calls.
struct heap_site {
	uint32_t node;     // in the profile
	uint32_t function; // the node's
	char *file;        // "In[3]"; "" when the line is not known
	uint32_t line;
	uint64_t alloc_cnt, bytes;
	struct heap_left lost, kept;
};

struct heap_profile {
	const struct profile *profile; // borrowed: the calls; bytes are in its nodes, too
	uint64_t alloc_cnt, bytes, peak_bytes, free_cnt;
	uint64_t missed_cnt;     // allocations that found no room in the tables
	uint64_t *peak_bytes_of; // by function; what was allocated in it, at one time
	struct heap_site *sites;
	size_t site_cnt;
};

// Reads the bytes of heap_pack() (profiler/runtime/heap.h), which stand behind those of the profile
// that in was read for, and adds bytes to its nodes. label gives a cell's present name for the one
// in compiled texts. Returns NULL with err filled when the bytes are damaged: they are not trusted.
struct heap_profile *heap_profile_read(struct unpack *in, struct profile *profile,
				       const struct collect_function *numbers, size_t number_cnt,
				       const char *(*label)(void *ctx, const char *file), void *ctx,
				       struct err *err);
void heap_profile_free(struct heap_profile *heap);

// Appends the tables as text: functions, chains of calls, what is still allocated; at most
// row_limit rows each.
void heap_profile_print(const struct heap_profile *heap, size_t row_limit, struct str *out);

// Appends the same as HTML that needs no script.
void heap_profile_html(const struct heap_profile *heap, size_t row_limit, struct str *out);

// One row of a table: sums over sites.
struct heap_row {
	uint32_t function; // of HEAP_BY_FUNCTION
	uint32_t site;     // the first of them
	uint64_t alloc_cnt, bytes;
	struct heap_left lost, kept;
};

enum heap_grouping {
	HEAP_BY_FUNCTION,
	HEAP_BY_PATH,
	HEAP_BY_SITE, // only those with something left
};

// Makes the rows of a table, most bytes first (of HEAP_BY_SITE: most bytes lost, then kept).
// The caller frees.
struct heap_row *heap_profile_rows(const struct heap_profile *heap, enum heap_grouping grouping,
				   size_t *cnt);

// Appends a site's chain of calls: "<cell> > build > push".
void heap_profile_path(const struct heap_profile *heap, uint32_t site, struct str *out);

// Appends where a site is: "In[3]:7"; its function's place when the line is not known.
void heap_profile_place(const struct heap_profile *heap, uint32_t site, struct str *out);

// Appends the first lines: what was allocated, and what is left. For text and, escaped, for HTML.
void heap_profile_summary(const struct heap_profile *heap, struct str *out);

#endif
