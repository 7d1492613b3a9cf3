// magics/magic.c - finds magics by name.
#include "magics/magic.h"

#include <string.h>

// A mistyped name may differ in this many letters.
#define NEAR_MAX 2
#define NAME_MAX_LEN 32

static const struct magic *const tables[] = {profile_magics, session_magics, text_magics};

const struct magic *magic_at(size_t i)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct magic *magic = tables[t]; magic->name; magic++)
			if (i-- == 0)
				return magic;
	return NULL;
}

const struct magic *magic_find(const char *name, size_t len)
{
	const struct magic *magic;

	for (size_t i = 0; (magic = magic_at(i)); i++)
		if (strlen(magic->name) == len && !memcmp(magic->name, name, len))
			return magic;
	return NULL;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t min = a < b ? a : b;

	return min < c ? min : c;
}

// How many letters must be changed, added or left out (Levenshtein's distance).
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t row[NAME_MAX_LEN + 1];

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

const struct magic *magic_nearest(const char *name, size_t len)
{
	const struct magic *magic, *nearest = NULL;
	size_t least = NEAR_MAX + 1;

	for (size_t i = 0; len <= NAME_MAX_LEN && (magic = magic_at(i)); i++) {
		size_t d = distance(name, len, magic->name, strlen(magic->name));

		if (d < least) {
			least = d;
			nearest = magic;
		}
	}
	return nearest;
}
