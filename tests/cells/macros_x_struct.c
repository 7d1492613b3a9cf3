// tests/cells/macros_x_struct.c - X-macros make a struct's fields
#define FIELDS X(int, x) X(double, y)
#define X(T, n) T n;
struct point { FIELDS } p = {1, 2.5};
#undef X
p   // expect: {.x = 1, .y = 2.5}
// ---
#define X(T, n) sum += p.n;
double sum = 0;
FIELDS
#undef X
sum   // expect: 3.5
