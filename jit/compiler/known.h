// jit/compiler/known.h - what is known of C's libraries without looking: who declares and who has a
// name.
#ifndef CICLE_JIT_COMPILER_KNOWN_H
#define CICLE_JIT_COMPILER_KNOWN_H

#include <stddef.h>

#include "base/near.h"

// A library that C programs use often.
struct known_library {
	const char *name;     // as %lib takes it
	const char *prefixes; // of its symbols, each followed by a blank; "=x " is a whole name
	const char *header;
	const char *package; // Debian's with the header
};

// Finds the library whose symbols begin like a name; NULL when none is known.
const struct known_library *known_library_of(const char *symbol);

// Finds a library by its name ("z"); NULL when none is known.
const struct known_library *known_library(const char *name);

// Finds the library that a header belongs to; NULL when none is known.
const struct known_library *known_library_with(const char *header);

// Gives the standard header that declares a name ("math.h"); NULL when none does.
const char *known_header(const char *name);

// Offers all names of the standard headers.
void known_offer(struct near *near);

#endif
