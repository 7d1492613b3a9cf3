// tests/cells/redefine_while_recursive.c - a function that calls itself calls its newest form
int f(int n) { return n ? f(n - 1) + 1 : 0; }
f(5)   // expect: 5
// ---
int f(int n) { return n ? f(n - 1) + 10 : 0; }
f(5)   // expect: 50
