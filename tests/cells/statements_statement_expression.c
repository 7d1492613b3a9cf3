// tests/cells/statements_statement_expression.c - GNU statement expressions
int a = ({ int t = 3; t * t; });
a   // expect: 9
// ---
#define MAX(a, b) ({ __typeof__(a) x = (a); __typeof__(b) y = (b); x > y ? x : y; })
MAX(a, 4) + MAX(1, 2)   // expect: 11
