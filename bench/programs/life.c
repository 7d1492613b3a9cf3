// life.c - the game of life: a grid of bytes, sums of neighbours.
#define LIFE_CNT 256

unsigned char cells[2][LIFE_CNT + 2][LIFE_CNT + 2];

void live(int from)
{
	for (int y = 1; y <= LIFE_CNT; y++) {
		for (int x = 1; x <= LIFE_CNT; x++) {
			int sum = 0;

			for (int dy = -1; dy <= 1; dy++)
				for (int dx = -1; dx <= 1; dx++)
					sum += cells[from][y + dy][x + dx];
			cells[!from][y][x] = sum == 3 || (sum == 4 && cells[from][y][x]);
		}
	}
}

double run(void)
{
	unsigned seed = 9;
	double sum = 0;

	for (int y = 1; y <= LIFE_CNT; y++)
		for (int x = 1; x <= LIFE_CNT; x++) {
			seed = seed * 1664525 + 1013904223;
			cells[0][y][x] = seed >> 30 == 0;
		}
	for (int turn = 0; turn < 600; turn++)
		live(turn & 1);
	for (int y = 1; y <= LIFE_CNT; y++)
		for (int x = 1; x <= LIFE_CNT; x++)
			sum += cells[0][y][x];
	return sum;
}
