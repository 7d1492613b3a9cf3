// tests/cells/lprun_macros.c - macros that hide statements: coarser, and told so, but never wrong
#include <stdio.h>
#define EACH(i, n) for (int i = 0; i < (n); i++)
#define WHEN(x) if (x)
#define OTHERWISE else
#define BEGIN {
#define END }
int loops(int n)
{
    int sum = 0;
    EACH(i, n) {
        sum += i;
    }
    EACH(i, n) sum += i;
    for (int i = 0; i < n; i++) BEGIN
        sum++;
    END
    return sum;
}
int branches(int n)
{
    WHEN(n) {
        n = 10;
    } OTHERWISE {
        n = 20;
    }
    return n;
}
// ---
%%lprun
int a = loops(5);
int b = branches(0);
// expect display: Function: loops at line 7
// expect display:     11         5<any>        sum += i;
// expect display: Function: branches at line 19
// expect display: Timed as a whole: its statements cannot be told apart.
// expect display:     19         1<any>int branches(int n)
// ---
printf("%d %d\n", a, b);   // expect stdout: 25 20
// ---
%%lprun
WHEN(a) { a = 1; } OTHERWISE { a = 2; }
// expect display: Timed as a whole
// ---
a   // expect: 1
// ---
%%lprun
int c = undeclared;
// expect error: 'undeclared' undeclared
// ---
loops(5)   // expect: 25
