// tests/cells/macros_function.c - a macro call may define a function
#define GETTER(T, n) T get_##n(void) { return n; }
int width = 4;
GETTER(int, width)
get_width()   // expect: 4
// ---
GETTER(int, width);
get_width() + 1   // expect: 5
// ---
int depth = 7;
GETTER(
    int,
    depth
)
get_depth() * 100 + __LINE__   // expect: 706
