// tests/cells/errors_names.c - a name is missing, or defined twice
int 5x;   // expect error line 1: a name is missing before '5x'
// ---
int ok, *;   // expect error line 1: a name is missing before '*'
// ---
int twice(void) { return 1; }
int twice(void) { return 2; }   // expect error line 2: redefinition of 'twice'
// ---
twice()   // expect error: twice
