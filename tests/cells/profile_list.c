// tests/cells/profile_list.c - the notebook's profiles: listed, shown again, forgotten
%profile list
// expect stdout: There is no profile yet; %prun and %profile make one.
// ---
int twice(int n) { return 2 * n; }
%prun -q twice(2)
%prun -q twice(3)
// ---
%profile list
// expect stdout:   1  In[2] <any> s  twice(2)
// expect stdout:   2  In[2] <any> s  twice(3)
// ---
%profile show 1
// expect display:         1    <any>In[2]:1(twice)
// ---
%profile show nobody
// expect error: there is no profile 'nobody'; %profile list lists them
// ---
int list = 4;
%profile -q list = 5;
list
// expect: 5
// ---
%profile clear
%profile show
// expect error: there is no profile yet
