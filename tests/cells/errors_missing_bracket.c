// tests/cells/errors_missing_bracket.c - brackets that are never closed
int x = (1 + 2;   // expect error line 1: <any>
// ---
printf("a";   // expect error line 1: <any>
// ---
int a[3;   // expect error line 1: <any>
