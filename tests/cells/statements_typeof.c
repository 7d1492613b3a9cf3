// tests/cells/statements_typeof.c - typeof declares objects
int n = 3;
__typeof__(n) m = 4;
typeof(n + 1.0) d = 0.5;
m + d   // expect: 4.5
