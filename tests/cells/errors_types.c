// tests/cells/errors_types.c - types that do not fit
struct p { int x; } p;
int n = p;   // expect error line 2: <any>
// ---
int *q = &1;   // expect error line 1: <any>
// ---
int m = *5;   // expect error line 1: <any>
