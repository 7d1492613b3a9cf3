// profiler/lookup.h - finds the items of an array by hash instead of by walking it.
//
// Holds item numbers, not items: the array may move when it grows. The owner compares items.
#ifndef CICLE_PROFILER_LOOKUP_H
#define CICLE_PROFILER_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOOKUP_NONE UINT32_MAX

struct lookup_slot {
	uint32_t hash;
	uint32_t item; // LOOKUP_NONE: the slot is free
};

// `struct lookup l = {0};` is an empty one.
struct lookup {
	struct lookup_slot *slots; // owned
	size_t slot_cnt;           // a power of two, or 0
	size_t item_cnt;
};

// Says whether an item is the one that key describes.
typedef bool lookup_is_match(const void *key, uint32_t item);

// Gives the item added under hash that matches key, or LOOKUP_NONE.
uint32_t lookup_find(const struct lookup *lookup, uint32_t hash, lookup_is_match *is_match,
		     const void *key);

// Adds an item; the caller made sure that it is not there yet.
void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t item);

// Frees the memory; empty and usable afterwards.
void lookup_release(struct lookup *lookup);

// Hashes of the keys that the profiler uses.
uint32_t lookup_hash_pair(uint32_t first, uint32_t second);
uint32_t lookup_hash_text(uint32_t seed, const char *text);

#endif
