// base/near.c - how alike two words are: for "did you mean".
#include "base/near.h"

#include <string.h>

#define WORD_MAX 63
#define TINY_LEN 2
#define SHORT_LEN 5

static size_t min2(size_t a, size_t b)
{
	return a < b ? a : b;
}

// One row of the table of distances between all beginnings of a and b.
struct row {
	size_t cells[WORD_MAX + 1];
};

// before and above are the rows of i - 2 and i - 1.
static void fill_row(struct row *row, const struct row *above, const struct row *before,
		     const char *a, size_t i, const char *b, size_t b_len)
{
	row->cells[0] = i;
	for (size_t j = 1; j <= b_len; j++) {
		size_t is_other = a[i - 1] != b[j - 1];
		size_t best = min2(above->cells[j], row->cells[j - 1]) + 1;

		best = min2(best, above->cells[j - 1] + is_other);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			best = min2(best, before->cells[j - 2] + 1);
		row->cells[j] = best;
	}
}

size_t near_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct row rows[3] = {0};

	if (a_len > WORD_MAX || b_len > WORD_MAX || a_len > b_len + NEAR_MAX ||
	    b_len > a_len + NEAR_MAX)
		return NEAR_MAX + 1;
	for (size_t j = 0; j <= b_len; j++)
		rows[0].cells[j] = j;
	for (size_t i = 1; i <= a_len; i++)
		fill_row(&rows[i % 3], &rows[(i + 2) % 3], &rows[(i + 1) % 3], a, i, b, b_len);
	return min2(rows[a_len % 3].cells[b_len], NEAR_MAX + 1);
}

struct near near_begin(const char *word, size_t len)
{
	size_t most = len <= TINY_LEN ? 0 : len <= SHORT_LEN ? 1 : NEAR_MAX;

	return (struct near){.word = word, .len = len, .distance = most + 1};
}

void near_offer(struct near *near, const char *candidate, size_t len)
{
	size_t distance = near_distance(near->word, near->len, candidate, len);

	if (distance == 0 || distance >= near->distance)
		return;
	near->best = candidate;
	near->best_len = len;
	near->distance = distance;
}
