// bench/programs/life.c - the game of life on a torus
#define SIZE 256
unsigned char field[2][SIZE][SIZE];
// ---
int neighbours(unsigned char (*f)[SIZE], int y, int x)
{
	int up = (y + SIZE - 1) % SIZE, down = (y + 1) % SIZE, left = (x + SIZE - 1) % SIZE, right = (x + 1) % SIZE;
	return f[up][left] + f[up][x] + f[up][right] + f[y][left] + f[y][right] + f[down][left] + f[down][x] + f[down][right];
}
// ---
void step(unsigned char (*from)[SIZE], unsigned char (*to)[SIZE])
{
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < SIZE; x++) {
			int n = neighbours(from, y, x);
			to[y][x] = n == 3 || (n == 2 && from[y][x]);
		}
}
// ---
double bench(void)
{
	int alive = 0;
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < SIZE; x++)
			field[0][y][x] = (x * y + x / 3) % 5 == 0;
	for (int n = 0; n < 100; n++) {
		step(field[n % 2], field[1 - n % 2]);
	}
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < SIZE; x++)
			alive += field[0][y][x];
	return alive;
}
