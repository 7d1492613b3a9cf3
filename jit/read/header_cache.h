// jit/read/header_cache.h - preprocessed headers, kept on disk from one session to the next.
//
// A file $XDG_CACHE_HOME/cicle/headers/<BLAKE2b-256 of what was asked>, in a folder of mode 0700:
//   "cicle headers 1\n"
//   32 bytes   BLAKE2b-256 of all that follows
//   u32        number of files that the text was made of; then for each
//     text, u64, u64      its path, bytes, and nanoseconds of its last change (0, 0: it is not
//     there)
//   text       what the preprocessor gave
// Folders in which a header could appear before those that were read are among the files.
#ifndef CICLE_JIT_READ_HEADER_CACHE_H
#define CICLE_JIT_READ_HEADER_CACHE_H

#include <stdbool.h>

#include "base/list.h"
#include "base/str.h"

// What a preprocessed text depends on, besides the headers themselves.
struct header_question {
	const struct str *skeleton;
	const struct str *settings; // packed
	const struct list *include_dirs;
};

// Finds the answer of an earlier session. Returns false, with out unchanged, when there is none,
// when a header has changed since, or when the file is not whole.
bool header_cache_find(const struct header_question *question, struct str *out);

// Keeps an answer; the files that it was made of are those that its line markers name. Does nothing
// when they cannot be known (an include of "..." or of a macro), or when the disk refuses.
void header_cache_put(const struct header_question *question, const char *text);

#endif
