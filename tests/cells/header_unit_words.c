// Names that libtcc declares for itself are free in a unit that needs none of them.
int __va_arg = 4;
__va_arg + 1   // expect: 5
// ---
__builtin_strlen("four") + __builtin_memcmp("a", "a", 1)   // expect: 4
// ---
#include <stdarg.h>
int sum(int cnt, ...) { va_list list; int all = 0; va_start(list, cnt); while (cnt--) all += va_arg(list, int); va_end(list); return all; }
sum(3, 1, 2, 3)   // expect: 6
// ---
__BASE_FILE__   // expect: "<string>"
