// magics/one_function.h - what the magics share that compile one function and show what came of it.
#ifndef CICLE_MAGICS_ONE_FUNCTION_H
#define CICLE_MAGICS_ONE_FUNCTION_H

#include "base/list.h"
#include "magics/magic.h"
#include "magics/options.h"

// Reads the function's name, which is all that stands behind the options. Returns NULL with err
// filled when there is no name, or more than one. The caller frees.
char *one_function_name(const struct magic_call *call, const struct options *options,
			const char *usage, struct err *err);

// Reads --tier (letter t) and -O into a compiler and its flags. Returns -1 with err filled.
int one_function_compiler(const struct options *options, enum session_compiler *compiler,
			  struct list *flags, struct err *err);

// Appends "-O3" for the level "3". Returns -1 with err filled when there is none of that name.
int one_function_level(const char *level, struct list *flags, struct err *err);

// Shows text and HTML.
void one_function_display(struct interpreter *interpreter, const struct str *text,
			  const struct str *html);

#endif
