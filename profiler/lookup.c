// profiler/lookup.c - finds the items of an array by hash instead of by walking it.
//
// Open addressing with linear steps, never more than half full, nothing is ever removed.
#include "profiler/lookup.h"

#include <stdlib.h>

#include "base/mem.h"

enum { FIRST_SLOT_CNT = 64 };

uint32_t lookup_find(const struct lookup *lookup, uint32_t hash, lookup_is_match *is_match,
		     const void *key)
{
	size_t mask = lookup->slot_cnt - 1;

	if (lookup->slot_cnt == 0)
		return LOOKUP_NONE;
	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		const struct lookup_slot *slot = &lookup->slots[i];

		if (slot->item == LOOKUP_NONE)
			return LOOKUP_NONE;
		if (slot->hash == hash && is_match(key, slot->item))
			return slot->item;
	}
}

static void put(struct lookup *lookup, uint32_t hash, uint32_t item)
{
	size_t mask = lookup->slot_cnt - 1;
	size_t i = hash & mask;

	while (lookup->slots[i].item != LOOKUP_NONE)
		i = (i + 1) & mask;
	lookup->slots[i] = (struct lookup_slot){.hash = hash, .item = item};
}

static void grow(struct lookup *lookup)
{
	struct lookup old = *lookup;

	lookup->slot_cnt = old.slot_cnt ? old.slot_cnt * 2 : FIRST_SLOT_CNT;
	lookup->slots = mem_grow(NULL, lookup->slot_cnt, sizeof *lookup->slots);
	for (size_t i = 0; i < lookup->slot_cnt; i++)
		lookup->slots[i].item = LOOKUP_NONE;
	for (size_t i = 0; i < old.slot_cnt; i++) {
		if (old.slots[i].item != LOOKUP_NONE)
			put(lookup, old.slots[i].hash, old.slots[i].item);
	}
	free(old.slots);
}

void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t item)
{
	if (2 * (lookup->item_cnt + 1) > lookup->slot_cnt)
		grow(lookup);
	put(lookup, hash, item);
	lookup->item_cnt++;
}

void lookup_release(struct lookup *lookup)
{
	free(lookup->slots);
	*lookup = (struct lookup){0};
}

// Spreads every bit of a 64-bit value over the upper half of a product by an odd constant near
// 2^64 divided by the golden ratio; the middle is folded in because slots use the low bits.
static uint32_t mix(uint64_t value)
{
	value *= 0x9E3779B97F4A7C15u;
	value ^= value >> 29;
	value *= 0x9E3779B97F4A7C15u;
	return (uint32_t)(value >> 32);
}

uint32_t lookup_hash_pair(uint32_t first, uint32_t second)
{
	return mix((uint64_t)first << 32 | second);
}

uint32_t lookup_hash_text(uint32_t seed, const char *text)
{
	uint64_t hash = seed;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
	return mix(hash);
}
