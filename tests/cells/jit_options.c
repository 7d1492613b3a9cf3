// tests/cells/jit_options.c - %%jit compiles a cell with options, now, and says what it did
double sq(double x) { return x * x; }
// ---
%%jit -O 2 --no-native
double dot(const double *a, const double *b, int n)
{
    double s = 0;
    for (int i = 0; i < n; i++)
        s += a[i] * sq(b[i]);
    return s;
}
// expect stdout: gcc -O2 compiled dot (<any> bytes) in <any> ms
// expect stdout:   line 6: Inlining sq into dot<any> <or>   line 6: 'sq' inlined into 'dot'<any>
// ---
%%jit -q --fastmath --no-cache
double v[] = {1, 2, 3, 4};
dot(v, v, 4)
// expect: 100.0
// ---
double sq(double x) { return x; }   // what was taken in is redefined
// ---
dot(v, v, 4)   // expect: 30.0
// ---
%%jit --parallel
int one(void) { return 1; }
// expect stdout: gcc -O3 -march=native -fopenmp compiled one (<any> bytes) in <any> ms
// expect stdout: the cell has no #pragma omp: --parallel changes nothing
// ---
%%jit -q --parallel
int sum(int n)
{
    int s = 0;
    #pragma omp parallel for reduction(+:s)
    for (int i = 1; i <= n; i++)
        s += i;
    return s;
}
sum(100)
// expect: 5050
// ---
%%jit
int one(void) { return 2 / 0 }
// expect error line 2: expected ';'
// ---
one() + sum(1)   // expect: 2
