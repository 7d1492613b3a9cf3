// tests/cells/lprun_cc.c - the lines of what only the second compiler can compile
__int128 product(int n)
{
    __int128 p = 1;
    for (int i = 2; i <= n; i++)
        p *= i;
    return p;
}
// ---
%lprun (long)(product(30) % 1000003)
// expect display: Function: product at line 1
// expect display:      4        30<any>    for (int i = 2; i <= n; i++)
// expect display:      5        29<any>        p *= i;
// ---
%%lprun
__int128 q = 0;
for (int i = 0; i < 3; i++)
    q += i;
int r = (int)q;
// expect display:      4         3<any>      q += i;
// ---
r   // expect: 3
// ---
#define WHEN(x) if (x)
#define OTHERWISE else
int hidden(int n)
{
    __int128 big = n;
    WHEN(n) {
        big++;
    } OTHERWISE {
        big--;
    }
    return (int)big;
}
// ---
%lprun hidden(2)
// expect display: Timed as a whole
// ---
hidden(0)   // expect: -1
