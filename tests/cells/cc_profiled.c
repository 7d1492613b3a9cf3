// Functions that gcc compiled are profiled as all others.
int square(int n) { __int128 w = n; return (int)(w * w); }
int sum(int n) { int s = 0; for (int i = 1; i <= n; i++) s += square(i); return s; }
%prun -s name sum(10)
// expect display:         13 function calls in
// expect display:        10    <any>In[1]:1(square)
// expect display:         1    <any>In[1]:2(sum)
