// tests/cells/jit_const.c - %%jit --const adds forms of a function for constants
%%jit -q --const n=4 --const n=8
double sum(const double *a, int n)
{
    double s = 0;
    for (int i = 0; i < n; i++)
        s += a[i];
    return n < 0 ? sum(a, -n) : s;
}
// ---
double v[] = {1, 2, 3, 4, 5, 6, 7, 8};
sum(v, 3) * 10000 + sum(v, 4) * 100 + sum(v, 8)   // expect: 61036.0
// ---
sum(v, -4)   // expect: 10.0
// ---
%asm sum
// expect display: <any>cmp      esi, 0x4
// expect display: <any>cmp      esi, 0x8
// ---
%%jit -q --const by=1
int calls;
void note(int by) { calls += by; }
note(1);
note(2);
calls
// expect: 3
// ---
%%jit --const k=3
double f(double x) { return x; }
// expect error: --const k=3: that is no parameter of double f(double x)
// ---
%%jit --const x
double f(double x) { return x; }
// expect error: --const takes a parameter and its value, such as n=1024, not 'x'
// ---
%prun sum(v, 4)
// expect display: (sum)
