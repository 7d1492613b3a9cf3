// matrix.c - a product of matrices: memory in rows, what vectors are made for.
#define MATRIX_CNT 256

double matrix_a[MATRIX_CNT][MATRIX_CNT], matrix_b[MATRIX_CNT][MATRIX_CNT];
double matrix_c[MATRIX_CNT][MATRIX_CNT];

void multiply(void)
{
	for (int i = 0; i < MATRIX_CNT; i++) {
		for (int j = 0; j < MATRIX_CNT; j++)
			matrix_c[i][j] = 0;
		for (int k = 0; k < MATRIX_CNT; k++) {
			double factor = matrix_a[i][k];

			for (int j = 0; j < MATRIX_CNT; j++)
				matrix_c[i][j] += factor * matrix_b[k][j];
		}
	}
}

double run(void)
{
	double trace = 0;

	for (int i = 0; i < MATRIX_CNT; i++)
		for (int j = 0; j < MATRIX_CNT; j++) {
			matrix_a[i][j] = (i * 7 + j * 3) % 11 - 5;
			matrix_b[i][j] = (i * 5 + j * 9) % 13 - 6;
		}
	for (int round = 0; round < 4; round++)
		multiply();
	for (int i = 0; i < MATRIX_CNT; i++)
		trace += matrix_c[i][i] * i;
	return trace;
}
