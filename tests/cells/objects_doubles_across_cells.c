// tests/cells/objects_doubles_across_cells.c - doubles of other cells in arithmetic and comparisons
double a = 1.5, b = 2.5; float f = 0.5f, g = 4.0f;
double list[3] = {1.5, 2.5, 3.5};
struct point { double x; float y; } p = {1.5, 0.5f};
// ---
a == 1.5   // expect: 1
// ---
a < b   // expect: 1
// ---
a > b   // expect: 0
// ---
a <= b && b >= a && a != b   // expect: 1
// ---
a + b - a * b / b   // expect: 2.5
// ---
f + g   // expect: 4.5
// ---
f < g && g / f == 8.0f   // expect: 1
// ---
list[0] == a && list[1] == b   // expect: 1
// ---
list[2] - list[0]   // expect: 2.0
// ---
p.x == list[0]   // expect: 1
// ---
p.y == f && p.y * 2 == 1.0   // expect: 1
// ---
int i = 2; list[i] > b   // expect: 1
// ---
-a   // expect: -1.5
// ---
a ? 1 : 0   // expect: 1
// ---
a += b; a   // expect: 4.0
// ---
(int)a + (float)b   // expect: 6.5
