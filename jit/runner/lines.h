// jit/runner/lines.h - which source line a place in a unit's machine code comes from.
#ifndef CICLE_JIT_RUNNER_LINES_H
#define CICLE_JIT_RUNNER_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// One unit's text compiled once more with debug information: libtcc makes the same code with and
// without, so nobody pays for lines until a traceback needs them.
struct lines;

// Returns NULL when the text cannot be compiled again. Free with lines_free().
struct lines *lines_new(const char *text);
void lines_free(struct lines *lines);

// Finds the line of the instruction so many bytes behind a function's start. file is as the text's
// #line directives spell it, borrowed. Returns false when it is not known.
bool lines_find(const struct lines *lines, const char *function, size_t offset_bytes,
		const char **file, uint32_t *line);

// Tells each line of a function, in the order of the code, and where it begins.
typedef void (*line_tell_fn)(void *ctx, size_t offset_bytes, const char *file, uint32_t line);
void lines_each(const struct lines *lines, const char *function, line_tell_fn tell, void *ctx);

// Appends the object file of a unit's text, with its lines. Returns false when it does not compile.
// A child process compiles it: what was written for a look may meet what libtcc crashes on.
bool lines_object(const char *text, struct str *out);

#endif
