// tests/cells/values_const.c - qualifiers change nothing
const struct point { const int x; volatile int y; } p = {1, 2};
p   // expect: {.x = 1, .y = 2}
// ---
const char *const names[] = {"a", "b"};
names   // expect: {"a", "b"}
// ---
const double d[2] = {1, 2};
d   // expect: {1.0, 2.0}
// ---
volatile int v = 3;
v   // expect: 3
