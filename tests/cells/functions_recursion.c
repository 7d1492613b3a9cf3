// tests/cells/functions_recursion.c - deep recursion
long sum_to(long n) { return n ? n + sum_to(n - 1) : 0; }
sum_to(10000)   // expect: 50005000
// ---
int ackermann(int m, int n) { return !m ? n + 1 : !n ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }
ackermann(2, 3)   // expect: 9
