// bench/programs/matmul.c - a matrix product, rows times rows
#define N 300
double a[N][N], b[N][N], c[N][N];
// ---
void fill(void)
{
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			a[i][j] = i + j;
			b[i][j] = i - j;
			c[i][j] = 0;
		}
}
// ---
void add_scaled(double *out, const double *in, double by)
{
	for (int j = 0; j < N; j++)
		out[j] += by * in[j];
}
// ---
double bench(void)
{
	double sum = 0;
	for (int n = 0; n < 4; n++) {
		fill();
		for (int i = 0; i < N; i++)
			for (int k = 0; k < N; k++)
				add_scaled(c[i], b[k], a[i][k]);
		sum += c[7][n];
	}
	return sum;
}
