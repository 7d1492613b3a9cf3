// tests/cells/explain_names.c - what to do about a name that is not known
sqrt(2.0)   // expect: <any>
// expect stderr: hint: 'sqrt' is declared in <math.h>: add #include <math.h>
// ---
int limit = INT_MAX;
// expect error: #include <limits.h>
// ---
pritnf("x\n");
// expect error: hint: did you mean 'printf' (#include <stdio.h>)?
// ---
int counter = 1;
// ---
cuonter = 2;
// expect error: did you mean 'counter'?
// ---
int total = 1; int twice = totl * 2;
// expect error: did you mean 'total'?
// ---
gsl_no_such_function(1);
// expect error: hint: no installed library has 'gsl_no_such_function'; such names are those of libgsl (Debian's package libgsl-dev)
// ---
int declared(void);
declared()
// expect error: 'declared' was called, but it is declared and not defined
