// tests/cells/tier_meaning.c - what code that breaks C's rules does stays what it was at tier tcc
#include <limits.h>
#include <string.h>
int grows(int n) { return n + 1 > n; }
float pun(int bits) { return *(float *)&bits; }
int checked(int *p) { int *q = p + 1; return p ? *q : -1; }
double fused(double a, double b, double c) { return a * b + c; }
int abs(int n) { return n + 1000; }
int twice(int n) { return abs(n) + abs(n); }
// ---
%jit wait
// ---
int before[2] = {1, 7};
grows(INT_MAX)   // expect: 0
// ---
pun(0x40490fdb) > 3.14f   // expect: 1
// ---
checked(0) * 10 + checked(before)   // expect: -3
// ---
fused(1.0 + 0x1p-30, 1.0 - 0x1p-30, -1.0)   // expect: 0.0
// ---
twice(-3)   // expect: 1994
