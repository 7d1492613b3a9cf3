// tests/cells/profile_quiet.c - -q shows nothing
int f(void) { return 1; }
// ---
%prun -q f()
