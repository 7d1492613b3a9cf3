// magics/compile_log.h - where the time of the notebook's cells went, step by step.
#ifndef CICLE_MAGICS_COMPILE_LOG_H
#define CICLE_MAGICS_COMPILE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "jit/steps.h"

// One cell; its pieces of C and its magics' runs together.
struct timed_cell {
	int number;
	char *title; // owned; its first line
	uint64_t ns[STEP_CNT];
};

// The last cells, oldest first.
struct compile_log {
	struct timed_cell *items; // owned
	size_t cnt, cap;
};

// Adds the steps of a run to those of its cell.
void compile_log_add(struct compile_log *log, int number, const char *text, const uint64_t *ns);
void compile_log_release(struct compile_log *log);

// Appends a table of the last so many cells, as text and as HTML. Columns without any time are
// left out.
void compile_log_print(const struct compile_log *log, size_t cnt, struct str *text,
		       struct str *html);

#endif
