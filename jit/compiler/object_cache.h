// jit/compiler/object_cache.h - what gcc or clang made, kept on disk from one session to the next.
//
// $XDG_CACHE_HOME/cicle/objects (~/.cache without it) has one file per answer, named by a BLAKE2b
// hash of everything that decides it: the compiler's file, its arguments, the CPU where
// -march=native is one of them, and the text without its #line directives. The same function in
// another cell, at another line, of another notebook is found.
//
// 1. An answer that was made of files (headers) holds only as long as these are as they were, one
//    that tells lines only for the very same text.
// 2. An answer whose bytes are not those that were written is none: a file has a hash of the rest
// and
//    of its name.
// 3. Files appear whole (rename), so that any number of processes may share the folder. The ones
// that
//    were not used for longest go when it is above CICLE_CACHE_MAX bytes (K, M, G; 0: no cache).
// 4. A folder that is full, read-only or somebody else's means that nothing is kept, not an error.
#ifndef CICLE_JIT_COMPILER_OBJECT_CACHE_H
#define CICLE_JIT_COMPILER_OBJECT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"
#include "jit/compiler/cc.h"

// What a compiler is asked. All is borrowed.
struct object_question {
	const struct cc *cc;
	enum cc_job job;
	const char *text;
	const struct list *flags;
	const char *folder; // where quoted includes are looked for
};

struct object_cache_size {
	uint64_t file_cnt, bytes, max_bytes;
};

// Finds an answer. Returns false when there is none that holds; else result is filled, and to be
// released.
bool object_cache_find(const struct object_question *question, struct cc_result *result);

// Keeps an answer.
void object_cache_put(const struct object_question *question, const struct cc_result *result);

// Appends the folder's path. Returns -1 when there is none that is ours alone.
int object_cache_folder(struct str *path);

struct object_cache_size object_cache_size(void);

// Removes all answers. Returns how many there were.
uint64_t object_cache_clear(void);

#endif
