// tests/cells/functions_varargs_structs.c - va_arg of structs of all classes
#include <stdarg.h>
struct point { double x, y; };
struct three { float a, b, c; };
struct big { int values[6]; };
double sum(int cnt, ...)
{
    double sum = 0;
    va_list args;
    va_start(args, cnt);
    while (cnt--) {
        struct point p = va_arg(args, struct point);
        int i = va_arg(args, int);
        struct three t = va_arg(args, struct three);
        struct big b = va_arg(args, struct big);
        sum += p.x + 10 * p.y + i + t.c + b.values[5];
    }
    va_end(args);
    return sum;
}
struct point p = {1, 2};
struct three t = {3, 4, 5};
struct big b = {{0, 0, 0, 0, 0, 6}};
sum(1, p, 100, t, b)   // expect: 132.0
// ---
sum(4, p, 100, t, b, p, 100, t, b, p, 100, t, b, p, 100, t, b)   // expect: 528.0
