// tests/cells/functions_redeclared.c - prototypes may be repeated
int f(int);
int f(int n);
int f(int n) { return n + 1; }
int f(int);
f(1)   // expect: 2
// ---
int f(int other_name);
f(2)   // expect: 3
