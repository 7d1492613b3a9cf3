// tests/cells/lprun_function.c - %lprun counts and times each line of what the statement calls
int twice(int n) { return 2 * n; }
int work(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        if (i % 3 == 0) sum += twice(i);
        else if (i % 3 == 1)
            sum -= i;
        else
            sum ^= 1;
    }
    while (n > 0)
        n--;
    switch (sum) {
    case -1:
        return 1;
    default:
        sum = 7;
    }
    return sum;
}
// ---
%lprun work(9)
// expect display: Timer unit: 1e-09 s
// expect display: File: In[1]
// expect display: Function: work at line 2
// expect display: Line #      Hits         Time  Per Hit   % Time  Line Contents
// expect display:      4         1<any>    int sum = 0;
// expect display:      5        10<any>    for (int i = 0; i < n; i++) {
// expect display:      6         9<any>        if (i % 3 == 0) sum += twice(i);
// expect display:      7         6<any>        else if (i % 3 == 1)
// expect display:      8         3<any>            sum -= i;
// expect display:     10         3<any>            sum ^= 1;
// expect display:     12        10<any>    while (n > 0)
// expect display:     13         9<any>        n--;
// expect display:     14         1<any>    switch (sum) {
// expect display:     16                                                   return 1;
// expect display:     18         1<any>        sum = 7;
// expect display:     20         1<any>    return sum;
// ---
work(9)   // expect: 7
