// tests/cells/profile_callers.c - %prun tells who called whom, and writes any format
int leaf(int n) { return n; }
int one(int n) { return leaf(n); }
int two(int n) { return leaf(n) + one(n); }
// ---
%prun -s name --callers --callees -l "leaf|one" two(1)
// expect display: was called by...
// expect display: In[1]:1(leaf)  <-       1<any>In[1]:2(one)
// expect display:                         1<any>In[1]:3(two)
// expect display: called...
// expect display: In[1]:2(one)   ->       1<any>In[1]:1(leaf)
// ---
%prun -q -D a.speedscope.json two(1)
// expect stdout: Profile written to file 'a.speedscope.json'.
// ---
%prun -q -D b --format folded two(1)
// expect stdout: Profile written to file 'b'.
// ---
%prun -q -D c.dat two(1)
// expect stdout: Profile stats marshalled to file 'c.dat'.
// ---
%prun --format folded two(1)
// expect error: --format folded is of no use without -D FILE
// ---
%prun -D x --format nonsense two(1)
// expect error: no format 'nonsense'; there are prof
// ---
%profile export d.txt --format csv
// expect stdout: 4 profiles written to file 'd.txt'.
// ---
%profile export d.txt
// expect error: no format has the suffix of 'd.txt'
// ---
#include <unistd.h>
access("b", R_OK) + access("d.txt", R_OK)   // expect: 0
