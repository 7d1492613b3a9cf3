// tests/cells/lprun_after_timeit.c - a cell keeps its text when a magic in it runs another text under its label
int twice(int n) { return 2 * n; }
%timeit -n 1 -r 1 twice(1)
// expect display:<any>per loop<any>
// ---
%lprun -f twice twice(9)
// expect display: Timer unit: 1e-09 s
// expect display: Function: twice at line 1
// expect display:      1         1<any>int twice(int n) { return 2 * n; }
