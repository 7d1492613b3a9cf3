// profiler/line_profile.h - how often and how long each line of some functions ran.
//
// A line's time holds what it called. Within one function no moment counts twice: while it calls
// itself, the time is the inner call's lines'. So a function's lines come to its whole time.
#ifndef CICLE_PROFILER_LINE_PROFILE_H
#define CICLE_PROFILER_LINE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"
#include "base/str.h"
#include "profiler/model.h"
#include "profiler/source.h"

struct line_function {
	uint32_t number; // in the runner's bytes
	char *file;      // "In[3]"
	char *name;
	uint32_t line;            // its first
	char *source;             // its lines
	struct line_count *lines; // line_cnt of them
	uint32_t line_cnt;
	bool is_whole; // it could only be timed as a whole: lines[0] is all there is
	uint64_t total_ns;
	enum profile_tier tier; // of the code that was measured
};

struct line_profile {
	struct line_function *functions; // owned, with their strings
	size_t function_cnt;
	uint64_t wall_ns;
};

// Makes an empty profile. Free with line_profile_free().
struct line_profile *line_profile_new(void);
void line_profile_free(struct line_profile *profile);

// Adds a function that has not run yet. text is that of its file, from which the line_cnt lines
// from line on are taken; all strings are copied. Its tier is not known until it is set.
void line_profile_add(struct line_profile *profile, uint32_t number, const char *file,
		      const char *name, uint32_t line, uint32_t line_cnt, const char *text);

// Adds what the runner counted (the bytes of lines_pack(), which are not trusted).
// Returns -1 with err filled when they are damaged or speak of functions that are not there.
int line_profile_read(struct line_profile *profile, struct unpack *in, struct err *err);

enum line_print_flag {
	LINE_PRINT_RUN_ONLY = 1, // without functions that did not run
};

// Appends the text as line_profiler lays it out. unit_s: the unit of the columns, in seconds.
// flags: enum line_print_flag.
void line_profile_print(const struct line_profile *profile, double unit_s, int flags,
			struct str *out);

// Appends a line that tells the functions' tiers, where they are known.
void line_profile_print_tiers(const struct line_profile *profile, struct str *out);

// Appends the annotated sources as HTML, lines coloured by their share of the function's time.
// Works without scripts and style sheets, in light and dark. flags: enum line_print_flag.
void line_profile_html(const struct line_profile *profile, int flags, struct str *out);

// Writes a file: line_profiler's own format (`python -m line_profiler FILE` reads it), or JSON when
// its name ends in .json. It appears whole or not at all. Returns -1 with err naming it.
int line_profile_dump(const struct line_profile *profile, const char *path, struct err *err);

// Gives line number line (from 0) of a function's source and its length.
const char *line_text(const struct line_function *function, uint32_t line, size_t *len);

#endif
