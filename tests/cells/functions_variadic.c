// tests/cells/functions_variadic.c - variable arguments of mixed types
#include <stdarg.h>
double total(int cnt, ...)
{
    va_list args;
    double sum = 0;
    va_start(args, cnt);
    for (int i = 0; i < cnt; i++)
        sum += i % 2 ? va_arg(args, double) : va_arg(args, int);
    va_end(args);
    return sum;
}
total(4, 1, 2.5, 3, 4.5)   // expect: 11.0
// ---
#include <stdio.h>
int say(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int n = vprintf(fmt, args);
    va_end(args);
    return n;
}
say("%s-%d-%.1f\n", "a", 2, 3.0)   // expect: 8
// expect stdout: a-2-3.0
