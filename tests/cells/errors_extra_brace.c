// tests/cells/errors_extra_brace.c - a brace too many
int f(void) { return 1; } }   // expect error line 1: <any>
// ---
f()   // expect error: <any>
