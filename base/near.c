// base/near.c - how much a mistyped name is like a known one.
#include "base/near.h"

#include <stdint.h>

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t min = a < b ? a : b;

	return min < c ? min : c;
}

size_t near_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t row[NEAR_NAME_MAX_LEN + 1];

	if (a_len > NEAR_NAME_MAX_LEN || b_len > NEAR_NAME_MAX_LEN)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[b_len];
}
