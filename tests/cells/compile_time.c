// tests/cells/compile_time.c - %compile_time tells for each cell where the time went
#include <stdio.h>
int a[] = {1, 2, 3};
// ---
%compile_time 0
// expect error: '0' is no number of cells
// ---
%compile_time
// expect display:            compile<any>read<any>write<any>tcc<any>link<any>run<any>other   (ms)
// expect display: In[1]      <any>   #include <stdio.h>
// ---
#pragma GCC optimize("O3")
a[1] + __builtin_popcountll(7ull)   // expect: 5
// ---
%compile_time 1
// expect display: In[4]      <any>
