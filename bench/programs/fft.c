// fft.c - a Fourier transform in place: strides, sines, complex arithmetic by hand.
#include <math.h>

#define FFT_CNT 16384

double fft_re[FFT_CNT], fft_im[FFT_CNT];

void reorder(void)
{
	for (int i = 1, j = 0; i < FFT_CNT; i++) {
		int bit = FFT_CNT >> 1;

		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			double re = fft_re[i], im = fft_im[i];

			fft_re[i] = fft_re[j];
			fft_im[i] = fft_im[j];
			fft_re[j] = re;
			fft_im[j] = im;
		}
	}
}

void butterflies(int len)
{
	double step = -2 * 3.14159265358979323846 / len;

	for (int k = 0; k < len / 2; k++) {
		double wr = cos(step * k), wi = sin(step * k);

		for (int i = k; i < FFT_CNT; i += len) {
			int j = i + len / 2;
			double re = fft_re[j] * wr - fft_im[j] * wi;
			double im = fft_re[j] * wi + fft_im[j] * wr;

			fft_re[j] = fft_re[i] - re;
			fft_im[j] = fft_im[i] - im;
			fft_re[i] += re;
			fft_im[i] += im;
		}
	}
}

double run(void)
{
	double sum = 0;

	for (int round = 0; round < 12; round++) {
		for (int i = 0; i < FFT_CNT; i++) {
			fft_re[i] = (i * 37 + round) % 101 - 50;
			fft_im[i] = 0;
		}
		reorder();
		for (int len = 2; len <= FFT_CNT; len *= 2)
			butterflies(len);
		sum += fft_re[1] * fft_re[1] + fft_im[5] * fft_im[5];
	}
	return sum;
}
