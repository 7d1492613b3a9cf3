// mandelbrot.c - how fast points escape: a loop of doubles that depends on itself.
int escape(double cr, double ci, int limit)
{
	double zr = 0, zi = 0;
	int n = 0;

	while (n < limit && zr * zr + zi * zi <= 4) {
		double next = zr * zr - zi * zi + cr;

		zi = 2 * zr * zi + ci;
		zr = next;
		n++;
	}
	return n;
}

double run(void)
{
	double sum = 0;

	for (int row = 0; row < 300; row++)
		for (int column = 0; column < 400; column++)
			sum += escape(-2 + column * (3 / 400.0), -1 + row * (2 / 300.0), 200);
	return sum;
}
