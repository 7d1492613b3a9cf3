// tests/cells/types_struct.c - types of earlier cells
struct point { int x, y; };
// ---
typedef struct point point;
// ---
point add(point a, point b) { return (point){a.x + b.x, a.y + b.y}; }
add((point){1, 2}, (point){3, 4})   // expect: {.x = 4, .y = 6}
