// tests/cells/jit_signatures.c - %%jit --sig checks signatures, --types makes instances
%%jit -q --sig "double(const double *, unsigned long)"
#include <stddef.h>
double first(const double a[], size_t n) { return n ? a[0] : 0; }
// ---
%%jit --sig "float(float)"
double f(double x) { return x; }
// expect error: 'f' is double f(double), not float(float)
// ---
%%jit --sig "double(double)"
double f(double x) { return x; }
double g(double x) { return x; }
// expect error: the cell defines more than one function: say which the signature is of
// ---
%%jit -q --sig "double g(double)"
double f(double x) { return x; }
double g(double x) { return x; }
// ---
%%jit --sig "double"
double f(double x) { return x; }
// expect error: 'double' is no signature; one looks like
// ---
%%jit --types T --sig "double(double, double)" --sig "float(float, float)" --sig "int(int, int)"
T add(T a, T b)
{
    return a + b;
}
add(1.5f, 2)
// expect stdout: gcc -O3 -march=native compiled add_double (<any> bytes), add_float (<any> bytes), add_int (<any> bytes) in <any> ms
// expect: 3.5
// ---
add(1, 2) + add(0.25, 0.5)   // expect: 3.75
// ---
sizeof add(1.0f, 1.0f)   // expect: 4
// ---
%%jit -q --types T --sig "double(const double *, int)" --sig "long(const long *, int)"
T total(const T *a, int n)
{
    T s = 0;
    for (int i = 0; i < n; i++)
        s += a[i];
    return s;
}
long l[] = {1, 2, 3};
const double d[] = {0.5, 0.25};
total(l, 3) + total(d, 2)
// expect: 6.75
// ---
%%jit --types T
T same(T a) { return a; }
// expect error: --types T: say for which types, by --sig
// ---
%%jit --types T --sig "int(int)"
int same(int a) { return a; }
// expect error: no function of the cell is written over 'T'
// ---
%%jit --types T --sig "int(int, int)"
T same(T a) { return a; }
// expect error: 'same' is T same(T), not int(int, int)
// ---
%%jit --types T --sig "int(double)"
T same(T a) { return a; }
// expect error: 'same' is T same(T), not int(double)
// ---
%%jit --types T --sig "int(int)" --sig "signed int(signed int)"
T same(T a) { return a; }
// expect error: two signatures take signed int
// ---
%%jit --types T --sig "int(int)"
T none(void) { return 0; }
// expect error: no parameter of 'none' is of a type of --types
