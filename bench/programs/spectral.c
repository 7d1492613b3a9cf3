// bench/programs/spectral.c - spectral norm: divisions, calls in inner loops
#include <math.h>
#define N 500
double u[N], v[N], t[N];
// ---
double a(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }
// ---
void times(const double *in, double *out)
{
	for (int i = 0; i < N; i++) {
		out[i] = 0;
		for (int j = 0; j < N; j++)
			out[i] += a(i, j) * in[j];
	}
}
// ---
void times_transposed(const double *in, double *out)
{
	for (int i = 0; i < N; i++) {
		out[i] = 0;
		for (int j = 0; j < N; j++)
			out[i] += a(j, i) * in[j];
	}
}
// ---
double bench(void)
{
	double vbv = 0, vv = 0;
	for (int i = 0; i < N; i++)
		u[i] = 1;
	for (int i = 0; i < 30; i++) {
		times(u, t);
		times_transposed(t, v);
		times(v, t);
		times_transposed(t, u);
	}
	for (int i = 0; i < N; i++) {
		vbv += u[i] * v[i];
		vv += v[i] * v[i];
	}
	return sqrt(vbv / vv);
}
