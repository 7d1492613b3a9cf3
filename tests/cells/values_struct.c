// tests/cells/values_struct.c - a struct shows its fields
struct point { int x, y; };
struct point p = {1, -2};
p   // expect: {.x = 1, .y = -2}
// ---
struct line { struct point from, to; const char *name; double w[2]; } l = {{1, 2}, {3, 4}, "l", {0.5, 1}};
l   // expect: {.from = {.x = 1, .y = 2}, .to = {.x = 3, .y = 4}, .name = "l", .w = {0.5, 1.0}}
// ---
struct point points[2] = {{5, 6}};
points   // expect: {{.x = 5, .y = 6}, {.x = 0, .y = 0}}
// ---
points[0]   // expect: {.x = 5, .y = 6}
