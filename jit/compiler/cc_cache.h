// jit/compiler/cc_cache.h - what the second compiler made, found by the text it was made of.
#ifndef CICLE_JIT_COMPILER_CC_CACHE_H
#define CICLE_JIT_COMPILER_CC_CACHE_H

#include <stdint.h>

#include "base/list.h"
#include "base/str.h"

// Bounded: the objects that were made first go first.
struct cc_cache {
	struct cc_object *objects; // uthash, in the order of their making
	size_t bytes;
};

// Finds the object of a text. Returns NULL when there is none. Borrowed until the next
// cc_cache_put().
const struct str *cc_cache_find(const struct cc_cache *cache, const char *text);

// Finds what an object was made of by its message_object_id(): the text and, in *flags, the
// compiler's flags. NULL when it is gone. Borrowed likewise.
const char *cc_cache_text(const struct cc_cache *cache, uint64_t id, const struct list **flags);

// Keeps an object with the flags that it was compiled with; takes its bytes.
void cc_cache_put(struct cc_cache *cache, const char *text, const struct list *flags,
		  struct str *bytes);

// Forgets everything: the compiler's flags are others now.
void cc_cache_clear(struct cc_cache *cache);

#endif
