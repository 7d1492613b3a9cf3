// tests/cells/errors_unknown_type.c - an unknown type
foo x;   // expect error line 1: <any>
// ---
struct nothing s;   // expect error line 1: <any>
// ---
int f(bar b) { return 0; }   // expect error line 1: <any>
