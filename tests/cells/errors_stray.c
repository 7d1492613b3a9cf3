// tests/cells/errors_stray.c - stray characters
int a = 1;
@   // expect error line 2: <any>
// ---
a $$ 1   // expect error line 1: <any>
