// tests/cells/functions_many_arguments.c - more arguments than registers
int f(int a, double b, int c, double d, int e, long g, int h, int i, double j, char k)
{ return a + b + c + d + e + g + h + i + j + k; }
f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)   // expect: 55
