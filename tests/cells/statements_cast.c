// tests/cells/statements_cast.c - a cell may begin with a bracket
int n = 7;
(n)   // expect: 7
// ---
(double)n / 2   // expect: 3.5
// ---
*&n = 9;
n   // expect: 9
// ---
(n > 5) && (n < 10)   // expect: 1
// ---
++n;
n   // expect: 10
// ---
(void)n;
