// tests/cells/profile_cell.c - %%prun profiles a whole cell
%%prun -s calls
int twice(int n) { return 2 * n; }
int sum = 0;
for (int i = 0; i < 5; i++)
    sum += twice(i);
// expect display: function calls in
// expect display: Ordered by: call count
// expect display:         5    <any>In[1]:2(twice)
// ---
sum   // expect: 20
