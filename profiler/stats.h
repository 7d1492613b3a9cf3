// profiler/stats.h - a profile's numbers as pstats means them, sorted, cut and printed.
//
// The rows are computed from the tree by the rules that CPython's _lsprof follows:
// total and primitive calls, own time over all calls, cumulative time of outermost activations.
#ifndef CICLE_PROFILER_STATS_H
#define CICLE_PROFILER_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "profiler/model.h"

// One caller of a function, as pstats' callers dictionary has it.
struct stats_edge {
	uint32_t caller;        // index into the profile's functions
	uint64_t call_cnt;      // nc: all calls over this edge
	uint64_t primitive_cnt; // cc: those with no earlier activation of the same edge
	uint64_t own_ns;        // tt
	uint64_t cumulative_ns; // ct
};

// One function, as a row of pstats.
struct stats_row {
	uint32_t function;        // index into the profile's functions
	uint64_t call_cnt;        // nc
	uint64_t primitive_cnt;   // cc
	uint64_t own_ns;          // tt
	uint64_t cumulative_ns;   // ct
	struct stats_edge *edges; // owned; in first-seen order
	size_t edge_cnt, edge_cap;
};

struct stats {
	const struct profile *profile; // borrowed
	struct stats_row *rows;        // owned; row i is function i until stats_sort()
	size_t row_cnt;
	uint64_t call_cnt, primitive_cnt; // without the synthetic root
	uint64_t own_ns;                  // sum of all rows' own time
	char *order; // owned; "internal time, call count"; NULL while not sorted
};

// Computes the rows of a profile that holds to profile_check(). A function without calls has a
// row of zeros, which no table or file shows. Free with stats_free().
struct stats *stats_new(const struct profile *profile);
void stats_free(struct stats *stats);

// Sorts rows by pstats' keys (any unique abbreviation, as pstats accepts them; several keys,
// most important first; without keys back to first-seen order). Rows that are equal by all keys
// stay in first-seen order. Returns -1, the rows as they were, with the list of keys in err when
// one is unknown.
int stats_sort(struct stats *stats, const char *const *keys, size_t key_cnt, struct err *err);

// Appends pstats' own layout: the header line, "Ordered by", the restriction lines, the columns.
// The synthetic root is a row and a call, as it is for pstats when it reads the .prof file.
// A restriction is, as in pstats and in this order: an integer (so many rows), a fraction like
// 0.1 (that share of the rows), or an (extended) regular expression searched in the printed name.
// Returns -1 with err filled and nothing appended when one is no valid regular expression.
int stats_print(const struct stats *stats, const char *const *restrictions, size_t restriction_cnt,
		struct str *out, struct err *err);

enum stats_relation {
	STATS_CALLERS, // who called each function
	STATS_CALLEES, // whom it called
};

// Appends pstats' table of callers or callees, for the same rows as stats_print() with the same
// restrictions. Returns -1 with err filled and nothing appended, as that does.
int stats_print_calls(const struct stats *stats, enum stats_relation relation,
		      const char *const *restrictions, size_t restriction_cnt, struct str *out,
		      struct err *err);

// Appends the printed name of a function: "In[3]:5(fib)", "{built-in printf}".
void stats_function_name(const struct profile *profile, uint32_t function, struct str *out);

// Writes the .prof file: marshal of pstats' dictionary, readable by every Python.
// The file appears whole or not at all. Returns -1 with err naming the file and the reason.
int stats_dump(const struct stats *stats, const char *path, struct err *err);

// Appends the bytes of the .prof file.
void stats_marshal(const struct stats *stats, struct str *out);

// Restores the profile that stats_dump() wrote, node by node, from the file's bytes.
// Returns NULL with err filled when they are not a file of cicle's or are damaged. Free with
// profile_free().
struct profile *profile_parse(const void *bytes, size_t len, struct err *err);

// Does the same with a file; err names it.
struct profile *profile_load(const char *path, struct err *err);

#endif
