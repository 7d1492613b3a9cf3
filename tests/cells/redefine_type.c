// tests/cells/redefine_type.c - objects of a changed type are dropped, functions compiled again
struct point { int x, y; };
struct point p = {1, 2};
int get_x(struct point *q) { return q->x; }
get_x(&p)   // expect: 1
// ---
struct point { int id; int x, y; };
// expect stderr: 'p' was dropped
// ---
struct point p = {.id = 9, .x = 4};
get_x(&p)   // expect: 4
// ---
p.id   // expect: 9
