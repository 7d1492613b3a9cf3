// queens.c - n queens by backtracking with bit sets; shows a board and counts all of them.
#include <stdbool.h>
#include <stdio.h>

#define MAX 10

static int rows[MAX];
static int n;
static long found;
static long tried;

static void print_board(void)
{
	for (int row = 0; row < n; row++) {
		for (int column = 0; column < n; column++)
			printf(" %c", rows[row] == column ? 'Q' : '.');
		printf("\n");
	}
}

static void place(int row, unsigned columns, unsigned rising, unsigned falling, bool shows)
{
	unsigned free = ~(columns | rising | falling) & ((1u << n) - 1);

	if (row == n) {
		if (++found == 1 && shows)
			print_board();
		return;
	}
	while (free) {
		unsigned bit = free & -free;

		free ^= bit;
		tried++;
		rows[row] = 0;
		while (bit >> rows[row] != 1)
			rows[row]++;
		place(row + 1, columns | bit, (rising | bit) << 1, (falling | bit) >> 1, shows);
	}
}

// Tells whether the queens that stand in rows[] leave each other alone.
static bool is_solution(void)
{
	for (int a = 0; a < n; a++)
		for (int b = a + 1; b < n; b++) {
			int distance = rows[a] > rows[b] ? rows[a] - rows[b] : rows[b] - rows[a];

			if (distance == 0 || distance == b - a)
				return false;
		}
	return true;
}

// Knuth's L: all permutations, for a count that owes nothing to place().
static long count_slowly(int row, unsigned used)
{
	long count = 0;

	if (row == n)
		return is_solution();
	for (rows[row] = 0; rows[row] < n; rows[row]++) {
		int column = rows[row];

		if (used & 1u << column)
			continue;
		count += count_slowly(row + 1, used | 1u << column);
		rows[row] = column;
	}
	return count;
}

int main(void)
{
	for (n = 1; n <= MAX; n++) {
		found = tried = 0;
		place(0, 0, 0, 0, n == 8);
		printf("%2d queens: %4ld solutions, %6ld placed", n, found, tried);
		printf(n <= 7 ? ", %ld by permutations\n" : "\n", n <= 7 ? count_slowly(0, 0) : 0);
	}
	return 0;
}
