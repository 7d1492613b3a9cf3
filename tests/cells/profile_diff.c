// tests/cells/profile_diff.c - two profiles compared, and one that comes back from a file
int work(int n) { volatile int s = 0; for (int i = 0; i < n; i++) s += i * i; return s; }
%prun -q work(100000)
// ---
%profile diff
// expect error: which two profiles?
// ---
int work(int n) { return n; }
%prun -q work(100000)
%profile diff
// expect display: before  <any> s  work(100000)
// expect display: after   <any> s  work(100000)
// expect display: times faster)
// ---
%profile diff 1 9
// expect error: there is no profile '9'; %profile list lists them
// ---
%profile export both.speedscope.json
%profile load both.speedscope.json
// expect stdout: 2 profiles written to file 'both.speedscope.json'.
// expect stdout: Profile 3 is 'both.speedscope.json'; %profile show shows it.
// expect stdout: Note: the file tells no calls: each path counts as one
// ---
%profile export both.nothing
// expect error: no format has the suffix of 'both.nothing'
// ---
%profile load nowhere.prof
// expect error: cannot read 'nowhere.prof'
