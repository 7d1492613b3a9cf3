// tests/cells/profile_limit.c - -l shows fewer rows
int a(void) { return 1; } int b(void) { return a(); } int c(void) { return b(); }
// ---
%prun -l 1 -s name c()
// expect display: to 1 due to restriction <1>
