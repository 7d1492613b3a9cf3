// tests/cells/profile_name.c - a profile under a name that later magics take
int twice(int n) { return 2 * n; }
%prun -q -r twice(1)
%prun -q -r -n two twice(2)
%prun -q -n three twice(3)
// expect stdout: This is profile 1; %profile show 1 shows it.
// expect stdout: Profile 2 is 'two'; %profile show two shows it.
// ---
%profile list
// expect stdout:   1  In[1] <any> s  twice(1)
// expect stdout:   2  In[1] <any> s  twice(2)  (two)
// expect stdout:   3  In[1] <any> s  twice(3)  (three)
// ---
%profile show two
// expect display: In[1]:1(twice)
// ---
%profile diff two three
// expect display: before  <any> s  twice(2)
// expect display: after   <any> s  twice(3)
// ---
%prun -n 7 twice(2)
// expect error: '7' cannot name a profile: a word that begins with no digit can
// ---
%prun -n "a b" twice(2)
// expect error: 'a b' cannot name a profile
