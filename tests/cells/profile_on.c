// tests/cells/profile_on.c - a profiler that is on over several cells makes one profile of them
int twice(int n) { return 2 * n; }
// ---
%profile on
// expect stdout: Every cell is profiled from now on; %profile off ends it.
// ---
twice(4)
// expect: 8
// ---
twice(5) + twice(6)
// expect: 22
// ---
%profile on
// expect error: the notebook's profiler is on already
// ---
%profile off
%profile show
// expect stdout: The notebook's profile is kept; %profile show shows it.
// expect display:         3    <any>In[1]:1(twice)
// expect display: In[3]:1(<cell>)
// expect display: In[4]:1(<cell>)
// ---
%profile off
// expect error: the notebook's profiler is not on
