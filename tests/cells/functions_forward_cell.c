// tests/cells/functions_forward_cell.c - a function may be declared in one cell and defined in a later one
int later(int n);
int now(int n) { return later(n) + 1; }
// ---
now(1)   // expect error: 'later' was called, but it is declared and not defined
// ---
int later(int n) { return 10 * n; }
now(1)   // expect: 11
