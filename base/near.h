// base/near.h - how alike two words are: for "did you mean".
#ifndef CICLE_BASE_NEAR_H
#define CICLE_BASE_NEAR_H

#include <stddef.h>

// How many letters a mistyped word may differ in.
#define NEAR_MAX 2

// Gives how many letters must be changed, added, left out or swapped with their neighbour to make
// a of b. Only counts up to NEAR_MAX: more, and words above 63 bytes, are NEAR_MAX + 1.
size_t near_distance(const char *a, size_t a_len, const char *b, size_t b_len);

// The word that is nearest to a mistyped one, so far.
struct near {
	const char *word; // borrowed: what was mistyped
	size_t len;
	const char *best; // borrowed, best_len bytes; NULL: none is near
	size_t best_len;
	size_t distance;
};

// Begins a search. Of short words (5 letters and fewer) one letter may differ, not two; of
// one or two letters, none.
struct near near_begin(const char *word, size_t len);

// Keeps candidate, which is borrowed, when it is nearer than all before it. The word itself is no
// candidate.
void near_offer(struct near *near, const char *candidate, size_t len);

#endif
