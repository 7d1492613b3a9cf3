// tests/cells/functions_long_arguments.c - more arguments than registers
long sum(int a, long b, char c, short d, int e, int f, int g, double h, float i, unsigned char j,
         double k, double l, double m, double n, double o, double p, double q)
{
    return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q;
}
sum(1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 11, 12, 13, 14, 15, 16, 17)   // expect: 393
