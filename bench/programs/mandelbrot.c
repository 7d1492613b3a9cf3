// bench/programs/mandelbrot.c - a short loop of doubles with an exit in the middle
#define SIZE 400
// ---
int escapes(double cr, double ci)
{
	double zr = 0, zi = 0;
	int n = 0;
	while (n < 200 && zr * zr + zi * zi < 4) {
		double next = zr * zr - zi * zi + cr;
		zi = 2 * zr * zi + ci;
		zr = next;
		n++;
	}
	return n;
}
// ---
double bench(void)
{
	long sum = 0;
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < SIZE; x++)
			sum += escapes(2.0 * x / SIZE - 1.5, 2.0 * y / SIZE - 1);
	return sum;
}
