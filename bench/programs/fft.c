// bench/programs/fft.c - a fast Fourier transform in place
#include <math.h>
#define N 65536
double re[N], im[N];
// ---
void swap_bits(void)
{
	for (unsigned i = 0, j = 0; i < N; i++) {
		if (i < j) {
			double r = re[i], m = im[i];
			re[i] = re[j], im[i] = im[j];
			re[j] = r, im[j] = m;
		}
		unsigned bit = N >> 1;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
	}
}
// ---
void butterfly(int a, int b, double wr, double wi)
{
	double r = re[b] * wr - im[b] * wi, m = re[b] * wi + im[b] * wr;
	re[b] = re[a] - r, im[b] = im[a] - m;
	re[a] += r, im[a] += m;
}
// ---
void transform(void)
{
	swap_bits();
	for (int len = 2; len <= N; len *= 2) {
		double angle = 6.283185307179586 / len, sr = cos(angle), si = sin(angle);
		for (int i = 0; i < N; i += len) {
			double wr = 1, wi = 0;
			for (int j = 0; j < len / 2; j++) {
				butterfly(i + j, i + j + len / 2, wr, wi);
				double next = wr * sr - wi * si;
				wi = wr * si + wi * sr;
				wr = next;
			}
		}
	}
}
// ---
double bench(void)
{
	for (int n = 0; n < 20; n++) {
		for (int i = 0; i < N; i++)
			re[i] = i % 17, im[i] = 0;
		transform();
	}
	return floor(re[5] * 1000);
}
