// tests/cells/profile_many_calls.c - Ten million calls take a moment, not minutes.
int next(int n) { return n * 1103515245 + 12345; }
// ---
%prun int n = 0; for (int i = 0; i < 10000000; i++) n = next(n);
// expect display: 10000002 function calls
// expect display:  10000000 <any>(next)
