// spectral_norm.c - the norm of a matrix that is a function: divisions, a call in the inner loop.
#include <math.h>

#define SPECTRAL_CNT 500

double spectral_u[SPECTRAL_CNT], spectral_v[SPECTRAL_CNT], spectral_t[SPECTRAL_CNT];

double item(int i, int j)
{
	return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

void times(const double *in, double *out)
{
	for (int i = 0; i < SPECTRAL_CNT; i++) {
		double sum = 0;

		for (int j = 0; j < SPECTRAL_CNT; j++)
			sum += item(i, j) * in[j];
		out[i] = sum;
	}
}

void times_transposed(const double *in, double *out)
{
	for (int i = 0; i < SPECTRAL_CNT; i++) {
		double sum = 0;

		for (int j = 0; j < SPECTRAL_CNT; j++)
			sum += item(j, i) * in[j];
		out[i] = sum;
	}
}

double run(void)
{
	double vbv = 0, vv = 0;

	for (int i = 0; i < SPECTRAL_CNT; i++)
		spectral_u[i] = 1;
	for (int round = 0; round < 10; round++) {
		times(spectral_u, spectral_t);
		times_transposed(spectral_t, spectral_v);
		times(spectral_v, spectral_t);
		times_transposed(spectral_t, spectral_u);
	}
	for (int i = 0; i < SPECTRAL_CNT; i++) {
		vbv += spectral_u[i] * spectral_v[i];
		vv += spectral_v[i] * spectral_v[i];
	}
	return sqrt(vbv / vv);
}
