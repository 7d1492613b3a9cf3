// profiler/source.h - the source of a profiled function, and what is known of its lines.
#ifndef CICLE_PROFILER_SOURCE_H
#define CICLE_PROFILER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line_count {
	uint64_t hit_cnt;
	uint64_t time_ns;
};

struct source {
	char *text;               // whole lines, owned
	struct line_count *lines; // from a line-profiled run, one per line; owned; NULL: not known
	uint32_t line_cnt;
};

// Makes a source of the first len bytes of a text. Free with source_free().
struct source *source_new(const char *text, size_t len);
void source_free(struct source *source);

// Makes a copy. NULL of NULL.
struct source *source_copy(const struct source *source);

// Makes a source of line_cnt lines of a text, from line first (from 1) on; fewer where it ends.
struct source *source_of_lines(const char *text, uint32_t first, uint32_t line_cnt);

// Sets what is known of the lines. counts: as many as there are lines; copied.
void source_time(struct source *source, const struct line_count *counts);

// Gives the time of all lines together, ns; 0 when it is not known.
uint64_t source_ns(const struct source *source);

// Tells whether numbers of that kind can be: hits and times of all lines fit in 63 bits.
bool source_is_possible(const struct source *source);

// Gives the start of the cnt-th line (from 0) of a text; its end when there are fewer.
const char *source_skip_lines(const char *text, uint32_t cnt);

#endif
