// tests/cells/jit_vectorize.c - %%vectorize makes array versions of functions of numbers
%%vectorize --no-native -q
double poly(double x, double y)
{
    return x * x + 2 * y + 1;
}
int three(void) { return 3; }
// ---
double w[] = {1, 2, 3, 4}, o[4];
poly_array(o, w, w, 4);
o   // expect: {4.0, 9.0, 16.0, 25.0}
// ---
poly_strided(o, 1, w, 0, w, 1, 4);
o   // expect: {4.0, 6.0, 8.0, 10.0}
// ---
%%vectorize -q --serial
float half(float i) { return i / 2; }
float f[] = {1, 2};
half_array(f, f, 2);
f
// expect: {0.5, 1.0}
// ---
%%vectorize --above 10 --threads 2 -q
int twice(int n) { return 2 * n; }
int many[1000];
for (int i = 0; i < 1000; i++) many[i] = i;
twice_array(many, many, 1000);
many[0] + many[999]
// expect: 1998
// ---
%%vectorize
void nothing(double *x) { *x = 1; }
// expect error: the cell defines no function of numbers
// ---
%%vectorize --above none
int twice(int n) { return 2 * n; }
// expect error: --above takes a number from 1 on, not 'none'
