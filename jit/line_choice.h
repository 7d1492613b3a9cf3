// jit/line_choice.h - which functions' lines a run profiles.
#ifndef CICLE_JIT_LINE_CHOICE_H
#define CICLE_JIT_LINE_CHOICE_H

#include <stddef.h>

#include "base/err.h"
#include "jit/read/cell.h"

struct line_choice {
	char **names; // owned, each too; none: the functions that the statements call
	size_t name_cnt;
	struct decl **functions; // owned; of the run under way
	size_t function_cnt;
};

void line_choice_release(struct line_choice *choice);

// Sets the names, which are copied.
void line_choice_ask(struct line_choice *choice, const char *const *names, size_t cnt);

// Finds the functions for a cell whose objects and functions are defined. Without names: those
// that its statements and initialisers call directly, and main when it has one.
// Returns -1 with err naming the first name that is no session function, and the one most like it.
int line_choice_find(struct line_choice *choice, const struct cell *cell, struct err *err);

#endif
