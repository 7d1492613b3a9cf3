// profiler/model.h - one profile: functions, and the exact tree of calls between them.
//
// Every table, picture and export is made from this. The tree is a calling-context tree: one
// node per distinct chain of calls, so nothing about who called whom is guessed.
//
// Invariants (profile_check() verifies them):
// 1. nodes[0] is the synthetic root, function 0, parent NO_PARENT; every other node's parent
//    stands before it.
// 2. A node's total_ns >= the sum of its children's total_ns; self is the difference.
// 3. A node has at most one child per function.
// 4. Every function's file, line and name together are unique.
// 5. Every node has at least one call; all calls together, and all bytes, fit in 63 bits.
// 6. A function's shortest call is not longer than its longest, and its timed calls fit in 63 bits;
//    so do the hits, and the times, of its lines.
#ifndef CICLE_PROFILER_MODEL_H
#define CICLE_PROFILER_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "profiler/lookup.h"
#include "profiler/source.h"

#define NO_PARENT UINT32_MAX

// How a function's times were come by.
enum profile_timing {
	PROFILE_EXACT,   // every call was timed
	PROFILE_SAMPLED, // its calls are short: some were timed, the others estimated from those
	PROFILE_COUNTED, // its calls were counted only; their time is their callers'
};

// Who compiled what was measured.
enum profile_tier {
	PROFILE_NO_TIER, // not known, or a library's
	PROFILE_TCC,
	PROFILE_CC, // gcc or clang
};

// How it is known what tier cc would save.
enum profile_basis {
	PROFILE_NO_BASIS, // it is not known, or there is nothing to promote
	PROFILE_MEASURED, // the same statement made the same calls there
	PROFILE_ABOUT,    // other calls, or other functions, became so much faster
};

// Names are one line of valid UTF-8 (profiler/name.h).
// min_ns, max_ns and durations are of its timed calls, inclusive.
struct profile_function {
	char *file; // "In[3]"; "~" for library functions; the notebook's name for the root
	uint32_t line;
	char *name; // "fib"; "<cell>" for a cell's own statements; "<session>" for the root
	enum profile_timing timing; // the least exact of all its nodes
	enum profile_tier tier;
	enum profile_basis basis; // of saved_ns
	uint64_t saved_ns;        // what tier cc would save of its own time; 0 when not known
	uint64_t min_ns, max_ns;  // both 0 when there is none
	uint64_t *durations;      // how many lasted how long, by group; owned; NULL: not known
	uint64_t own_deviation_ns, total_deviation_ns; // between runs; 0 for a single run
	struct source *source;                         // owned; NULL: not known
};

// Groups of durations: i is that of 2^i to 2^(i + 1) ns, the first and the last one open-ended.
#define PROFILE_DURATION_CNT 40

struct profile_node {
	uint32_t function; // index into functions
	uint32_t parent;   // index into nodes, NO_PARENT for the root
	uint64_t call_cnt;
	uint64_t total_ns;    // inclusive, summed over all calls along this path
	uint64_t children_ns; // the children's total_ns together; kept by profile_record()
	uint64_t bytes;       // a second weight: allocated by the function itself along this path
};

// One call, at its place in time.
struct profile_span {
	uint32_t node;
	uint64_t start_ns; // after the statement's
	uint64_t duration_ns;
};

struct profile {
	char *title; // what was profiled, in the user's words: "fib(30)"
	char *cell;  // where: "In[3]"
	struct profile_function *functions;
	size_t function_cnt, function_cap;
	struct profile_node *nodes;
	size_t node_cnt, node_cap;
	// Around the statement, probes included; the root's total_ns is more when several threads
	// ran.
	uint64_t wall_ns;
	double clock_step_ns;       // the clock's resolution: the step that it was seen to take
	double probe_ns;            // what one enter and leave cost here, measured; 0 when unknown
	uint64_t folded_cnt;        // calls counted as their callers' own time: the tree was full
	uint32_t thread_cnt;        // threads that ran at one time, at most; 0 when unknown
	uint32_t run_cnt;           // whose mean this is; 1 for a plain profile
	uint64_t wall_deviation_ns; // between runs; 0 for a single one
	// When time order was recorded: calls of the statement's thread that lasted span_least_ns
	// or more, those that began first first, a call before those inside it.
	struct profile_span *spans; // owned
	size_t span_cnt;
	uint64_t span_least_ns;
	struct lookup function_index, child_index; // private to model.c
};

// Makes a profile that holds only the synthetic root (session_name, 0, "<session>") with one
// call and no time. Free with profile_free().
struct profile *profile_new(const char *session_name, const char *title, const char *cell);
void profile_free(struct profile *profile);

// Finds or adds the function (file, line, name) and gives its index. Copies the strings, and
// makes them safe on the way: any bytes will do.
uint32_t profile_function(struct profile *profile, const char *file, uint32_t line,
			  const char *name);

// Finds or adds the child of a node for a function and gives the child's index. Invalidates
// pointers into nodes.
uint32_t profile_child(struct profile *profile, uint32_t parent, uint32_t function);

// Adds calls and time (inclusive, ns) to a node; the caller keeps parents consistent.
void profile_record(struct profile *profile, uint32_t node, uint64_t call_cnt, uint64_t total_ns);

// Gives the word for it: "exact", "sampled", "counted".
const char *profile_timing_name(enum profile_timing timing);

// Gives the word for it: "tcc", "cc", "" for none.
const char *profile_tier_name(enum profile_tier tier);

// Gives the word for it: "measured", "about", "" for none.
const char *profile_basis_name(enum profile_basis basis);

// Adds to what is known of a function how some of its calls were timed: their shortest and longest
// time (inclusive, ns), both 0 when none of them was.
void profile_time(struct profile *profile, uint32_t function, enum profile_timing timing,
		  uint64_t min_ns, uint64_t max_ns);

// Adds to how many of a function's timed calls lasted how long. counts: PROFILE_DURATION_CNT of
// them.
void profile_durations(struct profile *profile, uint32_t function, const uint64_t *counts);

// Gives a function its source, unless it has one. Takes *source: NULL afterwards.
void profile_put_source(struct profile *profile, uint32_t function, struct source **source);

// Gives what a line-profiled run found to all functions of that name and text.
void profile_time_lines(struct profile *profile, const char *name, const struct source *timed);

// Gives a profile its calls in order of time, in any order. Takes *spans: NULL afterwards.
void profile_put_spans(struct profile *profile, struct profile_span **spans, size_t cnt,
		       uint64_t least_ns);

// Gives the time spent in the node itself: total_ns minus the children's. 0 while children are
// recorded and the node is not yet.
uint64_t profile_self_ns(const struct profile *profile, uint32_t node);

// Merges another profile into this one, path by path below the root (the session-wide profile
// is the sum of those of its cells). The root keeps one call; its time, the wall time and the
// folded calls are sums; the clock's step, the probes' cost and the threads are the larger of both.
// The sum is one run without an order of time: deviations, spans and what
// tier cc would save are not carried over.
void profile_merge(struct profile *into, const struct profile *from);

// Checks the invariants above on a profile whose origin is not trusted.
// Returns 0, or -1 with err naming the first one broken.
int profile_check(const struct profile *profile, struct err *err);

#endif
