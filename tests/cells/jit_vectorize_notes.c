// tests/cells/jit_vectorize_notes.c - %%vectorize tells what it made, and gcc what it did
%%vectorize --no-native
double poly(double x, double y)
{
    return x * x + 2 * y + 1;
}
int three(void) { return 3; }
// expect stdout: gcc -O3 compiled poly (<any> bytes), poly_array (<any> bytes), poly_strided (<any> bytes), three (<any> bytes) in <any> ms
// expect stdout:   line 5: Inlining poly into poly_array<any>
// expect stdout:   line 5: Inlining poly into poly_strided<any>
// expect stdout:   line 5: loop vectorized using 16 byte vectors
// expect stdout: void poly_array(double *out, const double *x, const double *y, long n)
// expect stdout: void poly_strided(double *out, long out_step, const double *x, long x_step, const double *y, long y_step, long n)
