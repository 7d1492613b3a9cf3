// tests/cells/errors_duplicate.c - the same name twice in a cell
int twice(void) { int a; int a; return 0; }   // expect error line 1: <any>
