// life.c - Conway's game of life on a torus; a glider gun's first moves and a blinker's period.
#include <stdio.h>
#include <string.h>

#define ROWS 18
#define COLUMNS 40

typedef unsigned char world[ROWS][COLUMNS];

static const char *const gun[] = {
    "........................O...........", "......................O.O...........",
    "............OO......OO............OO", "...........O...O....OO............OO",
    "OO........O.....O...OO..............", "OO........O...O.OO....O.O...........",
    "..........O.....O.......O...........", "...........O...O....................",
    "............OO......................",
};

static void set_pattern(world w, const char *const *lines, int cnt, int top, int left)
{
	for (int i = 0; i < cnt; i++)
		for (int j = 0; lines[i][j]; j++)
			w[(top + i) % ROWS][(left + j) % COLUMNS] = lines[i][j] == 'O';
}

static int neighbours(world w, int row, int column)
{
	int count = 0;

	for (int i = -1; i <= 1; i++)
		for (int j = -1; j <= 1; j++)
			if (i || j)
				count +=
				    w[(row + i + ROWS) % ROWS][(column + j + COLUMNS) % COLUMNS];
	return count;
}

static void step(world w)
{
	world next;

	for (int i = 0; i < ROWS; i++)
		for (int j = 0; j < COLUMNS; j++) {
			int count = neighbours(w, i, j);

			next[i][j] = count == 3 || (count == 2 && w[i][j]);
		}
	memcpy(w, next, sizeof next);
}

static int population(world w)
{
	int sum = 0;

	for (int i = 0; i < ROWS; i++)
		for (int j = 0; j < COLUMNS; j++)
			sum += w[i][j];
	return sum;
}

static void show(world w)
{
	char line[COLUMNS + 1];

	for (int i = 0; i < ROWS; i++) {
		int last = 0;

		for (int j = 0; j < COLUMNS; j++) {
			line[j] = ".O"[w[i][j]];
			if (w[i][j])
				last = j + 1;
		}
		line[last] = 0;
		puts(line);
	}
}

static int period(const char *const *lines, int cnt)
{
	world w = {{0}}, first;

	set_pattern(w, lines, cnt, 5, 5);
	memcpy(first, w, sizeof w);
	for (int i = 1; i <= 20; i++) {
		step(w);
		if (!memcmp(w, first, sizeof w))
			return i;
	}
	return -1;
}

int main(void)
{
	static const char *const blinker[] = {"OOO"};
	static const char *const block[] = {"OO", "OO"};
	static const char *const beacon[] = {"OO..", "O...", "...O", "..OO"};
	world w = {{0}};

	set_pattern(w, gun, sizeof gun / sizeof *gun, 1, 1);
	for (int generation = 0; generation <= 40; generation++) {
		if (generation % 10 == 0)
			printf("generation %d: %d alive\n", generation, population(w));
		if (generation == 30)
			show(w);
		step(w);
	}
	printf("periods: block %d, blinker %d, beacon %d\n", period(block, 2), period(blinker, 1),
	       period(beacon, 4));
	return 0;
}
