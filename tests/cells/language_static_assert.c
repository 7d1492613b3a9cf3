// tests/cells/language_static_assert.c - _Static_assert at the top and in a struct
#include <assert.h>
_Static_assert(sizeof(char) == 1, "chars");
struct checked { int x; _Static_assert(sizeof(int) == 4, "ints"); int y; } c = {1, 2};
c   // expect: {.x = 1, .y = 2}
// ---
struct wrong {
    int x;
    static_assert(sizeof(int) == 8, "short ints");
};
// expect error line 3: short ints
// ---
typedef struct { _Static_assert(1, "always"); int z; } last;
last l = {3};
l.z   // expect: 3
