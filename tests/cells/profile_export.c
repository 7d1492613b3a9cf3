// tests/cells/profile_export.c - %profile export writes all profiles
int f(void) { return 1; }
// ---
%profile -q f()
// ---
%prun -q f()
// ---
%profile export all.prof
// expect stdout: 2 profiles written to file 'all.prof'.
