// tests/cells/functions_varargs_copy.c - va_copy reads the arguments again
#include <stdarg.h>
int twice(int cnt, ...)
{
    int sum = 0;
    va_list args, again;
    va_start(args, cnt);
    va_copy(again, args);
    for (int i = 0; i < cnt; i++)
        sum += va_arg(args, int);
    for (int i = 0; i < cnt; i++)
        sum += 1000 * va_arg(again, int);
    va_end(again);
    va_end(args);
    return sum;
}
twice(8, 1, 2, 3, 4, 5, 6, 7, 8)   // expect: 36036
