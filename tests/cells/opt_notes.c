// tests/cells/opt_notes.c - %opt tells beside the lines what the optimiser did and what not
double scale(double *a, int n)
{
    double last = 0;
    for (int i = 0; i < n; i++)
        a[i] = a[i] * 2;
    for (int i = 1; i < n; i++)
        last = last / a[i - 1] + a[i];
    return last;
}
%jit on
// ---
%opt -O 3 scale
// expect display: scale  gcc -O3 -march=native
// expect display: In[1]:4 |     for (int i = 0; i < n; i++)
// expect display:         + loop vectorized using <any> byte vectors <or>         + vectorized loop (vectorization width
// expect display:         - couldn't vectorize loop <or>         - loop not vectorized
// ---
%opt scael
// expect error: no cell defines a function 'scael'; did you mean 'scale'?
// ---
%opt -O 9 scale
// expect error: no level '9'
// ---
%opt --fast scale
// expect error: --fast
// ---
double v[3] = {1, 2, 3};
scale(v, 3)   // expect: 7.0
