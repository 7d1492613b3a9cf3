// tests/cells/tier_profile.c - profiles of functions that run optimised count every call
int leaf(int n) { return n * n; }
int sum(int n) { int s = 0; for (int i = 0; i < n; i++) s += leaf(i); return s; }
// ---
%jit wait
// ---
%prun -s ncalls sum(500)
// expect display:         503 function calls in
// expect display:       500    <any>In[1]:1(leaf)
// expect display:         1    <any>In[1]:2(sum)
// ---
%tier sum
// expect stdout: function<any>
// expect stdout: sum<any>cc<any>
// expect stdout: <any>
// ---
sum(3)   // expect: 5
