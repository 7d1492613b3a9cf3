// base/near.h - how much a mistyped name is like a known one.
#ifndef CICLE_BASE_NEAR_H
#define CICLE_BASE_NEAR_H

#include <stddef.h>

// Names longer than this are like no other.
#define NEAR_NAME_MAX_LEN 64

// Gives how many letters must be changed, added or left out to make one name of the other
// (Levenshtein's distance); SIZE_MAX when one is longer than NEAR_NAME_MAX_LEN.
size_t near_distance(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
