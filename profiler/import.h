// profiler/import.h - makes a profile from files that cicle or other programs wrote.
//
// Read are .prof files (cicle's own without loss, and any that Python's cProfile dumped),
// speedscope's JSON, folded stacks and cicle's JSON; which one it is shows in the bytes. The
// files are not trusted: at most 512 MB are read, and at most four million paths.
#ifndef CICLE_PROFILER_IMPORT_H
#define CICLE_PROFILER_IMPORT_H

#include <stddef.h>

#include "base/err.h"
#include "profiler/model.h"

// Reads a file. *caveat (caveat may be NULL) becomes NULL when all that a profile tells was in it,
// or a sentence on what is not known or estimated; static.
// Returns a profile that holds to profile_check(), or NULL with err naming the file and what is
// wrong. Free with profile_free().
struct profile *profile_import(const char *path, const char **caveat, struct err *err);

// Does the same with a file's bytes. name: what it is called, where it does not say itself.
struct profile *profile_import_bytes(const void *bytes, size_t len, const char *name,
				     const char **caveat, struct err *err);

#endif
