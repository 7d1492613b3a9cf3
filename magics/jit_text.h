// magics/jit_text.h - a cell's text as %%jit and %%vectorize compile it.
//
// Each function takes a cell's text with blanks where its magics stand; its first line is blank.
#ifndef CICLE_MAGICS_JIT_TEXT_H
#define CICLE_MAGICS_JIT_TEXT_H

#include <stddef.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"
#include "jit/read/symbol.h"

// Checks that functions of the text have signatures: "double(double)" when it defines one function,
// else with the name. Returns -1 with err showing both when one differs.
int jit_text_check(struct symbols *symbols, const char *text, const struct list *signatures,
		   struct err *err);

// Appends the text with one instance of the function that is written over type names for each
// signature: add_double(), add_float(), and a macro add() that chooses by the first argument whose
// type is one of the names. Lines keep their numbers.
// Returns -1 with err filled when no function, or more than one, is written over the names, or a
// signature does not fit it.
int jit_text_instances(struct symbols *symbols, const char *text, const struct list *types,
		       const struct list *signatures, struct str *out, struct err *err);

// How array versions are written.
struct vectorizing {
	unsigned long above;   // so many items are shared among threads; 0: never
	unsigned long threads; // at most so many; 0: as OpenMP chooses
};

// Appends the text with array versions of its functions of numbers, each behind it on its last
// line, and their prototypes to made, a line each. Returns -1 with err filled when it has no such
// function.
int jit_text_vectorize(struct symbols *symbols, const char *text,
		       const struct vectorizing *vectorizing, struct str *out, struct str *made,
		       struct err *err);

#endif
