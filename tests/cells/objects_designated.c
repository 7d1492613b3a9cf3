// tests/cells/objects_designated.c - designated initialisers, nested and out of order
struct rect { struct { int x, y; } at; int w, h; };
struct rect r = {.h = 4, .at = {.y = 2, .x = 1}};
r.at.x + r.at.y + r.w + r.h   // expect: 7
// ---
int table[5] = {[3] = 30, [1] = 10, 11};
table   // expect: {0, 10, 11, 30, 0}
// ---
struct rect list[2] = {[1].w = 9};
list[1].w + list[0].w   // expect: 9
