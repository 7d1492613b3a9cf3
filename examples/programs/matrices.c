// matrices.c - products, LU decomposition with pivots, determinants and inverses.
#include <math.h>
#include <stdio.h>
#include <string.h>

#define N 4

typedef double matrix[N][N];

struct lu {
	matrix values; // L below the diagonal (its own is all 1), U on and above it
	int rows[N];   // where each row came from
	int sign;      // of the permutation; 0: singular
};

static void print_matrix(const char *title, matrix m)
{
	printf("%s\n", title);
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++)
			printf("%10.4f", fabs(m[i][j]) < 5e-5 ? 0.0 : m[i][j]);
		putchar('\n');
	}
}

static void multiply(matrix a, matrix b, matrix out)
{
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			out[i][j] = 0;
			for (int k = 0; k < N; k++)
				out[i][j] += a[i][k] * b[k][j];
		}
}

static void transpose(matrix a, matrix out)
{
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++)
			out[j][i] = a[i][j];
}

static int find_pivot(const struct lu *lu, int column)
{
	int best = column;

	for (int i = column + 1; i < N; i++)
		if (fabs(lu->values[i][column]) > fabs(lu->values[best][column]))
			best = i;
	return best;
}

static void swap_rows(struct lu *lu, int a, int b)
{
	double row[N];
	int from = lu->rows[a];

	if (a == b)
		return;
	memcpy(row, lu->values[a], sizeof row);
	memcpy(lu->values[a], lu->values[b], sizeof row);
	memcpy(lu->values[b], row, sizeof row);
	lu->rows[a] = lu->rows[b];
	lu->rows[b] = from;
	lu->sign = -lu->sign;
}

static struct lu decompose(matrix a)
{
	struct lu lu = {.sign = 1};

	memcpy(lu.values, a, sizeof lu.values);
	for (int i = 0; i < N; i++)
		lu.rows[i] = i;
	for (int k = 0; k < N; k++) {
		swap_rows(&lu, k, find_pivot(&lu, k));
		if (lu.values[k][k] == 0) {
			lu.sign = 0;
			return lu;
		}
		for (int i = k + 1; i < N; i++) {
			double factor = lu.values[i][k] /= lu.values[k][k];

			for (int j = k + 1; j < N; j++)
				lu.values[i][j] -= factor * lu.values[k][j];
		}
	}
	return lu;
}

static double determinant(const struct lu *lu)
{
	double product = lu->sign;

	for (int i = 0; i < N; i++)
		product *= lu->values[i][i];
	return product;
}

// Solves L U x = P b.
static void solve(const struct lu *lu, const double b[N], double x[N])
{
	for (int i = 0; i < N; i++) {
		x[i] = b[lu->rows[i]];
		for (int j = 0; j < i; j++)
			x[i] -= lu->values[i][j] * x[j];
	}
	for (int i = N; i-- > 0;) {
		for (int j = i + 1; j < N; j++)
			x[i] -= lu->values[i][j] * x[j];
		x[i] /= lu->values[i][i];
	}
}

static void invert(const struct lu *lu, matrix out)
{
	for (int j = 0; j < N; j++) {
		double unit[N] = {0}, column[N];

		unit[j] = 1;
		solve(lu, unit, column);
		for (int i = 0; i < N; i++)
			out[i][j] = column[i];
	}
}

int main(void)
{
	matrix a = {{2, -1, 0, 3}, {4, 1, -2, 1}, {-6, 5, 3, 0}, {1, 2, 3, 4}};
	matrix singular = {{1, 2, 3, 4}, {2, 4, 6, 8}, {0, 1, 0, 1}, {1, 1, 1, 1}};
	matrix inverse, product, turned;
	struct lu lu = decompose(a), flat = decompose(singular);

	printf("determinant %.6f\n", determinant(&lu));
	invert(&lu, inverse);
	print_matrix("inverse", inverse);
	multiply(a, inverse, product);
	print_matrix("a times its inverse", product);
	transpose(a, turned);
	multiply(turned, a, product);
	print_matrix("normal matrix", product);
	printf("singular: %s\n", flat.sign ? "no" : "yes");
	return 0;
}
