// tests/cells/profile_result.c - what a profiled statement did stays
int n = 0;
int step(int by) { n += by; return n; }
// ---
%prun -q step(5); step(6);
// ---
n   // expect: 11
